/* lib/eventlog/ima_template.c - see ima_template.h. */
#include "lib/eventlog/ima_template.h"

#include "lib/base/memory.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct ima_field fields[] = {
        { "d", IMA_FORM_DIGEST, IMA_ROLE_DIGEST },
        { "n", IMA_FORM_STRING, IMA_ROLE_PATH },
        { "d-ng", IMA_FORM_NAMED, IMA_ROLE_DIGEST },
        { "d-ngv2", IMA_FORM_NAMED, IMA_ROLE_DIGEST },
        { "n-ng", IMA_FORM_STRING, IMA_ROLE_PATH },
        { "sig", IMA_FORM_HEX, IMA_ROLE_SIGNATURE },
        { "evmsig", IMA_FORM_HEX, IMA_ROLE_SIGNATURE },
        { "buf", IMA_FORM_HEX, IMA_ROLE_BUFFER },
        { "d-modsig", IMA_FORM_NAMED, IMA_ROLE_OTHER },
        { "modsig", IMA_FORM_HEX, IMA_ROLE_OTHER },
        { "iuid", IMA_FORM_U32, IMA_ROLE_OTHER },
        { "igid", IMA_FORM_U32, IMA_ROLE_OTHER },
        { "imode", IMA_FORM_U16, IMA_ROLE_OTHER },
        { "xattrnames", IMA_FORM_STRING, IMA_ROLE_OTHER },
        { "xattrlengths", IMA_FORM_HEX, IMA_ROLE_OTHER },
        { "xattrvalues", IMA_FORM_HEX, IMA_ROLE_OTHER },
};

static const struct {
        const char *name;
        const char *format;
} templates[] = {
        { "ima", "d|n" },
        { "ima-ng", "d-ng|n-ng" },
        { "ima-sig", "d-ng|n-ng|sig" },
        { "ima-ngv2", "d-ngv2|n-ng" },
        { "ima-sigv2", "d-ngv2|n-ng|sig" },
        { "ima-buf", "d-ng|n-ng|buf" },
        { "ima-modsig", "d-ng|n-ng|sig|d-modsig|modsig" },
        { "evm-sig", "d-ng|n-ng|evmsig|xattrnames|xattrlengths|xattrvalues|iuid|igid|imode" },
};

static bool is(const uint8_t *name, size_t size, const char *text)
{
        return size == strlen(text) && memcmp(name, text, size) == 0;
}

static const struct ima_field *find_field(const uint8_t *id, size_t size)
{
        for (size_t i = 0; i < COUNT(fields); i++) {
                if (is(id, size, fields[i].id))
                        return &fields[i];
        }
        return NULL;
}

/* "d-ng|n-ng". */
static bool read_format(const uint8_t *format, size_t size, struct ima_template *out)
{
        size_t at = 0;

        out->count = 0;
        for (;;) {
                size_t end = at;

                while (end < size && format[end] != '|')
                        end++;
                if (out->count == IMA_FIELDS_MAX)
                        return false;
                out->fields[out->count] = find_field(format + at, end - at);
                if (!out->fields[out->count++])
                        return false;
                if (end == size)
                        return true;
                at = end + 1;
        }
}

bool ima_template_find(const uint8_t *name, size_t size, struct ima_template *out)
{
        *out = (struct ima_template){ .first = is(name, size, "ima") };
        for (size_t i = 0; i < COUNT(templates); i++) {
                const char *format = templates[i].format;

                if (is(name, size, templates[i].name))
                        return read_format((const uint8_t *)format, strlen(format), out);
        }
        return read_format(name, size, out);
}

bool ima_template_is_name(const uint8_t *name, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                uint8_t c = name[i];

                if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                      c == '|'))
                        return false;
        }
        return size != 0 && size <= IMA_TEMPLATE_NAME_MAX;
}
