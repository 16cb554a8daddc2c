/*
 * tools/profile/load/content.c - see content.h. What refers to a key is told apart by its one word:
 * template, public, public-2b, hcl-report.
 */
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/profile/check.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/load/content.h"
#include "tools/profile/load/policy.h"
#include "tools/profile/words/names.h"

/* The ways to say what an index holds; exactly one of them may be there. */
struct content_nodes {
        yaml_node_t *text;
        yaml_node_t *hex;
        yaml_node_t *zeros;
        yaml_node_t *policy;
        yaml_node_t *template;
        yaml_node_t *public;
        yaml_node_t *public_2b;
        yaml_node_t *hcl_report;
};

/* The TCG's indices for templates of endorsement keys (EK Credential Profile): 04, 0c, odd high. */
static bool is_template_index(uint32_t index)
{
        return index == 0x01c00004 || index == 0x01c0000c ||
               (index >= 0x01c00013 && index <= 0x01c0001f && index % 2 == 1);
}

/*
 * With the unique field as the profile has it: only a literal one is known before the TPM is made.
 */
static bool is_template_of(const struct profile_key *key, struct profile_bytes content)
{
        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX];
        size_t size = profile_template(key, key->x.data, key->y.data, template, sizeof(template));

        return key->unique_rule == PROFILE_UNIQUE_LITERAL && size == content.size &&
               memcmp(template, content.data, size) == 0;
}

bool content_is_known_template(const struct compiler *compiler, const struct profile_nv *nv)
{
        struct tpm_public public;

        if (!is_template_index(nv->index) &&
            tpm_public_read(nv->literal.data, nv->literal.size, &public))
                return true;
        for (uint32_t i = 0; i < compiler->profile.key_count; i++) {
                if (is_template_of(&compiler->profile.keys[i], nv->literal))
                        return true;
        }
        return false;
}

/* TPMT_HA: the hash's number and a digest. */
static bool read_policy(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv)
{
        struct profile_bytes digest;
        uint8_t *content;
        struct bytes_writer out;

        if (!policy_read(compiler, node, nv->name_algorithm, &digest))
                return false;
        if (digest.size == 0)
                return source_unexpected(&compiler->source, node, "policy", "a policy");
        content = source_memory(&compiler->source, 2 + digest.size);
        out = bytes_writer(content, 2 + digest.size);
        bytes_write_be16(&out, nv->name_algorithm);
        bytes_write(&out, digest.data, digest.size);
        nv->literal = (struct profile_bytes){ content, out.size };
        return true;
}

/*
 * The number that compile_find_key() finds is kept as the subject: what the key's public area is
 * will be known only when the TPM has made it.
 */
static bool read_of_key(struct compiler *compiler, const struct content_nodes *nodes,
                        struct profile_nv *nv)
{
        const struct {
                yaml_node_t *node;
                const char *field;
                uint8_t content;
        } kinds[] = {
                { nodes->template, "template", PROFILE_CONTENT_TEMPLATE },
                { nodes->public, "public", PROFILE_CONTENT_PUBLIC },
                { nodes->public_2b, "public-2b", PROFILE_CONTENT_PUBLIC_2B },
                { nodes->hcl_report, "hcl-report", PROFILE_CONTENT_HCL_REPORT },
        };

        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                if (!kinds[i].node)
                        continue;
                nv->content = kinds[i].content;
                return compile_find_key(compiler, kinds[i].node, kinds[i].field, &nv->subject);
        }
        return false;
}

/* A literal's bytes go into the profile as they are; of a key only the reference does. */
static bool read_mapping(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv)
{
        struct content_nodes nodes;
        const struct field fields[] = {
                { "text", &nodes.text, false },
                { "hex", &nodes.hex, false },
                { "zeros", &nodes.zeros, false },
                { "policy", &nodes.policy, false },
                { "template", &nodes.template, false },
                { "public", &nodes.public, false },
                { "public-2b", &nodes.public_2b, false },
                { "hcl-report", &nodes.hcl_report, false },
        };
        int kinds;

        if (!source_fields(&compiler->source, node, "content", FIELDS(fields)))
                return false;
        kinds = !!nodes.text + !!nodes.hex + !!nodes.zeros + !!nodes.policy + !!nodes.template +
                !!nodes.public + !!nodes.public_2b + !!nodes.hcl_report;
        if (kinds != 1)
                return source_fault(&compiler->source, node,
                                    "content: found %d kinds; expected one", kinds);
        nv->content = PROFILE_CONTENT_LITERAL;
        if (nodes.policy)
                return read_policy(compiler, nodes.policy, nv);
        if (nodes.text || nodes.hex || nodes.zeros)
                return bytes_of(compiler, node, "content", PROFILE_LITERAL_MAX, &nv->literal);
        return read_of_key(compiler, &nodes, nv);
}

/* The two words need no key and no bytes: nothing at all, and the certificates of whoever signs. */
bool content_read(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv)
{
        if (source_is(node, "none") || source_is(node, "chain")) {
                nv->content =
                        source_is(node, "none") ? PROFILE_CONTENT_NONE : PROFILE_CONTENT_CHAIN;
                return true;
        }
        if (node->type != YAML_MAPPING_NODE)
                return source_unexpected(&compiler->source, node, "content",
                                         "none, chain or a mapping");
        return read_mapping(compiler, node, nv);
}

/* The only key of a mapping that has one. */
static const char *single_key(struct compiler *compiler, const yaml_node_t *node)
{
        const yaml_node_pair_t *pair;
        yaml_node_t *key;

        if (node->type != YAML_MAPPING_NODE)
                return NULL;
        pair = node->data.mapping.pairs.start;
        if (node->data.mapping.pairs.top - pair != 1)
                return NULL;
        key = yaml_document_get_node(&compiler->source.document, pair->key);
        return source_text(key);
}

/*
 * A policy names no key but may name an index that is not read yet, so only its size is promised
 * here: read_authorize_nv() hashes the size into a Name. The bytes come with nv_finish().
 */
bool content_read_early(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv,
                        bool *done)
{
        const char *kind = single_key(compiler, node);
        size_t size = 2 + tpm_hash_bytes(nv->name_algorithm);

        *done = kind && (strcmp(kind, "text") == 0 || strcmp(kind, "hex") == 0 ||
                         strcmp(kind, "zeros") == 0);
        if (*done)
                return content_read(compiler, node, nv);
        if (kind && strcmp(kind, "policy") == 0)
                nv->literal =
                        (struct profile_bytes){ source_memory(&compiler->source, size), size };
        return true;
}
