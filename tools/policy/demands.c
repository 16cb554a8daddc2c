/*
 * tools/policy/demands.c - see demands.h. The words are those of docs/manufacturing.md; what
 * each demands of a report is verified in tools/evidence/demands.c.
 */
#include "tools/policy/demands.h"

#include <string.h>

#include "tools/common/image_id.h"
#include "tools/policy/words.h"

#define VERSION_MOST 255

static bool read_words(struct source *source, yaml_node_t *list, const char *field,
                       struct words words, uint32_t *out)
{
        size_t count = source_list(source, list, field, 32);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                uint32_t word = 0;

                good &= source_word(source, source_element(source, list, i), field, words, &word);
                *out |= word;
        }
        return good;
}

/* The single socket has a key of its own too. */
static bool read_guest(struct source *source, yaml_node_t *list, struct report_demands *out)
{
        bool good = read_words(source, list, "guest-policy", policy_guest_words, &out->guest);

        policy_settle_guest(out);
        return good;
}

/* ABI_MAJOR and ABI_MINOR of the guest's policy: there is no build. */
static bool read_abi(struct source *source, yaml_node_t *node, struct firmware_version *out)
{
        yaml_node_t *major;
        yaml_node_t *minor;
        const struct field fields[] = { { "major", &major, true }, { "minor", &minor, true } };
        uint32_t numbers[2] = { 0 };

        if (!source_fields(source, node, "guest-abi", FIELDS(fields)) ||
            !source_number(source, major, "major", 0, VERSION_MOST, &numbers[0]) ||
            !source_number(source, minor, "minor", 0, VERSION_MOST, &numbers[1]))
                return false;
        *out = (struct firmware_version){ (uint8_t)numbers[0], (uint8_t)numbers[1], 0 };
        return true;
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

/* 32 digits, or a text with zeros behind (`cashew image sign --family-id` writes both). */
static bool read_id(struct source *source, const yaml_node_t *node, const char *field,
                    struct demanded_id *out)
{
        const char *text = source_text(node);

        out->given = text && image_id_read(text, out->bytes);
        return out->given || source_unexpected(source, node, field,
                                               "32 hexadecimal digits or 1 to 16 bytes of text");
}

/* Where the parts were said. */
struct demand_nodes {
        yaml_node_t *platform, *guest, *socket, *abi, *firmware, *id_keys, *author_keys, *family,
                *image, *svn, *host_data;
};

static bool read_machine(struct source *source, const struct demand_nodes *nodes,
                         struct report_demands *out)
{
        bool good = true;

        if (nodes->platform)
                good &= read_words(source, nodes->platform, "platform", policy_platform_words,
                                   &out->platform);
        if (nodes->socket)
                good &= source_flag(source, nodes->socket, "single-socket", &out->single_socket);
        if (nodes->guest)
                good &= read_guest(source, nodes->guest, out);
        if (nodes->abi)
                good &= read_abi(source, nodes->abi, &out->abi);
        if (nodes->firmware)
                good &= read_version(source, nodes->firmware, &out->firmware);
        return good;
}

static bool read_owner(struct source *source, const struct demand_nodes *nodes,
                       struct report_demands *out)
{
        bool good = true;

        if (nodes->id_keys)
                good &= read_keys(source, nodes->id_keys, "id-keys", &out->id_keys);
        if (nodes->author_keys)
                good &= read_keys(source, nodes->author_keys, "author-keys", &out->author_keys);
        if (nodes->family)
                good &= read_id(source, nodes->family, "family-id", &out->family_id);
        if (nodes->image)
                good &= read_id(source, nodes->image, "image-id", &out->image_id);
        out->guest_svn_given = nodes->svn != NULL;
        if (nodes->svn)
                good &= source_number(source, nodes->svn, "guest-svn", 0, UINT32_MAX,
                                      &out->guest_svn);
        out->host_data_given = nodes->host_data != NULL;
        if (nodes->host_data)
                good &= read_bytes(source, nodes->host_data, "host-data", out->host_data,
                                   HOST_DATA_SIZE);
        return good;
}

bool policy_demands(struct source *source, yaml_node_t *node, struct report_demands *out)
{
        struct demand_nodes nodes = { 0 };
        const struct field fields[] = {
                { "platform", &nodes.platform, false },
                { "guest-policy", &nodes.guest, false },
                { "single-socket", &nodes.socket, false },
                { "guest-abi", &nodes.abi, false },
                { "firmware", &nodes.firmware, false },
                { "id-keys", &nodes.id_keys, false },
                { "author-keys", &nodes.author_keys, false },
                { "family-id", &nodes.family, false },
                { "image-id", &nodes.image, false },
                { "guest-svn", &nodes.svn, false },
                { "host-data", &nodes.host_data, false },
        };

        bool good;

        if (!source_fields(source, node, "demand", FIELDS(fields)))
                return false;
        good = read_machine(source, &nodes, out);
        return read_owner(source, &nodes, out) && good;
}
