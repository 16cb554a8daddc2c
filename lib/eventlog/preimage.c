/*
 * lib/eventlog/preimage.c - see preimage.h. The rules are PFP 1.05's, section 10.4.1 (tables 14 and 15), and what is seen in logs:
 * EDK II (MeasureVariable) hashes a variable's data only, but for Secure Boot's all of UEFI_VARIABLE_DATA; GRUB (tpm verifier)
 * hashes its strings without the words that it logs in front of them, with or without their NUL.
 */
#include "lib/eventlog/preimage.h"

#include "lib/base/memory.h"
#include "lib/eventlog/variable.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void add(struct event_preimages *out, const uint8_t *data, size_t size)
{
        out->list[out->count].data = data;
        out->list[out->count].size = size;
        out->count++;
}

/* With its NUL and without: both are seen. */
static void add_text(struct event_preimages *out, const uint8_t *data, size_t size)
{
        add(out, data, size);
        if (size && data[size - 1] == 0)
                add(out, data, size - 1);
}

/*
 * All of it; but for Secure Boot's configuration the variable's data alone too. Older shims (before 15.3) log some bytes behind an
 * authority's data and hash all but the last of them: then nothing is left out that the event says.
 */
static void add_variable(struct event_preimages *out, const struct event *event)
{
        struct event_variable variable;

        add(out, event->data, event->size);
        if (event->type != EV_EFI_VARIABLE_DRIVER_CONFIG && event_variable_read(event, &variable))
                add(out, variable.data, variable.size);
        if (event->type == EV_EFI_VARIABLE_AUTHORITY && event_variable_read(event, &variable) &&
            variable.data + variable.size < event->data + event->size)
                add(out, event->data, event->size - 1);
}

/* What GRUB says in front of a string that it measures, or NULL: the string, without NUL. */
static const uint8_t *grub_string(const struct event *event, const char *prefix, size_t *size)
{
        size_t length = strlen(prefix);

        if (event->type != EV_IPL || event->size < length ||
            memcmp(event->data, prefix, length) != 0)
                return NULL;
        *size = event->size - length;
        if (*size && event->data[event->size - 1] == 0)
                (*size)--;
        return event->data + length;
}

const uint8_t *event_command_line(const struct event *event, size_t *size)
{
        const uint8_t *line = grub_string(event, "kernel_cmdline: ", size);

        return line ? line : grub_string(event, "grub_kernel_cmdline ", size);
}

static void boot_loader(struct event_preimages *out, const struct event *event)
{
        static const char *const prefixes[] = { "kernel_cmdline: ", "grub_cmd: ",
                                                "module_cmdline: ", "grub_kernel_cmdline ",
                                                "grub_cmd " };

        for (size_t i = 0; i < COUNT(prefixes); i++) {
                size_t size;
                const uint8_t *string = grub_string(event, prefixes[i], &size);

                if (string) {
                        out->rule = i == 0 ? EVENT_PREIMAGE_MUST : EVENT_PREIMAGE_IS;
                        add(out, string, size);
                        /* Red Hat's of GRUB 2.02 hashes the NUL too. */
                        if (string + size < event->data + event->size)
                                add(out, string, size + 1);
                        return;
                }
        }
        out->rule = EVENT_PREIMAGE_MAY;
        add_text(out, event->data, event->size);
}

/* The whole of it, or what is behind identifier and size. */
static void tagged(struct event_preimages *out, const struct event *event)
{
        out->rule = EVENT_PREIMAGE_MAY;
        add(out, event->data, event->size);
        if (event->size > 8)
                add(out, event->data + 8, event->size - 8);
}

static enum event_preimage_rule rule_of(uint32_t type)
{
        switch (type) {
        case EV_SEPARATOR:
        case EV_EFI_VARIABLE_DRIVER_CONFIG:
        case EV_EFI_VARIABLE_AUTHORITY:
                return EVENT_PREIMAGE_MUST;
        case EV_ACTION:
        case EV_EFI_ACTION:
        case EV_EFI_VARIABLE_BOOT:
        case EV_EFI_VARIABLE_BOOT2:
        case EV_EFI_GPT_EVENT:
        case EV_EFI_GPT_EVENT2:
        case EV_S_CRTM_VERSION:
        case EV_OMIT_BOOT_DEVICE_EVENTS:
                return EVENT_PREIMAGE_IS;
        case EV_NO_ACTION:
        case EV_S_CRTM_CONTENTS:
        case EV_EFI_BOOT_SERVICES_APPLICATION:
        case EV_EFI_BOOT_SERVICES_DRIVER:
        case EV_EFI_RUNTIME_SERVICES_DRIVER:
        case EV_EFI_PLATFORM_FIRMWARE_BLOB:
        case EV_EFI_PLATFORM_FIRMWARE_BLOB2:
        case EV_EFI_HANDOFF_TABLES:
        case EV_EFI_HANDOFF_TABLES2:
                return EVENT_PREIMAGE_NONE;
        default:
                return EVENT_PREIMAGE_MAY;
        }
}

void event_preimages(const struct event *event, struct event_preimages *out)
{
        *out = (struct event_preimages){ .rule = rule_of(event->type) };
        if (event->type == EV_IPL)
                boot_loader(out, event);
        else if (event->type == EV_EVENT_TAG)
                tagged(out, event);
        else if (event_has_variable(event->type))
                add_variable(out, event);
        else if (out->rule != EVENT_PREIMAGE_NONE)
                add_text(out, event->data, event->size);
}
