/* tools/profile/load/compiler.c - see compiler.h. */
#include "tools/profile/load/compiler.h"

#include <string.h>

/*
 * lib/profile knows no places in a text, so its sentence is searched for the part that it is about.
 */
bool compile_refuse(struct compiler *compiler, const char *what, yaml_node_t *record,
                    const char *wrong, const struct place *places, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                if (places[i].node && strstr(wrong, places[i].part))
                        return source_unexpected(&compiler->source, places[i].node, places[i].field,
                                                 "another, as %s", wrong);
        }
        return source_fault(&compiler->source, record, "%s: found that %s; expected another", what,
                            wrong);
}

/* Names are compared as bytes, capitals included. A key without a name was not readable. */
bool compile_find_key(struct compiler *compiler, const yaml_node_t *node, const char *field,
                      uint8_t *out)
{
        const char *text = source_text(node);

        for (uint32_t i = 0; text && i < compiler->profile.key_count; i++) {
                struct profile_bytes name = compiler->profile.keys[i].name;

                if (name.size != 0 && name.size == strlen(text) &&
                    memcmp(name.data, text, name.size) == 0) {
                        *out = (uint8_t)i;
                        return true;
                }
        }
        return source_unexpected(&compiler->source, node, field, "the name of a key");
}

/*
 * Zeros need no bytes of their own: the source's memory is cleared when it is given out. One more
 * than asked for, so that no request is for nothing.
 */
bool bytes_of(struct compiler *compiler, yaml_node_t *node, const char *field, size_t most,
              struct profile_bytes *out)
{
        struct source *source = &compiler->source;
        yaml_node_t *text;
        yaml_node_t *hex;
        yaml_node_t *zeros;
        const struct field fields[] = { { "text", &text, false },
                                        { "hex", &hex, false },
                                        { "zeros", &zeros, false } };
        uint32_t size;
        int kinds;

        if (!source_fields(source, node, field, FIELDS(fields)))
                return false;
        kinds = !!text + !!hex + !!zeros;
        if (kinds != 1)
                return source_fault(source, node, "%s: found %d of text, hex, zeros; expected one",
                                    field, kinds);
        if (text)
                return source_string(source, text, "text", most, out);
        if (zeros) {
                if (!source_number(source, zeros, "zeros", 0, (uint32_t)most, &size))
                        return false;
                *out = (struct profile_bytes){ source_memory(source, size + 1), size };
                return true;
        }
        if (!source_hex(source, hex, "hex", out))
                return false;
        return out->size <= most ||
               source_fault(source, hex, "hex: found %zu bytes; expected at most %zu", out->size,
                            most);
}
