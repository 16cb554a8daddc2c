/*
 * tools/attest/identity.c - see identity.h. The digests of keys are over the whole public key
 * structure of the ID block (lib/snp/id_block.h, snp_key_digest()), as the firmware puts them into
 * a report.
 */
#include "tools/attest/identity.h"

#include <openssl/crypto.h>

#include "lib/snp/id_block.h"
#include "tools/common/command.h"
#include "tools/common/number.h"
#include "tools/common/image_id.h"
#include "tools/common/p384.h"
#include "tools/common/store_key.h"

static int read_digest(const char *text, uint8_t out[KEY_DIGEST_SIZE])
{
        size_t size;

        if (OPENSSL_hexstr2buf_ex(out, KEY_DIGEST_SIZE, &size, text, '\0') == 1 &&
            size == KEY_DIGEST_SIZE)
                return 0;
        return command_error("attest", "%s: expected the digest of a key, 96 hexadecimal digits",
                             text);
}

/* A public key is enough; a private one, in a file or a token, has it in itself. */
static int read_key(const char *uri, uint8_t out[KEY_DIGEST_SIZE])
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
static int read_id(const char *text, uint8_t out[IMAGE_ID_SIZE])
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

/* The place of one key more, or NULL after a complaint. */
static uint8_t *add_key(struct demanded_keys *keys)
{
        if (keys->count < DEMANDED_KEYS_MAX)
                return keys->digests[keys->count++];
        (void)command_error("attest", "at most %u keys of a kind may be given", DEMANDED_KEYS_MAX);
        return NULL;
}

static int read_block_id(const char *text, struct demanded_id *out)
{
        out->given = true;
        return read_id(text, out->bytes);
}

/* Each demand is noted beside its value, since zero is a value too. */
int identity_read(enum identity_demand demand, const char *text, struct report_demands *out)
{
        bool author = demand == IDENTITY_AUTHOR_KEY || demand == IDENTITY_AUTHOR_KEY_DIGEST;
        uint8_t *digest;

        switch (demand) {
        case IDENTITY_FAMILY_ID:
                return read_block_id(text, &out->family_id);
        case IDENTITY_IMAGE_ID:
                return read_block_id(text, &out->image_id);
        case IDENTITY_GUEST_SVN:
                out->guest_svn_given = true;
                return read_svn(text, &out->guest_svn);
        default:
                digest = add_key(author ? &out->author_keys : &out->id_keys);
                if (!digest)
                        return 1;
                return demand == IDENTITY_ID_KEY || demand == IDENTITY_AUTHOR_KEY
                               ? read_key(text, digest)
                               : read_digest(text, digest);
        }
}
