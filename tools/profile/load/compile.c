/* tools/profile/load/compile.c - the sections of a profile that are only a few lines, and their order. */
#include "tools/profile/load/compile.h"

#include <string.h>

#include "lib/profile/check.h"
#include "tools/profile/load/yaml.h"
#include "tools/profile/words/names.h"

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

static void read_banks(struct compiler *compiler, yaml_node_t *banks)
{
        struct source *source = &compiler->source;
        size_t count = source_list(source, banks, "pcr-banks", PROFILE_BANKS_MAX);
        const char *wrong;

        for (size_t i = 0; i < count; i++) {
                yaml_node_t *node = source_element(source, banks, i);
                uint32_t bank;

                if (!source_word(source, node, "pcr-banks", hash_words, &bank))
                        continue;
                compiler->profile.banks[compiler->profile.bank_count++] = (uint16_t)bank;
                wrong = profile_check_bank(&compiler->profile);
                if (wrong)
                        source_unexpected(source, node, "pcr-banks", "it once, as %s", wrong);
        }
}

static void read_manifest_v1(struct compiler *compiler, yaml_node_t *list)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;
        size_t count = source_list(source, list, "v1", PROFILE_KEYS_MAX);
        unsigned int faults = source->faults;
        const char *wrong;

        profile->manifest_v1_count = (uint32_t)count;
        for (size_t i = 0; i < count; i++)
                compile_find_key(compiler, source_element(source, list, i), "v1",
                                 &profile->manifest_v1[i]);
        wrong = source->faults == faults && count ? profile_check_manifest_v1(profile) : NULL;
        if (wrong)
                source_fault(source, list, "v1: found that %s; expected others", wrong);
}

static void read_manifest(struct compiler *compiler, yaml_node_t *manifest)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;
        yaml_node_t *v0;
        yaml_node_t *v1;
        const struct field fields[] = { { "v0", &v0, false }, { "v1", &v1, false } };
        const char *wrong = NULL;

        if (!source_fields(source, manifest, "manifest", FIELDS(fields)))
                return;
        if (v0 && compile_find_key(compiler, v0, "v0", &profile->manifest_v0))
                wrong = profile_check_manifest_key(profile, profile->manifest_v0);
        if (wrong)
                source_unexpected(source, v0, "v0", "another, as %s", wrong);
        if (v1)
                read_manifest_v1(compiler, v1);
}

struct sections {
        yaml_node_t *name;
        yaml_node_t *revision;
        yaml_node_t *requires;
        yaml_node_t *capacity;
        yaml_node_t *banks;
        yaml_node_t *keys;
        yaml_node_t *nv;
        yaml_node_t *certificates;
        yaml_node_t *manifest;
};

static bool read_sections(struct compiler *compiler, struct sections *out)
{
        const struct field fields[] = {
                { "profile", &out->name, true },
                { "revision", &out->revision, true },
                { "requires", &out->requires, false },
                { "capacity", &out->capacity, false },
                { "pcr-banks", &out->banks, false },
                { "keys", &out->keys, false },
                { "nv", &out->nv, false },
                { "certificates", &out->certificates, false },
                { "manifest", &out->manifest, false },
        };

        return source_fields(&compiler->source, source_root(&compiler->source), "profile",
                             FIELDS(fields));
}

static void read_all(struct compiler *compiler, const struct sections *sections)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;

        source_string(source, sections->name, "profile", PROFILE_NAME_MAX, &profile->name);
        source_number(source, sections->revision, "revision", 0, UINT16_MAX, &profile->revision);
        if (sections->banks)
                read_banks(compiler, sections->banks);
        nv_read(compiler, sections->nv, sections->certificates);
        if (sections->keys)
                keys_read(compiler, sections->keys);
        nv_finish(compiler);
        if (sections->manifest)
                read_manifest(compiler, sections->manifest);
        requirements_read(compiler, sections->requires);
        capacity_check(compiler, sections->capacity, sections->keys, sections->nv);
}

/* Every rule was checked where its words are; should one have been forgotten, it is told here. */
static size_t write(struct compiler *compiler, void *out, size_t capacity)
{
        struct source *source = &compiler->source;
        size_t size = profile_encode(&compiler->profile, out, capacity);
        struct profile again;
        size_t offset;
        const char *wrong;

        if (size == 0) {
                source_fault(source, source_root(source),
                             "profile: found more than %zu bytes of it; expected at most so many",
                             capacity);
                return 0;
        }
        wrong = profile_read(out, size, &again, &offset);
        if (!wrong)
                return size;
        source_fault(source, source_root(source), "profile: found that %s; expected another",
                     wrong);
        return 0;
}

size_t load_yaml(const char *file, const void *text, size_t size, FILE *errors, void *out,
                 size_t capacity)
{
        struct compiler compiler = { .profile.manifest_v0 = PROFILE_NONE, .keys_readable = true };
        struct sections sections;
        size_t written = 0;

        if (!source_open(&compiler.source, file, text, size, errors))
                return 0;
        if (read_sections(&compiler, &sections))
                read_all(&compiler, &sections);
        if (compiler.source.faults == 0)
                written = write(&compiler, out, capacity);
        source_close(&compiler.source);
        return written;
}
