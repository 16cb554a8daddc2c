/* tools/profile/load/public.c - a key's public area, written field by field. */
#include "lib/base/bytes.h"
#include "lib/profile/compiled.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/load/policy.h"
#include "tools/profile/load/public.h"
#include "tools/profile/words/names.h"

static const struct word types[] = {
        { "rsa", TPM_ALG_RSA },
        { "ecc", TPM_ALG_ECC },
        { "ml-kem", TPM_ALG_ML_KEM },
        { "ml-dsa", TPM_ALG_ML_DSA },
        { "hash-ml-dsa", TPM_ALG_HASH_ML_DSA },
};

/* TPMI_MLKEM_PARMS and TPMI_MLDSA_PARMS (TPM 2.0 Library 1.85, Part 2), above them the type that they are of. */
static const struct word parameter_sets[] = {
        { "ml-kem-512", TPM_ALG_ML_KEM << 16 | 1 },  { "ml-kem-768", TPM_ALG_ML_KEM << 16 | 2 },
        { "ml-kem-1024", TPM_ALG_ML_KEM << 16 | 3 }, { "ml-dsa-44", TPM_ALG_ML_DSA << 16 | 1 },
        { "ml-dsa-65", TPM_ALG_ML_DSA << 16 | 2 },   { "ml-dsa-87", TPM_ALG_ML_DSA << 16 | 3 },
};

/* What the fields say, before it is known how long the policy is. */
struct public_values {
        uint32_t type;
        uint32_t name_algorithm;
        uint32_t attributes;
        struct profile_bytes policy;
        uint32_t symmetric; /* symmetric_words */
        uint32_t scheme;    /* scheme_words */
        uint32_t bits;
        uint32_t exponent;
        uint32_t curve;
};

static bool read_nodes(struct compiler *compiler, yaml_node_t *node, struct public_nodes *out)
{
        const struct field fields[] = {
                { "type", &out->type, true },
                { "name-algorithm", &out->name_algorithm, true },
                { "attributes", &out->attributes, true },
                { "policy", &out->policy, false },
                { "symmetric", &out->symmetric, false },
                { "scheme", &out->scheme, false },
                { "bits", &out->bits, false },
                { "exponent", &out->exponent, false },
                { "curve", &out->curve, false },
                { "parameter-set", &out->parameter_set, false },
        };

        return source_fields(&compiler->source, node, "public", FIELDS(fields));
}

static bool is_post_quantum(uint32_t type)
{
        return type == TPM_ALG_ML_KEM || type == TPM_ALG_ML_DSA || type == TPM_ALG_HASH_ML_DSA;
}

/*
 * The words are known, so that what is wrong with them is told; then the key is refused, for no libtpms so far can make one, and
 * neither the CA nor the attestation could read it. `requires: {algorithms: [ml-dsa]}` asks the library itself.
 */
static bool refuse_post_quantum(struct compiler *compiler, yaml_node_t *node,
                                const struct public_nodes *nodes, uint32_t type)
{
        struct source *source = &compiler->source;
        uint32_t family = type == TPM_ALG_HASH_ML_DSA ? (uint32_t)TPM_ALG_ML_DSA : type;
        uint32_t set = 0;

        if (!nodes->parameter_set)
                return source_fault(source, node,
                                    "public: found no \"parameter-set\"; expected it");
        if (!source_word(source, nodes->parameter_set, "parameter-set", WORDS(parameter_sets),
                         &set))
                return false;
        if (set >> 16 != family)
                return source_unexpected(source, nodes->parameter_set, "parameter-set",
                                         family == TPM_ALG_ML_KEM ? "one of ml-kem"
                                                                  : "one of ml-dsa");
        return source_unexpected(source, nodes->type, "type",
                                 "rsa or ecc: libtpms makes no post-quantum keys yet");
}

/* bits and exponent are RSA's, curve is ECC's. */
static bool read_parameters(struct compiler *compiler, yaml_node_t *node,
                            const struct public_nodes *nodes, struct public_values *out)
{
        struct source *source = &compiler->source;
        bool rsa = out->type == TPM_ALG_RSA;
        yaml_node_t *needed = rsa ? nodes->bits : nodes->curve;
        yaml_node_t *other = rsa ? nodes->curve : nodes->bits ? nodes->bits : nodes->exponent;

        if (other)
                return source_fault(
                        source, other, "public: %s",
                        rsa ? "found a curve; expected none, as the type is rsa"
                            : "found bits or an exponent; expected none, as the type is "
                              "ecc");
        if (!needed)
                return source_fault(source, node, "public: found no \"%s\"; expected it",
                                    rsa ? "bits" : "curve");
        if (!rsa)
                return source_word(source, needed, "curve", curve_words, &out->curve);
        return source_number(source, needed, "bits", 1024, 4096, &out->bits) &&
               (!nodes->exponent ||
                source_number(source, nodes->exponent, "exponent", 0, UINT32_MAX, &out->exponent));
}

/* The upper half of a scheme's word is the algorithm, the lower its hash. */
static bool scheme_fits(struct compiler *compiler, const yaml_node_t *node,
                        const struct public_values *values)
{
        bool ecdsa = values->scheme >> 16 == TPM_ALG_ECDSA;

        return values->scheme == 0 || ecdsa == (values->type == TPM_ALG_ECC) ||
               source_unexpected(&compiler->source, node, "scheme", "one for %s keys",
                                 ecdsa ? "rsa" : "ecc");
}

/*
 * The policy's length is that of the name algorithm, so without one it is not read at all.
 * Everything else is read whatever was wrong before it.
 */
static bool read_values(struct compiler *compiler, yaml_node_t *node,
                        const struct public_nodes *nodes, struct public_values *out)
{
        struct source *source = &compiler->source;
        bool good = source_flags(source, nodes->attributes, "attributes", object_attribute_words,
                                 &out->attributes);

        if (nodes->symmetric)
                good &= source_word(source, nodes->symmetric, "symmetric", symmetric_words,
                                    &out->symmetric);
        if (nodes->scheme)
                good &= source_word(source, nodes->scheme, "scheme", scheme_words, &out->scheme);
        if (source_word(source, nodes->name_algorithm, "name-algorithm", hash_words,
                        &out->name_algorithm))
                good &= !nodes->policy || policy_read(compiler, nodes->policy,
                                                      (uint16_t)out->name_algorithm, &out->policy);
        else
                good = false;
        if (!source_word(source, nodes->type, "type", WORDS(types), &out->type))
                return false;
        if (is_post_quantum(out->type))
                return refuse_post_quantum(compiler, node, nodes, out->type);
        if (nodes->parameter_set)
                return source_fault(
                        source, nodes->parameter_set,
                        "public: found a parameter set; expected none, as the type is %s",
                        out->type == TPM_ALG_RSA ? "rsa" : "ecc");
        return read_parameters(compiler, node, nodes, out) &&
               (!nodes->scheme || scheme_fits(compiler, nodes->scheme, out)) && good;
}

/*
 * TPMT_PUBLIC up to the unique field, big-endian: TPMS_RSA_PARMS or TPMS_ECC_PARMS behind what all
 * types have (TPM 2.0 Part 2). An exponent of 0 stands for 65537.
 */
static void write_head(struct bytes_writer *out, const struct public_values *values)
{
        bytes_write_be16(out, (uint16_t)values->type);
        bytes_write_be16(out, (uint16_t)values->name_algorithm);
        bytes_write_be32(out, values->attributes);
        bytes_write_be16(out, (uint16_t)values->policy.size);
        bytes_write(out, values->policy.data, values->policy.size);
        if (values->symmetric == 0) {
                bytes_write_be16(out, TPM_ALG_NULL);
        } else {
                bytes_write_be32(out, values->symmetric);
                bytes_write_be16(out, TPM_ALG_CFB);
        }
        if (values->scheme == 0)
                bytes_write_be16(out, TPM_ALG_NULL);
        else
                bytes_write_be32(out, values->scheme);
        if (values->type == TPM_ALG_RSA) {
                bytes_write_be16(out, (uint16_t)values->bits);
                bytes_write_be32(out, values->exponent);
        } else {
                bytes_write_be16(out, (uint16_t)values->curve);
                bytes_write_be16(out, TPM_ALG_NULL); /* no key derivation scheme */
        }
}

/*
 * The policy is the only part without a fixed length, and a digest is at most 64 bytes: the head
 * always has room.
 */
bool public_read(struct compiler *compiler, yaml_node_t *node, struct public_nodes *nodes,
                 struct profile_bytes *head)
{
        struct public_values values = { 0 };
        struct bytes_writer out;

        if (!read_nodes(compiler, node, nodes) || !read_values(compiler, node, nodes, &values))
                return false;
        out = bytes_writer(source_memory(&compiler->source, PROFILE_HEAD_MAX), PROFILE_HEAD_MAX);
        write_head(&out, &values);
        *head = (struct profile_bytes){ out.data, out.size };
        return true;
}
