/*
 * tools/profile/load/key.c - see key.h. A key is what TPM2_CreatePrimary is given: a hierarchy and
 * a template, TPMT_PUBLIC (TPM 2.0 Part 3, TPM2_CreatePrimary; Part 2, TPMT_PUBLIC). The template
 * has a name, is written field by field, or stands there as bytes.
 */
#include "lib/profile/check.h"
#include "lib/wire/tpm_public.h"

#include <string.h>

#include "tools/profile/load/key.h"
#include "tools/profile/load/public.h"
#include "tools/profile/load/unique.h"
#include "tools/profile/words/names.h"

/* Where the text says each part of a key; NULL what it does not say. */
struct key_nodes {
        yaml_node_t *record;
        yaml_node_t *name;
        yaml_node_t *hierarchy;
        yaml_node_t *template;
        yaml_node_t *public;
        yaml_node_t *bytes;
        yaml_node_t *unique;
        yaml_node_t *handle;
        yaml_node_t *when_taken;
        yaml_node_t *auth;
        struct public_nodes in_public;
};

/* Three ways to write a template, and a key has exactly one: two could contradict each other. */
static bool read_nodes(struct compiler *compiler, yaml_node_t *record, struct key_nodes *out)
{
        const struct field fields[] = {
                { "name", &out->name, true },          { "hierarchy", &out->hierarchy, false },
                { "template", &out->template, false }, { "public", &out->public, false },
                { "bytes", &out->bytes, false },       { "unique", &out->unique, false },
                { "handle", &out->handle, true },      { "when-taken", &out->when_taken, false },
                { "auth", &out->auth, false },
        };

        int kinds;

        *out = (struct key_nodes){ .record = record };
        if (!source_fields(&compiler->source, record, "key", FIELDS(fields)))
                return false;
        kinds = !!out->template + !!out->public + !!out->bytes;
        return kinds == 1 ||
               source_fault(&compiler->source, record,
                            "key: found %d of template, public, bytes; expected one", kinds);
}

/*
 * The unique field of the TCG's templates is zeros or empty (words/templates.c): the size says
 * which; or a text (words/identities.c).
 */
static bool read_template(struct compiler *compiler, const yaml_node_t *node,
                          struct profile_key *key)
{
        struct source *source = &compiler->source;
        const struct named_template *named = find_template(source_text(node));

        if (!named)
                return source_unexpected(
                        source, node, "template",
                        "one of L-1, L-2, H-1 to H-7, SRK-RSA, SRK-ECC; or IDEVID- or IAK- "
                        "and RSA2048, RSA3072, RSA4096, P256, P384, P521");
        key->hierarchy = named->hierarchy;
        key->head = (struct profile_bytes){ named->head, named->head_size };
        key->x = (struct profile_bytes){ source_memory(source, named->x_size + 1u), named->x_size };
        key->y = (struct profile_bytes){ source_memory(source, named->y_size + 1u), named->y_size };
        if (named->text) {
                key->x.data = (const uint8_t *)named->text;
                key->y.data = key->x.data;
        }
        return true;
}

/* A whole TPMT_PUBLIC, which is divided where its unique field begins. */
static bool read_bytes(struct compiler *compiler, const yaml_node_t *node, struct profile_key *key)
{
        struct profile_bytes bytes;
        struct tpm_public public;

        if (!source_hex(&compiler->source, node, "bytes", &bytes))
                return false;
        if (tpm_public_read(bytes.data, bytes.size, &public))
                return source_unexpected(&compiler->source, node, "bytes",
                                         "a TPMT_PUBLIC of RSA or a NIST curve, whole and no more");
        key->head = (struct profile_bytes){ bytes.data, public.unique_offset };
        if (public.type == TPM_ALG_RSA)
                key->x = (struct profile_bytes){ public.modulus, public.modulus_size };
        else {
                key->x = (struct profile_bytes){ public.x, public.x_size };
                key->y = (struct profile_bytes){ public.y, public.y_size };
        }
        return true;
}

/* How long the unique field may be: what is behind the head of a made key. */
static void full_sizes(const struct profile_key *key, size_t *x, size_t *y)
{
        size_t both = profile_public_size(key) - key->head.size;

        *x = both - 2;
        *y = 0;
        if (key->head.data[1] != TPM_ALG_ECC)
                return;
        *x = both / 2 - 2;
        *y = *x;
}

/*
 * A template that is named or written as bytes brings a unique field; one written field by field
 * has none until the profile says it.
 */
static bool read_unique(struct compiler *compiler, const struct key_nodes *nodes,
                        struct profile_key *key)
{
        size_t x;
        size_t y;

        if (!nodes->unique)
                return !nodes->public ||
                       source_fault(&compiler->source, nodes->record,
                                    "key: found no \"unique\"; expected one, as the key depends on "
                                    "it");
        full_sizes(key, &x, &y);
        return unique_read(compiler, nodes->unique, x, y, key);
}

/*
 * Of persistent handles only the owner's, 0x81000000 to 0x817fffff: that is whose authorization the
 * manufacture has for TPM2_EvictControl.
 */
static bool read_handle(struct compiler *compiler, const struct key_nodes *nodes,
                        struct profile_key *key)
{
        struct source *source = &compiler->source;
        const yaml_node_t *node = nodes->handle;
        uint32_t occupied = PROFILE_OCCUPIED_REFUSE;

        if (source_is(node, "transient"))
                key->disposition = PROFILE_KEY_TRANSIENT;
        else if (source_is(node, "template-only"))
                key->disposition = PROFILE_KEY_TEMPLATE;
        else
                key->disposition = PROFILE_KEY_PERSISTENT;
        if (key->disposition != PROFILE_KEY_PERSISTENT)
                return !nodes->when_taken ||
                       source_fault(
                               source, nodes->when_taken,
                               "when-taken: found it beside no persistent handle; expected it beside one");
        if (nodes->when_taken &&
            !source_word(source, nodes->when_taken, "when-taken", occupied_words, &occupied))
                return false;
        key->occupied = (uint8_t)occupied;
        if (source_text(node) && source_text(node)[0] >= '0' && source_text(node)[0] <= '9')
                return source_number(source, node, "handle", 0x81000000, 0x817fffff, &key->handle);
        return source_unexpected(source, node, "handle",
                                 "a persistent handle from 0x81000000 to 0x817fffff, transient or "
                                 "template-only");
}

/* A named template brings its own, which the profile may overrule. */
static bool read_hierarchy(struct compiler *compiler, const struct key_nodes *nodes,
                           struct profile_key *key)
{
        if (nodes->hierarchy)
                return source_word(&compiler->source, nodes->hierarchy, "hierarchy",
                                   hierarchy_words, &key->hierarchy);
        return key->hierarchy != 0 || source_fault(&compiler->source, nodes->record,
                                                   "key: found no \"hierarchy\"; expected one");
}

/*
 * The order matters: full_sizes() needs the head, and whether a hierarchy has to be said is known
 * only when a template has been read. Faults before that are all told.
 */
static bool read_key(struct compiler *compiler, struct key_nodes *nodes, struct profile_key *key)
{
        struct source *source = &compiler->source;
        uint32_t auth = PROFILE_AUTH_EMPTY;
        bool good = source_string(source, nodes->name, "name", PROFILE_NAME_MAX, &key->name);

        if (nodes->template)
                good &= read_template(compiler, nodes->template, key);
        else if (nodes->bytes)
                good &= read_bytes(compiler, nodes->bytes, key);
        else
                good &= public_read(compiler, nodes->public, &nodes->in_public, &key->head);
        if (nodes->auth)
                good &= source_word(source, nodes->auth, "auth", auth_words, &auth);
        key->auth = (uint8_t)auth;
        good &= read_handle(compiler, nodes, key);
        return good && read_hierarchy(compiler, nodes, key) && read_unique(compiler, nodes, key);
}

/* A sentence may name two parts: the first of these that is in it is where the fault is told. */
static void check_key(struct compiler *compiler, const struct key_nodes *nodes)
{
        const struct place places[] = {
                { "same name", "name", nodes->name },
                { "name algorithm", "name-algorithm", nodes->in_public.name_algorithm },
                { "template head", "template", nodes->template },
                { "unique", "unique", nodes->unique },
                { "authorization", "auth", nodes->auth },
                { "by the owner", "hierarchy", nodes->hierarchy },
                { "handle", "handle", nodes->handle },
                { "policy", "policy", nodes->in_public.policy },
                { "symmetric", "symmetric", nodes->in_public.symmetric },
                { "scheme", "scheme", nodes->in_public.scheme },
                { "bits", "bits", nodes->in_public.bits },
                { "attributes", "attributes", nodes->in_public.attributes },
                { "fixed", "attributes", nodes->in_public.attributes },
                { "secret", "attributes", nodes->in_public.attributes },
                { "decrypts", "attributes", nodes->in_public.attributes },
                { "stClear", "attributes", nodes->in_public.attributes },
        };
        const char *wrong = profile_check_key(&compiler->profile);

        if (wrong)
                compile_refuse(compiler, "key", nodes->record, wrong, FIELDS(places));
}

/*
 * A key that cannot be read keeps its number: those behind it are still found by NV indices and the
 * manifest, and no second fault follows from the first.
 */
void keys_read(struct compiler *compiler, yaml_node_t *keys)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;
        size_t count = source_list(source, keys, "keys", PROFILE_KEYS_MAX);
        unsigned int faults = source->faults;

        for (size_t i = 0; i < count; i++) {
                struct profile_key *key = &profile->keys[profile->key_count++];
                struct key_nodes nodes;

                key->nonce = PROFILE_NONE;
                if (read_nodes(compiler, source_element(source, keys, i), &nodes) &&
                    read_key(compiler, &nodes, key))
                        check_key(compiler, &nodes);
        }
        compiler->keys_readable = source->faults == faults;
}
