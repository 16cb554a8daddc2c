/*
 * tools/ca/policy/demands.c - see demands.h. The words are those of docs/manufacturing.md; what
 * each demands of a report is verified in tools/evidence/demands.c.
 */
#include "tools/ca/policy/demands.h"

#include <string.h>

#define VERSION_MOST 255

/*
 * Bits of PLATFORM_INFO, by what is wanted of them: "smt-off" and "rapl-off" are good news, so they
 * are said, not their opposites.
 */
static const struct word platform_words[] = {
        { "smt-off", DEMAND_SMT_OFF },
        { "tsme", DEMAND_TSME },
        { "ecc", DEMAND_ECC },
        { "rapl-off", DEMAND_RAPL_OFF },
        { "ciphertext-hiding", DEMAND_CIPHERTEXT },
        { "alias-check", DEMAND_ALIAS_CHECK },
};

static bool read_platform(struct source *source, yaml_node_t *list, uint32_t *out)
{
        size_t count = source_list(source, list, "platform", 32);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                uint32_t word = 0;

                good &= source_word(source, source_element(source, list, i), "platform",
                                    WORDS(platform_words), &word);
                *out |= word;
        }
        return good;
}

/* Three bytes in a report (COMMITTED_MAJOR, _MINOR, _BUILD); who gives no build demands none. */
static bool read_version(struct source *source, yaml_node_t *node, struct firmware_version *out)
{
        yaml_node_t *major;
        yaml_node_t *minor;
        yaml_node_t *build;
        const struct field fields[] = {
                { "major", &major, true },
                { "minor", &minor, true },
                { "build", &build, false },
        };
        uint32_t numbers[3] = { 0 };

        if (!source_fields(source, node, "firmware", FIELDS(fields)) ||
            !source_number(source, major, "major", 0, VERSION_MOST, &numbers[0]) ||
            !source_number(source, minor, "minor", 0, VERSION_MOST, &numbers[1]) ||
            (build && !source_number(source, build, "build", 0, VERSION_MOST, &numbers[2])))
                return false;
        *out = (struct firmware_version){ (uint8_t)numbers[0], (uint8_t)numbers[1],
                                          (uint8_t)numbers[2] };
        return true;
}

static bool read_bytes(struct source *source, const yaml_node_t *node, const char *field,
                       uint8_t *out, size_t size)
{
        struct profile_bytes bytes;

        if (!source_hex(source, node, field, &bytes))
                return false;
        if (bytes.size != size)
                return source_unexpected(source, node, field, "%zu hexadecimal digits", 2 * size);
        memcpy(out, bytes.data, size);
        return true;
}

/*
 * Digests as ID_KEY_DIGEST and AUTHOR_KEY_DIGEST have them: SHA-384 of the whole public key
 * structure.
 */
static bool read_keys(struct source *source, yaml_node_t *list, const char *field,
                      struct demanded_keys *out)
{
        bool good;

        out->count = source_list(source, list, field, DEMANDED_KEYS_MAX);
        good = out->count != 0;
        for (size_t i = 0; i < out->count; i++)
                good &= read_bytes(source, source_element(source, list, i), field, out->digests[i],
                                   KEY_DIGEST_SIZE);
        return good;
}

bool policy_demands(struct source *source, yaml_node_t *node, struct report_demands *out)
{
        yaml_node_t *platform, *socket, *firmware, *id_keys, *author_keys, *host_data;
        const struct field fields[] = {
                { "platform", &platform, false },       { "single-socket", &socket, false },
                { "firmware", &firmware, false },       { "id-keys", &id_keys, false },
                { "author-keys", &author_keys, false }, { "host-data", &host_data, false },
        };
        bool good = source_fields(source, node, "demand", FIELDS(fields));

        if (!good)
                return false;
        if (platform)
                good &= read_platform(source, platform, &out->platform);
        if (socket)
                good &= source_flag(source, socket, "single-socket", &out->single_socket);
        if (firmware)
                good &= read_version(source, firmware, &out->firmware);
        if (id_keys)
                good &= read_keys(source, id_keys, "id-keys", &out->id_keys);
        if (author_keys)
                good &= read_keys(source, author_keys, "author-keys", &out->author_keys);
        out->host_data_given = host_data != NULL;
        if (host_data)
                good &= read_bytes(source, host_data, "host-data", out->host_data, HOST_DATA_SIZE);
        return good;
}
