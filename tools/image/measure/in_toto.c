/* tools/image/measure/in_toto.c - see in_toto.h. Names and types are those of tools/rats/in_toto.h. */
#include "tools/image/measure/in_toto.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image/common/say.h"
#include "tools/rats/claims.h"
#include "tools/rats/dsse.h"
#include "tools/rats/in_toto.h"

#define STATEMENT_MOST 8192 /* bytes; eight attributes have less than 3000 */
#define NAME_MAX_SHOWN 255

/* A file's name without its directory: where it lay is nobody's business. */
static void write_subject(struct claims *out, const struct in_toto_subject *subject)
{
        const char *slash = strrchr(subject->path, '/');
        char name[NAME_MAX_SHOWN + 1];
        uint8_t digest[SHA512_DIGEST_LENGTH];

        snprintf(name, sizeof(name), "%s", slash ? slash + 1 : subject->path);
        for (char *c = name; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
        claims_array(out, CLAIM_NAMED("subject"), 1);
        claims_map(out, CLAIM_ELEMENT, 2);
        claims_text(out, CLAIM_NAMED("name"), name);
        claims_map(out, CLAIM_NAMED("digest"), 2);
        SHA256(subject->data, subject->size, digest);
        claims_hex(out, CLAIM_NAMED("sha256"), digest, SHA256_DIGEST_LENGTH);
        SHA384(subject->data, subject->size, digest);
        claims_hex(out, CLAIM_NAMED("sha384"), digest, SHA384_DIGEST_LENGTH);
        claims_map_end(out);
        claims_map_end(out);
        claims_array_end(out);
}

static void begin_attribute(struct claims *out, const char *name)
{
        claims_map(out, CLAIM_ELEMENT, 2);
        claims_text(out, CLAIM_NAMED("attribute"), name);
}

static void write_digest(struct claims *out, const char *name, const uint8_t digest[48])
{
        begin_attribute(out, name);
        claims_map(out, CLAIM_NAMED("target"), 1);
        claims_map(out, CLAIM_NAMED("digest"), 1);
        claims_hex(out, CLAIM_NAMED("sha384"), digest, 48);
        claims_map_end(out);
        claims_map_end(out);
        claims_map_end(out);
}

static void write_bytes(struct claims *out, const char *name, const uint8_t *data, size_t size)
{
        begin_attribute(out, name);
        claims_map(out, CLAIM_NAMED("conditions"), 1);
        claims_hex(out, CLAIM_NAMED("value"), data, size);
        claims_map_end(out);
        claims_map_end(out);
}

/* @condition: "value", or "minimum" of what may be more. */
static void write_number(struct claims *out, const char *name, const char *condition,
                         uint64_t value)
{
        begin_attribute(out, name);
        claims_map(out, CLAIM_NAMED("conditions"), 1);
        claims_hex_number(out, CLAIM_NAMED(condition), value);
        claims_map_end(out);
        claims_map_end(out);
}

static void write_attributes(struct claims *out, const struct image_facts *facts)
{
        const struct snp_id_facts *block = &facts->block;

        claims_array(out, CLAIM_NAMED("attributes"), 0);
        write_digest(out, IN_TOTO_ATTRIBUTE "MEASUREMENT", facts->digest);
        if (facts->id.has_policy)
                write_number(out, IN_TOTO_ATTRIBUTE "POLICY", "value", facts->id.policy);
        if (facts->id.has_block) {
                write_number(out, IN_TOTO_ATTRIBUTE "GUEST_SVN", "minimum", block->guest_svn);
                write_bytes(out, IN_TOTO_ATTRIBUTE "FAMILY_ID", block->family_id,
                            sizeof(block->family_id));
                write_bytes(out, IN_TOTO_ATTRIBUTE "IMAGE_ID", block->image_id,
                            sizeof(block->image_id));
                write_digest(out, IN_TOTO_ATTRIBUTE "ID_KEY_DIGEST", block->id_key_digest);
                if (block->author_key_enabled)
                        write_digest(out, IN_TOTO_ATTRIBUTE "AUTHOR_KEY_DIGEST",
                                     block->author_key_digest);
        }
        claims_array_end(out);
}

static void write_statement(struct bytes_writer *writer, const struct in_toto_subject *subject,
                            const struct image_facts *facts)
{
        struct claims out = claims_begin(writer, true);

        claims_map(&out, CLAIM_ELEMENT, 4);
        claims_text(&out, CLAIM_NAMED("_type"), IN_TOTO_STATEMENT);
        write_subject(&out, subject);
        claims_text(&out, CLAIM_NAMED("predicateType"), IN_TOTO_PREDICATE);
        claims_map(&out, CLAIM_NAMED("predicate"), 2);
        write_attributes(&out, facts);
        claims_map(&out, CLAIM_NAMED("producer"), 1);
        claims_text(&out, CLAIM_NAMED("uri"), "pkg:generic/cashew@" CASHEW_VERSION);
        claims_map_end(&out);
        claims_map_end(&out);
        claims_map_end(&out);
}

static int put(const char *path, const void *data, size_t size)
{
        int error = file_write(path, data, size);

        return error ? image_error("%s: %s", path, strerror(-error)) : 0;
}

int in_toto_write(const char *path, const struct in_toto_subject *subject,
                  const struct image_facts *facts, EVP_PKEY *key)
{
        char buffer[STATEMENT_MOST];
        struct bytes_writer out = bytes_writer(buffer, sizeof(buffer));
        char *envelope;
        int status;

        write_statement(&out, subject, facts);
        if (!key)
                bytes_write(&out, "\n", 1);
        if (out.failed)
                return image_error("the reference values are too long");
        if (!key)
                return put(path, buffer, out.size);
        envelope = dsse_sign(key, IN_TOTO_PAYLOAD, buffer, out.size);
        if (!envelope)
                return image_error("--in-toto-key: it cannot sign");
        status = put(path, envelope, strlen(envelope));
        free(envelope);
        return status;
}
