/*
 * tools/profile/load/nv.c - see nv.h. An NV index is TPMS_NV_PUBLIC (TPM 2.0 Part 2) and what
 * Cashew does with it: content, lock, what happens at a boot. A certificate is an index whose
 * content comes later.
 */
#include "lib/profile/check.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#include <stdio.h>
#include <string.h>

#include "tools/profile/load/content.h"
#include "tools/profile/load/nv.h"
#include "tools/profile/load/policy.h"
#include "tools/profile/words/names.h"

/* What every NV index may say of itself, then what it holds or whose certificate. */
#define COMMON_FIELDS 12
#define NV_FIELDS     (COMMON_FIELDS + 1)
#define CERT_FIELDS   (COMMON_FIELDS + 3)

/*
 * A certificate has a key and a purpose where another index has content; whether it is required has
 * to be said of it, since a TPM can be of use without one.
 */
static bool read_nodes(struct compiler *compiler, yaml_node_t *record, bool certificate,
                       struct nv_nodes *out)
{
        struct field fields[CERT_FIELDS] = {
                { "index", &out->index, true },
                { "attributes", &out->attributes, true },
                { "required", &out->required, certificate },
                { "name", &out->name, false },
                { "name-algorithm", &out->name_algorithm, false },
                { "policy", &out->policy, false },
                { "auth", &out->auth, false },
                { "size", &out->size, false },
                { "lock", &out->lock, false },
                { "next-boot", &out->next_boot, false },
                { "on-read", &out->on_read, false },
        };
        size_t count = COMMON_FIELDS - 1;

        *out = (struct nv_nodes){ .record = record };
        if (certificate) {
                fields[count++] = (struct field){ "key", &out->key, true };
                fields[count++] = (struct field){ "purpose", &out->purpose, true };
                fields[count++] = (struct field){ "extension", &out->extension, false };
        } else {
                fields[count++] = (struct field){ "content", &out->content, true };
        }
        return source_fields(&compiler->source, record, certificate ? "certificate" : "nv", fields,
                             count);
}

/* An NV index that has no name is called by its number. */
static bool read_name(struct compiler *compiler, const struct nv_nodes *nodes,
                      struct profile_nv *nv)
{
        char *name;

        if (nodes->name)
                return source_string(&compiler->source, nodes->name, "name", PROFILE_NAME_MAX,
                                     &nv->name);
        name = source_memory(&compiler->source, PROFILE_NAME_MAX + 1);
        snprintf(name, PROFILE_NAME_MAX + 1, "nv-%08x", nv->index);
        nv->name = (struct profile_bytes){ (const uint8_t *)name, strlen(name) };
        return true;
}

/* A word that is a byte in the profile; @fallback if there is none. */
static bool read_byte_word(struct compiler *compiler, const yaml_node_t *node, const char *field,
                           struct words words, uint8_t fallback, uint8_t *out)
{
        uint32_t value = fallback;
        bool good = !node || source_word(&compiler->source, node, field, words, &value);

        *out = (uint8_t)value;
        return good;
}

/* Left out, it is the content's. */
static bool read_size(struct compiler *compiler, const yaml_node_t *node, uint16_t *out)
{
        uint32_t size = 0;
        bool good = !node || source_number(&compiler->source, node, "size", 1, UINT16_MAX, &size);

        *out = (uint16_t)size;
        return good;
}

/* What is not said to be optional is required: then the boot stops if its content cannot be had. */
static bool read_flags(struct compiler *compiler, const struct nv_nodes *nodes,
                       struct profile_nv *nv)
{
        bool lock = false;
        bool good = !nodes->lock || source_flag(&compiler->source, nodes->lock, "lock", &lock);

        nv->after_write = lock ? PROFILE_AFTER_LOCK : PROFILE_AFTER_NOTHING;
        nv->required = true;
        return (!nodes->required ||
                source_flag(&compiler->source, nodes->required, "required", &nv->required)) &&
               good;
}

/* The handles of NV indices have 0x01 as their first byte (TPM 2.0 Part 2, TPM_HT). */
static bool read_common(struct compiler *compiler, const struct nv_nodes *nodes,
                        struct profile_nv *nv)
{
        struct source *source = &compiler->source;
        uint32_t algorithm = TPM_ALG_SHA256;
        bool good =
                source_number(source, nodes->index, "index", 0x01000000, 0x01ffffff, &nv->index);

        good &= read_name(compiler, nodes, nv);
        if (nodes->name_algorithm)
                good &= source_word(source, nodes->name_algorithm, "name-algorithm", hash_words,
                                    &algorithm);
        nv->name_algorithm = (uint16_t)algorithm;
        good &= source_flags(source, nodes->attributes, "attributes", nv_attribute_words,
                             &nv->attributes);
        good &= read_byte_word(compiler, nodes->auth, "auth", auth_words, PROFILE_AUTH_EMPTY,
                               &nv->auth);
        good &= read_size(compiler, nodes->size, &nv->size);
        good &= read_byte_word(compiler, nodes->next_boot, "next-boot", next_boot_words,
                               PROFILE_NEXT_KEEP, &nv->next_boot);
        return read_flags(compiler, nodes, nv) && good;
}

/*
 * The node's place in compiler.nv is the index's place in profile.nv, also when it could not be
 * read.
 */
static void read_one(struct compiler *compiler, yaml_node_t *record, bool certificate)
{
        struct profile_nv *nv = &compiler->profile.nv[compiler->nv_total];
        struct nv_nodes *nodes = &compiler->nv[compiler->nv_total++];

        nv->subject = PROFILE_NONE;
        nodes->readable = read_nodes(compiler, record, certificate, nodes) &&
                          read_common(compiler, nodes, nv);
        if (nodes->readable && !certificate)
                nodes->readable =
                        content_read_early(compiler, nodes->content, nv, &nodes->content_read);
}

/* Certificates behind the others, so that one number, nv_plain, tells them apart. */
void nv_read(struct compiler *compiler, yaml_node_t *nv, yaml_node_t *certificates)
{
        struct source *source = &compiler->source;
        size_t count = nv ? source_list(source, nv, "nv", PROFILE_NV_MAX) : 0;

        for (size_t i = 0; i < count; i++)
                read_one(compiler, source_element(source, nv, i), false);
        compiler->nv_plain = compiler->nv_total;
        count = certificates ? source_list(source, certificates, "certificates", PROFILE_CERTS_MAX)
                             : 0;
        if (compiler->nv_total + count > PROFILE_NV_MAX) {
                source_fault(source, certificates,
                             "certificates: found %zu NV indices with them; expected at most %d",
                             compiler->nv_total + count, PROFILE_NV_MAX);
                return;
        }
        for (size_t i = 0; i < count; i++)
                read_one(compiler, source_element(source, certificates, i), true);
}

/* Who makes the TPM can write with an empty or known authorization, or satisfy PolicyA, no other. */
static bool check_writable(struct compiler *compiler, const struct nv_nodes *nodes,
                           const struct profile_nv *nv)
{
        if (nv->content == PROFILE_CONTENT_NONE ||
            (nv->attributes & (TPMA_NV_PPWRITE | TPMA_NV_OWNERWRITE | TPMA_NV_AUTHWRITE)) != 0 ||
            profile_same_bytes(nv->policy, policy_a(compiler, nv->name_algorithm)))
                return true;
        return source_fault(&compiler->source, nodes->attributes,
                            "attributes: found that only a policy lets it be written; expected the "
                            "policy {secret: endorsement}, which is the only one that can be "
                            "satisfied when the TPM is made");
}

/* What lib/profile says, by the words in which it says it: the first that fits names the place. */
static bool check_nv(struct compiler *compiler, const struct nv_nodes *nodes)
{
        const struct place places[] = {
                { "same name", "name", nodes->name },
                { "the same", "index", nodes->index },
                { "policy", "policy", nodes->policy },
                { "authorization", "auth", nodes->auth },
                { "locked", "lock", nodes->lock },
                { "each boot", "next-boot", nodes->next_boot },
                { "smaller", "size", nodes->size },
                { "size", "size", nodes->size },
                { "content", "content", nodes->content },
                { "public area", "content", nodes->content },
                { "WRITEALL", "attributes", nodes->attributes },
                { "attributes", "attributes", nodes->attributes },
                { "CLEAR_STCLEAR", "attributes", nodes->attributes },
                { "POLICY_DELETE", "attributes", nodes->attributes },
                { "nobody may", "attributes", nodes->attributes },
                { "of a type", "attributes", nodes->attributes },
                { "before it is defined", "attributes", nodes->attributes },
        };
        struct profile *profile = &compiler->profile;
        const char *wrong = profile_check_nv(profile);

        if (!wrong && nodes->content && compiler->keys_readable)
                wrong = profile_check_nv_references(profile, profile->nv_count - 1);
        return !wrong || compile_refuse(compiler, nodes->key ? "certificate" : "nv", nodes->record,
                                        wrong, FIELDS(places));
}

/*
 * The record of a certificate stands beside that of its NV index, and each has the other's number.
 */
static bool finish_certificate(struct compiler *compiler, const struct nv_nodes *nodes,
                               struct profile_nv *nv)
{
        struct profile *profile = &compiler->profile;
        uint8_t number = (uint8_t)profile->certificate_count;
        struct profile_certificate *certificate = &profile->certificates[number];
        bool good;

        nv->content = PROFILE_CONTENT_CERTIFICATE;
        nv->subject = number;
        certificate->nv = (uint8_t)(profile->nv_count - 1);
        certificate->required = nv->required;
        profile->certificate_count++;
        good = compile_find_key(compiler, nodes->key, "key", &certificate->key);
        good &= read_byte_word(compiler, nodes->purpose, "purpose", purpose_words, 0,
                               &certificate->purpose);
        good &= read_byte_word(compiler, nodes->extension, "extension", extension_words,
                               PROFILE_EXTENSION_NONE, &certificate->extension);
        return good;
}

/*
 * A key that could not be read would make every certificate of it wrong too: one fault is enough.
 */
static bool check_certificate(struct compiler *compiler, const struct nv_nodes *nodes)
{
        const struct place places[] = {
                { "attestation", "purpose", nodes->purpose },
                { "IAK", "purpose", nodes->purpose },
                { "IDevID", "purpose", nodes->purpose },
                { "identity", "purpose", nodes->purpose },
                { "key", "key", nodes->key },
        };
        const char *wrong =
                compiler->keys_readable ? profile_check_certificate(&compiler->profile) : NULL;

        return !wrong || compile_refuse(compiler, nodes->key ? "certificate" : "nv", nodes->record,
                                        wrong, FIELDS(places));
}

/* The content says what the platform would make anew; how often is all that is left to say. */
static bool read_hook(struct compiler *compiler, const struct nv_nodes *nodes,
                      const struct profile_nv *nv)
{
        struct source *source = &compiler->source;
        struct profile *profile = &compiler->profile;
        yaml_node_t *seconds;
        const struct field fields[] = { { "renew-after-seconds", &seconds, true } };
        struct profile_hook hook = { .nv = (uint8_t)(profile->nv_count - 1) };

        if (!source_fields(source, nodes->on_read, "on-read", FIELDS(fields)) ||
            !source_number(source, seconds, "renew-after-seconds", 0, UINT16_MAX * 1000u,
                           &hook.seconds))
                return false;
        if (nv->content == PROFILE_CONTENT_HCL_REPORT)
                hook.kind = PROFILE_HOOK_REPORT_ON_READ;
        else if (nv->content == PROFILE_CONTENT_CERTIFICATE)
                hook.kind = PROFILE_HOOK_CERTIFICATE_ON_READ;
        else
                return source_fault(
                        source, nodes->on_read,
                        "on-read: found it of other content; expected it of a certificate or a report");
        if (profile->hook_count == PROFILE_HOOKS_MAX)
                return source_fault(source, nodes->on_read,
                                    "on-read: found more of them; expected at most %d",
                                    PROFILE_HOOKS_MAX);
        profile->hooks[profile->hook_count++] = hook;
        return true;
}

/*
 * A template in bytes that no key of this profile has would lead a guest to a key that the TPM's
 * maker never certified.
 */
static bool check_literal(struct compiler *compiler, const struct nv_nodes *nodes,
                          const struct profile_nv *nv)
{
        return nv->content != PROFILE_CONTENT_LITERAL || !compiler->keys_readable ||
               content_is_known_template(compiler, nv) ||
               source_fault(&compiler->source, nodes->content,
                            "content: found a template, or what is at a template's index; expected "
                            "the template of one of this profile's keys");
}

/*
 * Counted first, as lib/profile's rules look at the last one that is counted. The policy comes
 * before the check: it is part of the index's public area.
 */
static bool finish_one(struct compiler *compiler, struct nv_nodes *nodes, struct profile_nv *nv,
                       bool certificate)
{
        bool good = true;

        compiler->profile.nv_count++;
        if (certificate)
                good = nodes->readable && finish_certificate(compiler, nodes, nv);
        else if (nodes->readable && !nodes->content_read)
                good = content_read(compiler, nodes->content, nv);
        if (nodes->readable && nodes->policy)
                good &= policy_read(compiler, nodes->policy, nv->name_algorithm, &nv->policy);
        good = nodes->readable && good && check_nv(compiler, nodes) &&
               check_writable(compiler, nodes, nv) && check_literal(compiler, nodes, nv);
        if (good && nodes->on_read)
                good = read_hook(compiler, nodes, nv);
        return good && (!certificate || check_certificate(compiler, nodes));
}

void nv_finish(struct compiler *compiler)
{
        for (uint32_t i = 0; i < compiler->nv_total; i++)
                compiler->nv[i].readable =
                        finish_one(compiler, &compiler->nv[i], &compiler->profile.nv[i],
                                   i >= compiler->nv_plain);
}
