/*
 * tools/attest/identity.c - see identity.h. The digests of keys are over the whole public key
 * structure of the ID block (lib/snp/id_block.h, snp_key_digest()), as the firmware puts them into
 * a report.
 */
#include "tools/attest/identity.h"

#include <openssl/crypto.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/number.h"
#include "tools/image/launch/id.h"
#include "tools/common/p384.h"
#include "tools/common/store_key.h"

/* SHA-384, in bytes. */
#define DIGEST_SIZE 48

static int read_digest(const char *text, uint8_t out[DIGEST_SIZE])
{
        size_t size;

        if (OPENSSL_hexstr2buf_ex(out, DIGEST_SIZE, &size, text, '\0') == 1 && size == DIGEST_SIZE)
                return 0;
        return command_error("attest", "%s: expected the digest of a key, 96 hexadecimal digits",
                             text);
}

/* A public key is enough; a private one, in a file or a token, has it in itself. */
static int read_key(const char *uri, uint8_t out[DIGEST_SIZE])
{
        EVP_PKEY *key = store_key_public("attest", uri);
        struct snp_public_key public;
        bool good;

        if (!key)
                return 1;
        good = p384_public(key, &public);
        EVP_PKEY_free(key);
        snp_key_digest(&public, out);
        return good ? 0
                    : command_error("attest", "the key that is expected is not of the curve P-384");
}

/* Of text the rest is zeros, as the image's maker has written it (image_id_read()). */
static int read_id(const char *text, uint8_t out[16])
{
        return image_id_read(text, out)
                       ? 0
                       : command_error(
                                 "attest",
                                 "%s: expected 32 hexadecimal digits or 1 to 16 bytes of text",
                                 text);
}

/* 32 bits in the ID block (AMD 56860, ID_BLOCK). */
static int read_svn(const char *text, uint32_t *out)
{
        uint64_t number;

        if (!number_read(text, UINT32_MAX, &number))
                return command_error("attest", "%s: expected an SVN, up to 0xffffffff", text);
        *out = (uint32_t)number;
        return 0;
}

/* Each demand is noted beside its value, since zero is a value too. */
int identity_read(enum identity_demand demand, const char *text, struct identity_rules *out)
{
        switch (demand) {
        case IDENTITY_ID_KEY:
                out->id_key = true;
                return read_key(text, out->id_key_digest);
        case IDENTITY_ID_KEY_DIGEST:
                out->id_key = true;
                return read_digest(text, out->id_key_digest);
        case IDENTITY_AUTHOR_KEY:
                out->author_key = true;
                return read_key(text, out->author_key_digest);
        case IDENTITY_AUTHOR_KEY_DIGEST:
                out->author_key = true;
                return read_digest(text, out->author_key_digest);
        case IDENTITY_FAMILY_ID:
                out->family = true;
                return read_id(text, out->family_id);
        case IDENTITY_IMAGE_ID:
                out->image = true;
                return read_id(text, out->image_id);
        default:
                out->svn = true;
                return read_svn(text, &out->guest_svn);
        }
}

/*
 * What was found is shown, whether it is right or not: who expects another value sees which it is.
 */
static void check_bytes(struct steps *steps, const char *name, const uint8_t *found,
                        const uint8_t *wanted, size_t size)
{
        char text[2 * DIGEST_SIZE + 1];

        steps_add(steps, name, memcmp(found, wanted, size) == 0, "%s",
                  steps_hex(found, size, text));
}

/* No key has the digest zero, but somebody may ask for it. */
static void check_author_key(const struct snp_report *report, const struct identity_rules *rules,
                             struct steps *steps)
{
        if (report->key_info & SNP_KEY_INFO_AUTHOR_KEY)
                check_bytes(steps, "author key", report->author_key_digest,
                            rules->author_key_digest, DIGEST_SIZE);
        else
                steps_add(steps, "author key", false, "there is none");
}

/* Nobody asked, but who has signed an image is worth a line. */
static void show_block(const struct snp_report *report, struct steps *steps)
{
        static const uint8_t none[DIGEST_SIZE];
        char text[2 * DIGEST_SIZE + 1];

        if (memcmp(report->id_key_digest, none, sizeof(none)) != 0)
                steps_skip(steps, "ID key", "%s: none was expected",
                           steps_hex(report->id_key_digest, DIGEST_SIZE, text));
}

/*
 * An SVN may be higher than asked for: it counts the fixes that an image has. All else must be the
 * same.
 */
void identity_check(const struct snp_report *report, const struct identity_rules *rules,
                    struct steps *steps)
{
        if (rules->id_key)
                check_bytes(steps, "ID key", report->id_key_digest, rules->id_key_digest,
                            DIGEST_SIZE);
        else
                show_block(report, steps);
        if (rules->author_key)
                check_author_key(report, rules, steps);
        if (rules->family)
                check_bytes(steps, "family ID", report->family_id, rules->family_id, 16);
        if (rules->image)
                check_bytes(steps, "image ID", report->image_id, rules->image_id, 16);
        if (rules->svn)
                steps_add(steps, "guest SVN", report->guest_svn >= rules->guest_svn,
                          "%u; expected at least %u", report->guest_svn, rules->guest_svn);
}
