/*
 * tools/profile/load/unique.c - see unique.h. CreatePrimary derives a key from its template, unique
 * field included (TPM 2.0 Part 1, "Primary Seeds"): so the profile has to say what is in it, and
 * two that differ there make different keys.
 */
#include "tools/profile/load/unique.h"

#include <string.h>

/* x and y are of an elliptic curve's point, the others of RSA's modulus or of both. */
struct unique_nodes {
        yaml_node_t *zeros;
        yaml_node_t *text;
        yaml_node_t *hex;
        yaml_node_t *random_once;
        yaml_node_t *nonce;
        yaml_node_t *x;
        yaml_node_t *y;
};

static struct profile_bytes zeros(struct compiler *compiler, size_t size)
{
        return (struct profile_bytes){ source_memory(&compiler->source, size + 1), size };
}

/* One coordinate: empty, zeros of its full length, or bytes. */
static bool read_coordinate(struct compiler *compiler, yaml_node_t *node, const char *field,
                            size_t full, struct profile_bytes *out)
{
        if (source_is(node, "empty") || source_is(node, "zeros")) {
                *out = zeros(compiler, source_is(node, "zeros") ? full : 0);
                return true;
        }
        if (node->type != YAML_MAPPING_NODE)
                return source_unexpected(&compiler->source, node, field,
                                         "empty, zeros or a mapping of text, hex, zeros");
        return bytes_of(compiler, node, field, full, out);
}

/* As many bytes of what comes later as @count says; of each coordinate. */
static bool read_later(struct compiler *compiler, const yaml_node_t *count, const char *field,
                       size_t x_full, size_t y_full, struct profile_key *key)
{
        uint32_t size = (uint32_t)x_full;

        if (count && !source_number(&compiler->source, count, field, 1, (uint32_t)x_full, &size))
                return false;
        key->x = zeros(compiler, size);
        key->y = zeros(compiler, y_full ? size : 0);
        return true;
}

/*
 * The index's content will begin the unique field, zeros fill the rest (TCG EK Credential Profile,
 * the low range's nonce indices). A nonce that could not be read is still found, by its number.
 */
static bool read_nonce(struct compiler *compiler, const yaml_node_t *node, size_t x_full,
                       size_t y_full, struct profile_key *key)
{
        uint32_t index;

        if (!source_number(&compiler->source, node, "nonce", 0x01000000, 0x01ffffff, &index))
                return false;
        for (uint32_t i = 0; i < compiler->nv_total; i++) {
                if (compiler->profile.nv[i].index == index)
                        key->nonce = (uint8_t)i;
        }
        key->unique_rule = PROFILE_UNIQUE_NV_NONCE;
        if (key->nonce == PROFILE_NONE)
                return source_unexpected(&compiler->source, node, "nonce",
                                         "an NV index of this profile");
        return read_later(compiler, NULL, "nonce", x_full, y_full, key);
}

/* Both coordinates alike; random-once is drawn when the TPM is made. */
static bool read_words(struct compiler *compiler, const yaml_node_t *node, size_t x_full,
                       size_t y_full, struct profile_key *key)
{
        if (source_is(node, "empty")) {
                key->x = key->y = (struct profile_bytes){ 0 };
                return true;
        }
        if (!source_is(node, "zeros") && !source_is(node, "random-once"))
                return source_unexpected(&compiler->source, node, "unique",
                                         "empty, zeros, random-once or a mapping");
        if (source_is(node, "random-once"))
                key->unique_rule = PROFILE_UNIQUE_RANDOM_ONCE;
        return read_later(compiler, NULL, "unique", x_full, y_full, key);
}

/* text, hex and zeros beside one another are bytes_of()'s to refuse, by the whole mapping. */
static bool read_single(struct compiler *compiler, yaml_node_t *node,
                        const struct unique_nodes *nodes, size_t x_full, size_t y_full,
                        struct profile_key *key)
{
        if (nodes->zeros && !nodes->text && !nodes->hex)
                return bytes_of(compiler, node, "unique", x_full, &key->x) &&
                       read_later(compiler, nodes->zeros, "zeros", x_full, y_full, key);
        if (y_full)
                return source_fault(&compiler->source, node,
                                    "unique: found one text; expected x and y, as the type is ecc");
        key->y = (struct profile_bytes){ 0 };
        return bytes_of(compiler, node, "unique", x_full, &key->x);
}

/*
 * An RSA key has one field (TPM2B_PUBLIC_KEY_RSA), an ECC key two (TPMS_ECC_POINT, both in TPM 2.0
 * Part 2).
 */
static bool read_both(struct compiler *compiler, yaml_node_t *node,
                      const struct unique_nodes *nodes, size_t x_full, size_t y_full,
                      struct profile_key *key)
{
        if (!y_full)
                return source_fault(&compiler->source, node,
                                    "unique: found coordinates; expected one field, as the type is "
                                    "rsa");
        if (!nodes->x || !nodes->y)
                return source_fault(&compiler->source, node,
                                    "unique: found one coordinate; expected x and y");
        return read_coordinate(compiler, nodes->x, "x", x_full, &key->x) &&
               read_coordinate(compiler, nodes->y, "y", y_full, &key->y);
}

/*
 * The sizes that @x_full and @y_full give are in bytes; @y_full is 0 for RSA, which is how the
 * readers tell the types apart.
 */
bool unique_read(struct compiler *compiler, yaml_node_t *node, size_t x_full, size_t y_full,
                 struct profile_key *key)
{
        struct unique_nodes nodes;
        const struct field fields[] = {
                { "zeros", &nodes.zeros, false }, { "text", &nodes.text, false },
                { "hex", &nodes.hex, false },     { "random-once", &nodes.random_once, false },
                { "nonce", &nodes.nonce, false }, { "x", &nodes.x, false },
                { "y", &nodes.y, false },
        };
        int kinds;

        if (node->type == YAML_SCALAR_NODE)
                return read_words(compiler, node, x_full, y_full, key);
        if (!source_fields(&compiler->source, node, "unique", FIELDS(fields)))
                return false;
        kinds = (nodes.zeros || nodes.text || nodes.hex) + !!nodes.random_once + !!nodes.nonce +
                (nodes.x || nodes.y);
        if (kinds != 1)
                return source_fault(&compiler->source, node,
                                    "unique: found %d kinds; expected one of zeros, text, hex, "
                                    "random-once, nonce, x and y",
                                    kinds);
        if (nodes.nonce)
                return read_nonce(compiler, nodes.nonce, x_full, y_full, key);
        if (nodes.x || nodes.y)
                return read_both(compiler, node, &nodes, x_full, y_full, key);
        if (!nodes.random_once)
                return read_single(compiler, node, &nodes, x_full, y_full, key);
        key->unique_rule = PROFILE_UNIQUE_RANDOM_ONCE;
        return read_later(compiler, nodes.random_once, "random-once", x_full, y_full, key);
}
