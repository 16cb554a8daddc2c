/* lib/eventlog/variable.c - see variable.h. */
#include "lib/eventlog/variable.h"

#include "lib/base/memory.h"
#include "lib/eventlog/device_path.h"

#define GUID_SIZE   16
#define LIST_HEADER 28

/* EFI_CERT_X509_GUID. */
static const uint8_t x509_guid[GUID_SIZE] = { 0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a,
                                              0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72 };

bool event_has_variable(uint32_t type)
{
        return type == EV_EFI_VARIABLE_DRIVER_CONFIG || type == EV_EFI_VARIABLE_BOOT ||
               type == EV_EFI_VARIABLE_BOOT2 || type == EV_EFI_VARIABLE_AUTHORITY ||
               type == EV_EFI_SPDM_DEVICE_POLICY || type == EV_EFI_SPDM_DEVICE_AUTHORITY;
}

/* GUID, u64 characters of the name, u64 bytes of the data, both. */
bool event_variable_read(const struct event *event, struct event_variable *out)
{
        struct bytes_reader in = bytes_reader(event->data, event->size);
        uint64_t characters;
        uint64_t size;

        out->guid = bytes_take(&in, GUID_SIZE);
        characters = bytes_read_le64(&in);
        size = bytes_read_le64(&in);
        if (characters > bytes_left(&in) / 2)
                return false;
        out->name_size = (size_t)characters * 2;
        out->name = bytes_take(&in, out->name_size);
        if (in.failed || size > bytes_left(&in))
                return false;
        out->size = (size_t)size;
        out->data = bytes_take(&in, out->size);
        return true;
}

bool event_variable_is(const struct event_variable *variable, const char *name)
{
        size_t length = strlen(name);

        if (variable->name_size != 2 * length)
                return false;
        for (size_t i = 0; i < length; i++) {
                if (variable->name[2 * i] != (uint8_t)name[i] || variable->name[2 * i + 1])
                        return false;
        }
        return true;
}

void event_signatures_begin(struct event_signatures *lists, const struct event_variable *variable)
{
        *lists = (struct event_signatures){ .in = bytes_reader(variable->data, variable->size) };
}

/* GUID of the kind, u32 size of all, u32 size of a header, u32 size of one signature; the header; signatures. */
static bool next_list(struct event_signatures *lists)
{
        const uint8_t *kind = bytes_take(&lists->in, GUID_SIZE);
        uint32_t size = bytes_read_le32(&lists->in);
        uint32_t header = bytes_read_le32(&lists->in);
        const uint8_t *body;

        lists->each = bytes_read_le32(&lists->in);
        body = size < LIST_HEADER ? NULL : bytes_take(&lists->in, size - LIST_HEADER);
        if (!kind || !body || header > size - LIST_HEADER || lists->each <= GUID_SIZE ||
            (size - LIST_HEADER - header) % lists->each != 0) {
                lists->in.failed = true;
                return false;
        }
        lists->list = bytes_reader(body + header, size - LIST_HEADER - header);
        lists->x509 = memcmp(kind, x509_guid, sizeof(x509_guid)) == 0;
        return true;
}

bool event_signatures_next(struct event_signatures *lists, struct event_signature *out)
{
        while (bytes_left(&lists->list) == 0) {
                if (bytes_left(&lists->in) == 0 || !next_list(lists))
                        return false;
        }
        out->owner = bytes_take(&lists->list, GUID_SIZE);
        out->size = lists->each - GUID_SIZE;
        out->data = bytes_take(&lists->list, out->size);
        out->x509 = lists->x509;
        return out->data != NULL;
}

static void count_signatures(struct event_text *text, const struct event_variable *variable)
{
        struct event_signatures lists;
        struct event_signature signature;
        unsigned int certificates = 0;
        unsigned int others = 0;

        event_signatures_begin(&lists, variable);
        while (event_signatures_next(&lists, &signature)) {
                if (signature.x509)
                        certificates++;
                else
                        others++;
        }
        event_text_add(text, "%u certificate%s, %u digest%s or keys%s", certificates,
                       certificates == 1 ? "" : "s", others, others == 1 ? "" : "s",
                       lists.in.failed ? " (malformed)" : "");
}

static bool has_lists(const struct event_variable *variable)
{
        static const char *const names[] = { "PK", "KEK", "db", "dbx", "dbt", "dbr" };

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                if (event_variable_is(variable, names[i]))
                        return true;
        }
        return false;
}

/* u32 attributes, u16 bytes of the path, description in UTF-16, path, what the loader is told (UEFI 2.10, section 3.1.3). */
static void boot_option(struct event_text *text, const struct event_variable *variable)
{
        struct bytes_reader in = bytes_reader(variable->data, variable->size);
        const uint8_t *description;
        size_t length = 0;
        const uint8_t *path;
        size_t size;

        bytes_read_le32(&in);
        size = bytes_read_le16(&in);
        description = in.data + in.offset;
        while (bytes_read_le16(&in))
                length += 2;
        path = bytes_take(&in, size);
        if (!path) {
                event_text_add(text, "(malformed)");
                return;
        }
        event_text_add_utf16(text, description, length);
        event_text_add(text, ", ");
        device_path_text(text, path, size);
}

static bool is_boot_option(const struct event_variable *variable)
{
        return variable->name_size == 16 && memcmp(variable->name, "B\0o\0o\0t\0", 8) == 0;
}

static void boot_order(struct event_text *text, const struct event_variable *variable)
{
        struct bytes_reader in = bytes_reader(variable->data, variable->size);

        for (const char *between = ""; bytes_left(&in) >= 2; between = " ")
                event_text_add(text, "%s%04x", between, bytes_read_le16(&in));
}

void event_variable_text(struct event_text *text, uint32_t type,
                         const struct event_variable *variable)
{
        event_text_add_utf16(text, variable->name, variable->name_size);
        event_text_add(text, ": ");
        if (type == EV_EFI_VARIABLE_AUTHORITY && variable->size > GUID_SIZE &&
            !event_text_is_ascii(variable->data, variable->size))
                event_text_add(text, "what verified an image, %u bytes",
                               (unsigned int)variable->size);
        else if (has_lists(variable))
                count_signatures(text, variable);
        else if (event_variable_is(variable, "BootOrder"))
                boot_order(text, variable);
        else if (is_boot_option(variable) && type != EV_EFI_VARIABLE_AUTHORITY)
                boot_option(text, variable);
        else if (variable->size == 1)
                event_text_add(text, "%u", variable->data[0]);
        else
                event_text_add_any(text, variable->data, variable->size);
}
