/*
 * tools/profile/load/policy.c - see policy.h: policy digests from expressions, by the formulas of
 * TPM 2.0 Part 3, "Enhanced Authorization (EA) Commands". A digest begins as zeros; each assertion
 * hashes the digest so far, its command code and its operands.
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/load/policy.h"
#include "tools/profile/words/names.h"

/*
 * The sizes are in bytes. Depth and steps end a policy that names itself, by way of the NV index
 * that it authorizes with.
 */
#define DIGEST_MAX 64
#define DEPTH_MAX  8
#define STEPS_MAX  256
#define OR_MAX     8 /* branches of TPM2_PolicyOR (TPML_DIGEST) */

#define TPM_CC_POLICY_SECRET       UINT32_C(0x151)
#define TPM_CC_POLICY_AUTH_VALUE   UINT32_C(0x16b)
#define TPM_CC_POLICY_COMMAND_CODE UINT32_C(0x16c)
#define TPM_CC_POLICY_OR           UINT32_C(0x171)
#define TPM_CC_POLICY_AUTHORIZE_NV UINT32_C(0x192)

/* A policy session's digest. */
struct digest {
        uint16_t hash;
        size_t size;
        uint8_t value[DIGEST_MAX];
};

/* One mapping: a single assertion, with what belongs to it; NULL what is not said. */
struct policy_nodes {
        yaml_node_t *digest;
        yaml_node_t *secret;
        yaml_node_t *ref;
        yaml_node_t *authorize_nv;
        yaml_node_t * or ;
        yaml_node_t *all;
        yaml_node_t *command_code;
        yaml_node_t *auth_value;
};

static bool evaluate(struct compiler *compiler, yaml_node_t *node, unsigned int depth, bool first,
                     struct digest *digest);

/* The session's hash, which is also the name algorithm of what the policy is for. */
static void hash_bytes(uint16_t hash, const void *data, size_t size, uint8_t *out)
{
        const EVP_MD *type = hash == TPM_ALG_SHA1     ? EVP_sha1()
                             : hash == TPM_ALG_SHA256 ? EVP_sha256()
                             : hash == TPM_ALG_SHA384 ? EVP_sha384()
                                                      : EVP_sha512();

        /* Fails only if the library has no such hash at all; a wrong digest must not get out. */
        if (EVP_Digest(data, size, out, NULL, type, NULL) != 1)
                abort();
}

/* PolicyUpdate(): the digest so far, a command's code, its operand. */
static void extend(struct digest *digest, uint32_t command, const void *operand, size_t size)
{
        uint8_t buffer[DIGEST_MAX + 4 + OR_MAX * DIGEST_MAX];
        struct bytes_writer out = bytes_writer(buffer, sizeof(buffer));

        bytes_write(&out, digest->value, digest->size);
        bytes_write_be32(&out, command);
        bytes_write(&out, operand, size);
        hash_bytes(digest->hash, buffer, out.size, digest->value);
}

/* TPM2_PolicySecret: the entity's Name, which of a hierarchy is its handle; then policyRef, hashed by itself. */
static void secret(struct digest *digest, uint32_t handle, struct profile_bytes ref)
{
        const uint8_t name[4] = { (uint8_t)(handle >> 24), (uint8_t)(handle >> 16),
                                  (uint8_t)(handle >> 8), (uint8_t)handle };
        uint8_t buffer[DIGEST_MAX + DIGEST_MAX];

        extend(digest, TPM_CC_POLICY_SECRET, name, sizeof(name));
        memcpy(buffer, digest->value, digest->size);
        if (ref.size)
                memcpy(buffer + digest->size, ref.data, ref.size);
        hash_bytes(digest->hash, buffer, digest->size + ref.size, digest->value);
}

/* policyRef may be as long as a digest and no longer: TPM2B_NONCE (TPM 2.0 Part 2). */
static bool read_secret(struct compiler *compiler, const struct policy_nodes *nodes,
                        struct digest *digest)
{
        struct source *source = &compiler->source;
        struct profile_bytes ref = { 0 };
        uint32_t handle;

        if (!source_word(source, nodes->secret, "secret", hierarchy_words, &handle))
                return false;
        if (nodes->ref && !source_hex(source, nodes->ref, "ref", &ref))
                return false;
        if (ref.size > digest->size)
                return source_unexpected(source, nodes->ref, "ref", "at most %zu bytes",
                                         digest->size);
        secret(digest, handle, ref);
        return true;
}

/* What is read of an NV index's size before its content is there. */
static size_t nv_size(const struct profile_nv *nv)
{
        return nv->size ? nv->size : nv->literal.size;
}

/* The Name of an NV index that has been written: its name algorithm and the hash of its public area. */
static size_t nv_name(const struct profile_nv *nv, uint8_t *out)
{
        uint8_t buffer[16 + DIGEST_MAX];
        struct bytes_writer public = bytes_writer(buffer, sizeof(buffer));

        bytes_write_be32(&public, nv->index);
        bytes_write_be16(&public, nv->name_algorithm);
        bytes_write_be32(&public, nv->attributes | TPMA_NV_WRITTEN);
        bytes_write_be16(&public, (uint16_t)nv->policy.size);
        bytes_write(&public, nv->policy.data, nv->policy.size);
        bytes_write_be16(&public, (uint16_t)nv_size(nv));
        out[0] = (uint8_t)(nv->name_algorithm >> 8);
        out[1] = (uint8_t)nv->name_algorithm;
        hash_bytes(nv->name_algorithm, buffer, public.size, out + 2);
        return 2 + tpm_hash_bytes(nv->name_algorithm);
}

/* Into the source's memory, which lives as long as the profile. */
static struct profile_bytes keep(struct compiler *compiler, const struct digest *digest)
{
        uint8_t *copy = source_memory(&compiler->source, digest->size);

        memcpy(copy, digest->value, digest->size);
        return (struct profile_bytes){ copy, digest->size };
}

/*
 * An index's policy is needed before nv_finish() is there, as it is part of the index's Name. It is
 * kept for the next policy that asks.
 */
static bool evaluate_nv_policy(struct compiler *compiler, uint32_t number, unsigned int depth)
{
        struct profile_nv *nv = &compiler->profile.nv[number];
        yaml_node_t *node = compiler->nv[number].policy;
        struct digest digest = { .hash = nv->name_algorithm,
                                 .size = tpm_hash_bytes(nv->name_algorithm) };

        if (!node || source_is(node, "none") || nv->policy.size)
                return true;
        if (!evaluate(compiler, node, depth, true, &digest))
                return false;
        nv->policy = keep(compiler, &digest);
        return true;
}

/*
 * TPM2_PolicyAuthorizeNV starts from zeros and takes the Name of the index, so the index has to be
 * known as it will be when it is written.
 */
static bool read_authorize_nv(struct compiler *compiler, const yaml_node_t *node,
                              unsigned int depth, struct digest *digest)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;
        uint8_t name[2 + DIGEST_MAX];
        uint32_t index;

        if (!source_number(source, node, "authorize-nv", 0x01000000, 0x01ffffff, &index))
                return false;
        for (uint32_t i = 0; i < compiler->nv_total; i++) {
                if (profile->nv[i].index != index || !compiler->nv[i].readable)
                        continue;
                if (nv_size(&profile->nv[i]) == 0)
                        return source_unexpected(source, node, "authorize-nv",
                                                 "an NV index whose size is written down");
                if (!evaluate_nv_policy(compiler, i, depth))
                        return false;
                extend(digest, TPM_CC_POLICY_AUTHORIZE_NV, name, nv_name(&profile->nv[i], name));
                return true;
        }
        return source_unexpected(source, node, "authorize-nv", "an NV index of this profile");
}

/*
 * TPM2_PolicyOR starts from zeros and takes the branches' digests in their order, 2 to 8 of them
 * (TPML_DIGEST).
 */
static bool read_or(struct compiler *compiler, yaml_node_t *list, unsigned int depth,
                    struct digest *digest)
{
        struct source *source = &compiler->source;
        size_t count = source_list(source, list, "or", OR_MAX);
        uint8_t branches[OR_MAX * DIGEST_MAX];

        if (count == 1)
                return source_fault(source, list, "or: found one policy; expected 2 to 8");
        for (size_t i = 0; i < count; i++) {
                struct digest branch = { .hash = digest->hash, .size = digest->size };

                if (!evaluate(compiler, source_element(source, list, i), depth, true, &branch))
                        return false;
                memcpy(branches + i * digest->size, branch.value, digest->size);
        }
        extend(digest, TPM_CC_POLICY_OR, branches, count * digest->size);
        return count != 0;
}

/* One assertion after another on the same digest: all of them must hold. */
static bool read_all(struct compiler *compiler, yaml_node_t *list, unsigned int depth,
                     struct digest *digest)
{
        struct source *source = &compiler->source;
        size_t count = source_list(source, list, "all", STEPS_MAX);

        for (size_t i = 0; i < count; i++) {
                if (!evaluate(compiler, source_element(source, list, i), depth, i == 0, digest))
                        return false;
        }
        return count != 0;
}

/* TPM2_PolicyCommandCode: a word for the commands that have one here, or a number. */
static bool read_command_code(struct compiler *compiler, const yaml_node_t *node,
                              struct digest *digest)
{
        struct source *source = &compiler->source;
        const char *text = source_text(node);
        uint32_t code;
        uint8_t operand[4];
        struct bytes_writer out = bytes_writer(operand, sizeof(operand));

        if (text && text[0] == '0'
                    ? !source_number(source, node, "command-code", 0, 0x7fffffff, &code)
                    : !source_word(source, node, "command-code", command_words, &code))
                return false;
        bytes_write_be32(&out, code);
        extend(digest, TPM_CC_POLICY_COMMAND_CODE, operand, sizeof(operand));
        return true;
}

/* TPM2_PolicyAuthValue has no operand. */
static bool read_auth_value(struct compiler *compiler, const yaml_node_t *node,
                            struct digest *digest)
{
        if (!source_is(node, "true"))
                return source_unexpected(&compiler->source, node, "auth-value", "true");
        extend(digest, TPM_CC_POLICY_AUTH_VALUE, NULL, 0);
        return true;
}

/* A digest whose formula nobody has published can only be given as it is. */
static bool read_digest(struct compiler *compiler, const yaml_node_t *node, struct digest *out)
{
        struct profile_bytes literal;

        if (!source_hex(&compiler->source, node, "digest", &literal))
                return false;
        if (literal.size != out->size)
                return source_fault(&compiler->source, node,
                                    "digest: found %zu bytes; expected %zu, as %s has",
                                    literal.size, out->size, word_text(hash_words, out->hash));
        memcpy(out->value, literal.data, literal.size);
        return true;
}

static void to_hex(const uint8_t *data, size_t size, char *out)
{
        for (size_t i = 0; i < size; i++)
                sprintf(out + 2 * i, "%02x", data[i]);
}

/* A digest beside an expression: both must say the same. */
static bool cross_check(struct compiler *compiler, const yaml_node_t *node,
                        const struct digest *digest)
{
        struct digest literal = *digest;
        char found[2 * DIGEST_MAX + 1];
        char expected[2 * DIGEST_MAX + 1];

        if (!read_digest(compiler, node, &literal))
                return false;
        if (memcmp(literal.value, digest->value, digest->size) == 0)
                return true;
        to_hex(literal.value, literal.size, found);
        to_hex(digest->value, digest->size, expected);
        return source_fault(&compiler->source, node,
                            "digest: found %s; expected %s, which the expression beside it gives",
                            found, expected);
}

/* These two forget what was asserted before them. */
static bool check_first(struct compiler *compiler, const struct policy_nodes *nodes, bool first)
{
        const yaml_node_t *node = nodes->or ? nodes->or : nodes->authorize_nv;

        if (!node && nodes->digest && !nodes->secret && !nodes->command_code &&
            !nodes->auth_value && !nodes->all)
                node = nodes->digest;
        return first || !node ||
               source_fault(&compiler->source, node,
                            "policy: found or, authorize-nv or a digest behind another assertion; "
                            "expected it in front");
}

/* One level deeper for whatever contains policies. */
static bool evaluate_nodes(struct compiler *compiler, const struct policy_nodes *nodes,
                           unsigned int depth, struct digest *digest)
{
        if (nodes->secret)
                return read_secret(compiler, nodes, digest);
        if (nodes->authorize_nv)
                return read_authorize_nv(compiler, nodes->authorize_nv, depth + 1, digest);
        if (nodes->or)
                return read_or(compiler, nodes->or, depth + 1, digest);
        if (nodes->all)
                return read_all(compiler, nodes->all, depth + 1, digest);
        if (nodes->command_code)
                return read_command_code(compiler, nodes->command_code, digest);
        return read_auth_value(compiler, nodes->auth_value, digest);
}

/*
 * All and or are lists of such mappings, so they count as one operator each. A digest counts as
 * none: beside an expression it only confirms.
 */
static bool read_nodes(struct compiler *compiler, yaml_node_t *node, struct policy_nodes *nodes,
                       int *operators)
{
        const struct field fields[] = {
                { "secret", &nodes->secret, false },
                { "ref", &nodes->ref, false },
                { "authorize-nv", &nodes->authorize_nv, false },
                { "or", &nodes->or, false },
                { "all", &nodes->all, false },
                { "command-code", &nodes->command_code, false },
                { "auth-value", &nodes->auth_value, false },
                { "digest", &nodes->digest, false },
        };

        if (!source_fields(&compiler->source, node, "policy", FIELDS(fields)))
                return false;
        *operators = !!nodes->secret + !!nodes->authorize_nv + !!nodes->or
                     +!!nodes->all + !!nodes->command_code + !!nodes->auth_value;
        if (nodes->ref && !nodes->secret)
                return source_fault(&compiler->source, nodes->ref,
                                    "policy: found a ref; expected it beside a secret only");
        return true;
}

/* Extends @digest by what @node says; @first: nothing was asserted before it. */
static bool evaluate(struct compiler *compiler, yaml_node_t *node, unsigned int depth, bool first,
                     struct digest *digest)
{
        struct policy_nodes nodes;
        int operators;

        if (depth > DEPTH_MAX || ++compiler->policy_steps > STEPS_MAX)
                return source_fault(&compiler->source, node,
                                    "policy: found one that goes too deep or in a circle; expected "
                                    "at most %d in one another, %d in all",
                                    DEPTH_MAX, STEPS_MAX);
        if (!read_nodes(compiler, node, &nodes, &operators) ||
            !check_first(compiler, &nodes, first))
                return false;
        if (operators == 0 && nodes.digest)
                return read_digest(compiler, nodes.digest, digest);
        if (operators != 1)
                return source_fault(&compiler->source, node,
                                    "policy: found %d assertions; expected one (several in a row: "
                                    "all)",
                                    operators);
        return evaluate_nodes(compiler, &nodes, depth, digest) &&
               (!nodes.digest || cross_check(compiler, nodes.digest, digest));
}

/* An empty policy, @out of size 0, is none at all: the object has no policy to satisfy. */
bool policy_read(struct compiler *compiler, yaml_node_t *node, uint16_t hash,
                 struct profile_bytes *out)
{
        struct digest digest = { .hash = hash, .size = tpm_hash_bytes(hash) };

        *out = (struct profile_bytes){ 0 };
        if (source_is(node, "none"))
                return true;
        if (node->type != YAML_MAPPING_NODE)
                return source_unexpected(&compiler->source, node, "policy",
                                         "none or a mapping of assertions");
        if (!evaluate(compiler, node, 0, true, &digest))
                return false;
        *out = keep(compiler, &digest);
        return true;
}

/* TCG EK Credential Profile, version 2.5, appendix B.6.2. */
struct profile_bytes policy_a(struct compiler *compiler, uint16_t hash)
{
        struct digest digest = { .hash = hash, .size = tpm_hash_bytes(hash) };

        secret(&digest, TPM_RH_ENDORSEMENT, (struct profile_bytes){ 0 });
        return keep(compiler, &digest);
}
