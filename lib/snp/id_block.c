/* lib/snp/id_block.c - see id_block.h. */
#include "lib/snp/id_block.h"

#include "lib/base/memory.h"
#include "lib/base/sha384.h"

static bool is_zero(const void *data, size_t size)
{
        const uint8_t *bytes = data;

        for (size_t i = 0; i < size; i++)
                if (bytes[i] != 0)
                        return false;
        return true;
}

/* A number that P-384 can have: not zero, and no more than 384 bits. */
static bool good_number(const uint8_t number[SNP_SCALAR_SIZE])
{
        return !is_zero(number, SNP_P384_SIZE) &&
               is_zero(number + SNP_P384_SIZE, SNP_SCALAR_SIZE - SNP_P384_SIZE);
}

static bool good_key(const struct snp_public_key *key)
{
        return key->curve == SNP_CURVE_P384 && good_number(key->qx) && good_number(key->qy) &&
               is_zero(key->reserved, sizeof(key->reserved));
}

static bool is_signed(const struct snp_public_key *key, const struct snp_signature *signature,
                      const void *data, size_t size)
{
        return good_number(signature->r) && good_number(signature->s) &&
               is_zero(signature->reserved, sizeof(signature->reserved)) &&
               snp_p384_verify(key, signature, data, size);
}

static enum snp_id_problem check_author(const struct snp_id *id)
{
        const struct snp_id_auth *auth = &id->auth;

        if (!id->author_key_enabled)
                return is_zero(&auth->author_key, sizeof(auth->author_key)) &&
                                       is_zero(&auth->id_key_signature,
                                               sizeof(auth->id_key_signature))
                               ? SNP_ID_OK
                               : SNP_ID_AUTHOR_UNUSED;
        if (auth->author_key_algorithm != SNP_ID_ALGORITHM_ECDSA)
                return SNP_ID_AUTHOR_ALGORITHM;
        if (!good_key(&auth->author_key))
                return SNP_ID_AUTHOR_KEY;
        return is_signed(&auth->author_key, &auth->id_key_signature, &auth->id_key,
                         sizeof(auth->id_key))
                       ? SNP_ID_OK
                       : SNP_ID_AUTHOR_SIGNATURE;
}

enum snp_id_problem snp_id_check(const struct snp_id *id, const uint8_t digest[48], uint64_t policy)
{
        const struct snp_id_block *block = &id->block;
        const struct snp_id_auth *auth = &id->auth;

        if (block->version != SNP_ID_BLOCK_VERSION)
                return SNP_ID_VERSION;
        if (memcmp(block->launch_digest, digest, sizeof(block->launch_digest)) != 0)
                return SNP_ID_DIGEST;
        if (block->policy != policy)
                return SNP_ID_POLICY;
        if (auth->id_key_algorithm != SNP_ID_ALGORITHM_ECDSA)
                return SNP_ID_ALGORITHM;
        if (!good_key(&auth->id_key))
                return SNP_ID_KEY;
        if (!is_signed(&auth->id_key, &auth->id_block_signature, block, sizeof(*block)))
                return SNP_ID_SIGNATURE;
        return check_author(id);
}

const char *snp_id_problem_text(enum snp_id_problem problem)
{
        static const char *const texts[SNP_ID_PROBLEM_COUNT] = {
                [SNP_ID_OK] = "the ID block is right",
                [SNP_ID_VERSION] = "the ID block's version is not 1",
                [SNP_ID_DIGEST] = "the ID block is for another launch digest",
                [SNP_ID_POLICY] = "the ID block is for another guest policy",
                [SNP_ID_ALGORITHM] = "the ID key's algorithm is not 1, ECDSA P-384 with SHA-384",
                [SNP_ID_KEY] = "the ID key is none of P-384",
                [SNP_ID_SIGNATURE] = "the ID key has not signed this ID block with this policy",
                [SNP_ID_AUTHOR_UNUSED] = "there is an author key, which is not enabled",
                [SNP_ID_AUTHOR_ALGORITHM] =
                        "the author key's algorithm is not 1, ECDSA P-384 with SHA-384",
                [SNP_ID_AUTHOR_KEY] = "the author key is none of P-384",
                [SNP_ID_AUTHOR_SIGNATURE] = "the author key has not signed the ID key",
        };

        return (unsigned int)problem < SNP_ID_PROBLEM_COUNT ? texts[problem] : "unknown";
}

void snp_key_digest(const struct snp_public_key *key, uint8_t out[48])
{
        sha384(key, sizeof(*key), out);
}

/*
 * The ABI's table says that AUTHOR_KEY_DIGEST is zero if AUTHOR_KEY_EN is 1, and of AUTHOR_KEY_EN that it tells of a digest
 * being there; only the second makes sense.
 */
void snp_id_facts(const struct snp_id *id, struct snp_id_facts *out)
{
        memset(out, 0, sizeof(*out));
        memcpy(out->family_id, id->block.family_id, sizeof(out->family_id));
        memcpy(out->image_id, id->block.image_id, sizeof(out->image_id));
        out->guest_svn = id->block.guest_svn;
        out->author_key_enabled = id->author_key_enabled;
        snp_key_digest(&id->auth.id_key, out->id_key_digest);
        if (id->author_key_enabled)
                snp_key_digest(&id->auth.author_key, out->author_key_digest);
}
