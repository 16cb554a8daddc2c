/* lib/eventlog/describe.c - see describe.h. Sections are of PFP 1.05. */
#include "lib/eventlog/describe.h"

#include "lib/base/memory.h"
#include "lib/eventlog/device_path.h"
#include "lib/eventlog/variable.h"

#define SIGNATURE_SIZE 16
#define GPT_HEADER     92
#define GPT_GUID_AT    56
#define GPT_ENTRY      128
#define GPT_NAME_AT    56

static bool begins(const struct event *event, const char *text)
{
        size_t length = strlen(text);

        return event->size >= length && memcmp(event->data, text, length) == 0;
}

int event_startup_locality(const struct event *event)
{
        if (event->type != EV_NO_ACTION || event->size != SIGNATURE_SIZE + 1 ||
            memcmp(event->data, "StartupLocality", SIGNATURE_SIZE) != 0)
                return -1;
        return event->data[SIGNATURE_SIZE];
}

/* 10.4.5.2: signature, u32 of the vendor, GUID of its reference manifest. */
static void no_action(struct event_text *text, const struct event *event)
{
        int locality = event_startup_locality(event);

        if (locality >= 0) {
                event_text_add(text, "StartupLocality %d", locality);
        } else if (begins(event, "SP800-155 Event") && event->size >= SIGNATURE_SIZE + 20) {
                event_text_add_ascii(text, event->data, SIGNATURE_SIZE);
                event_text_add(text, ", reference manifest ");
                event_text_add_guid(text, event->data + SIGNATURE_SIZE + 4);
        } else if (event->size > SIGNATURE_SIZE &&
                   event_text_is_ascii(event->data, SIGNATURE_SIZE)) {
                event_text_add_ascii(text, event->data, SIGNATURE_SIZE);
                event_text_add(text, ", %u bytes", (unsigned int)event->size);
        } else {
                event_text_add_any(text, event->data, event->size);
        }
}

static void separator(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        uint32_t value = bytes_read_le32(&in);

        if (event->size != 4)
                event_text_add_any(text, event->data, event->size);
        else
                event_text_add(text, "%08x%s", (unsigned int)value,
                               value == 1 ? ": an error of the firmware" : "");
}

/* UEFI_PLATFORM_FIRMWARE_BLOB, 10.2.4: u64 base, u64 length. */
static void blob(struct event_text *text, struct bytes_reader *in)
{
        uint64_t base = bytes_read_le64(in);

        event_text_add(text, "%llu bytes at 0x%llx", (unsigned long long)bytes_read_le64(in),
                       (unsigned long long)base);
}

/* UEFI_PLATFORM_FIRMWARE_BLOB2, 10.2.5: u8 size, description, as above. False if it is none. */
static bool described_blob(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        size_t size = bytes_read_u8(&in);
        const uint8_t *description = bytes_take(&in, size);

        if (!description || bytes_left(&in) != 16)
                return false;
        event_text_add_any(text, description, size);
        event_text_add(text, ", ");
        blob(text, &in);
        return true;
}

static void firmware(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);

        if (event->size == 16 && !event_text_is_ascii(event->data, event->size))
                blob(text, &in);
        else if (!described_blob(text, event))
                event_text_add_any(text, event->data, event->size);
}

/* An EFI_GUID, or a text of either kind. */
static void crtm_version(struct event_text *text, const struct event *event)
{
        const uint8_t *data = event->data;

        if (event->size == 16 && (data[1] || data[3]) && !event_text_is_ascii(data, event->size))
                event_text_add_guid(text, data);
        else if (event->size == 2 && !data[0] && !data[1])
                event_text_add(text, "empty");
        else
                event_text_add_any(text, data, event->size);
}

/* UEFI_IMAGE_LOAD_EVENT, 10.2.3: u64 address, u64 size, u64 link address, u64 size of the path, the path. */
static void image(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        uint64_t size;
        uint64_t path_size;

        bytes_read_le64(&in);
        size = bytes_read_le64(&in);
        bytes_read_le64(&in);
        path_size = bytes_read_le64(&in);
        if (in.failed || path_size > bytes_left(&in)) {
                event_text_add(text, "(malformed) ");
                event_text_add_any(text, event->data, event->size);
                return;
        }
        device_path_text(text, in.data + in.offset, (size_t)path_size);
        event_text_add(text, "%s%llu bytes", path_size ? ", " : "", (unsigned long long)size);
}

/* UEFI_GPT_DATA, 10.2.7: the header, u64 number of partitions, partitions in use. */
static void partitions(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        const uint8_t *header = bytes_take(&in, GPT_HEADER);
        uint64_t count = bytes_read_le64(&in);
        const char *between = ": ";

        if (in.failed) {
                event_text_add(text, "(malformed)");
                return;
        }
        event_text_add(text, "disk ");
        event_text_add_guid(text, header + GPT_GUID_AT);
        event_text_add(text, ", %llu partitions", (unsigned long long)count);
        for (uint64_t i = 0; i < count && bytes_left(&in) >= GPT_ENTRY && !text->cut; i++) {
                const uint8_t *entry = bytes_take(&in, GPT_ENTRY);

                event_text_add(text, "%s", between);
                event_text_add_utf16(text, entry + GPT_NAME_AT, GPT_ENTRY - GPT_NAME_AT);
                between = ", ";
        }
}

/* TCG_PCClientTaggedEvent: u32 identifier, u32 size, the rest (PC Client Implementation for Conventional BIOS 1.21, 11.3.2.1). */
static void tagged(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        uint32_t identifier = bytes_read_le32(&in);
        uint32_t size = bytes_read_le32(&in);
        const uint8_t *data = bytes_take(&in, size);

        if (!data) {
                event_text_add_any(text, event->data, event->size);
                return;
        }
        event_text_add(text, "tag 0x%08x: ", (unsigned int)identifier);
        event_text_add_any(text, data, size);
}

/* UEFI_HANDOFF_TABLE_POINTERS, 10.2.8: u64 number, for each GUID and pointer; the second kind has a description in front. */
static void tables(struct event_text *text, const struct event *event)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);

        if (event->type == EV_EFI_HANDOFF_TABLES2) {
                size_t size = bytes_read_u8(&in);
                const uint8_t *description = bytes_take(&in, size);

                event_text_add_any(text, description, description ? size : 0);
                event_text_add(text, ", ");
        }
        event_text_add(text, "%llu tables", (unsigned long long)bytes_read_le64(&in));
        while (bytes_left(&in) >= 24 && !text->cut) {
                event_text_add(text, " ");
                event_text_add_guid(text, bytes_take(&in, 16));
                bytes_read_le64(&in);
        }
}

/* DEVICE_SECURITY_EVENT_DATA and its second kind: a signature, and what a device has said of itself (PFP 1.06, section 10.2.7). */
static void device(struct event_text *text, const struct event *event)
{
        if (begins(event, "SPDM Device Sec") && event->size >= SIGNATURE_SIZE) {
                event_text_add_ascii(text, event->data, SIGNATURE_SIZE);
                event_text_add(text, ", %u bytes", (unsigned int)event->size);
        } else {
                event_text_add_any(text, event->data, event->size);
        }
}

static void variable_or_bytes(struct event_text *text, const struct event *event)
{
        struct event_variable variable;

        if (event_variable_read(event, &variable)) {
                event_variable_text(text, event->type, &variable);
        } else {
                event_text_add(text, "(malformed) ");
                event_text_add_any(text, event->data, event->size);
        }
}

void event_describe(const struct event *event, char *out, size_t size)
{
        struct event_text text;

        event_text_begin(&text, out, size);
        if (event_has_variable(event->type))
                return variable_or_bytes(&text, event);
        switch (event->type) {
        case EV_NO_ACTION:
                return no_action(&text, event);
        case EV_SEPARATOR:
                return separator(&text, event);
        case EV_EVENT_TAG:
                return tagged(&text, event);
        case EV_S_CRTM_VERSION:
                return crtm_version(&text, event);
        case EV_POST_CODE:
        case EV_POST_CODE2:
        case EV_S_CRTM_CONTENTS:
        case EV_EFI_PLATFORM_FIRMWARE_BLOB:
        case EV_EFI_PLATFORM_FIRMWARE_BLOB2:
                return firmware(&text, event);
        case EV_EFI_BOOT_SERVICES_APPLICATION:
        case EV_EFI_BOOT_SERVICES_DRIVER:
        case EV_EFI_RUNTIME_SERVICES_DRIVER:
                return image(&text, event);
        case EV_EFI_GPT_EVENT:
        case EV_EFI_GPT_EVENT2:
                return partitions(&text, event);
        case EV_EFI_HANDOFF_TABLES:
        case EV_EFI_HANDOFF_TABLES2:
                return tables(&text, event);
        case EV_EFI_SPDM_FIRMWARE_BLOB:
        case EV_EFI_SPDM_FIRMWARE_CONFIG:
                return device(&text, event);
        default:
                event_text_add_any(&text, event->data, event->size);
        }
}
