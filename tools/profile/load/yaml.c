/* tools/profile/load/yaml.c - the sections of a profile that are only a few lines, and their order. */
#include "tools/profile/load/yaml.h"

#include "lib/profile/check.h"
#include "tools/profile/load/key.h"
#include "tools/profile/load/nv.h"
#include "tools/profile/load/requirement.h"
#include "tools/profile/words/names.h"

/*
 * An empty list leaves the TPM's own banks. They are in the profile's order, and none is there
 * twice.
 */
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

/*
 * The order is that of the manifest's entries. Only a list without unknown names is judged as a
 * whole.
 */
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

/* Version 0 has one key, version 1 a list (SVSM 1.00, the vTPM service attestation manifest). */
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

/* The sections in the order in which a profile is usually written, which is not that of reading. */
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

/* Only name and revision have to be there: a profile without keys makes a TPM without any. */
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

/* NV indices in two steps around the keys: see compiler.h. */
static void read_all(struct compiler *compiler, const struct sections *sections)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;

        source_string(source, sections->name, "profile", PROFILE_NAME_MAX, &profile->name);
        source_number(source, sections->revision, "revision", 0, UINT16_MAX, &profile->revision);
        if (sections->banks)
                read_banks(compiler, sections->banks);
        /* Before the keys, whose policies name indices by what their public areas are. */
        nv_read(compiler, sections->nv, sections->certificates);
        if (sections->keys)
                keys_read(compiler, sections->keys);
        nv_finish(compiler);
        if (sections->manifest)
                read_manifest(compiler, sections->manifest);
        requirements_read(compiler, sections->requires);
        /* Last, when every size that can be known is known. */
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

/* Faults leave nothing in @out: a profile is written whole or not at all. */
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
