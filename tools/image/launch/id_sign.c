/*
 * tools/image/launch/id_sign.c - an ID block in IGVM's form, signed. The signature is over the
 * structure that the security processor will see (ID_BLOCK in AMD 56860, "SNP firmware ABI";
 * lib/snp/id_block.h): the policy in it is the launch's, which the file has in another header.
 */
#include <openssl/err.h>
#include <string.h>

#include "tools/image/common/say.h"
#include "tools/image/launch/id.h"
#include "tools/common/p384.h"

static void copy_signature(const struct snp_signature *in, struct igvm_snp_signature *out)
{
        memcpy(out->r, in->r, sizeof(out->r));
        memcpy(out->s, in->s, sizeof(out->s));
}

/* IGVM's form of the key has reserved bytes behind the curve. */
static void copy_key(const struct snp_public_key *in, struct igvm_snp_public_key *out)
{
        out->curve = in->curve;
        memcpy(out->qx, in->qx, sizeof(out->qx));
        memcpy(out->qy, in->qy, sizeof(out->qy));
}

static int say_openssl(void)
{
        unsigned long error = ERR_peek_last_error();
        const char *reason = error ? ERR_reason_error_string(error) : NULL;

        return image_error("the key does not sign: %s", reason ? reason : "no reason given");
}

/* What came from elsewhere is checked as the security processor will do it. */
static int get_signature(const struct image_signer *signer, const char *whose, const void *data,
                         size_t size, struct snp_signature *out)
{
        if (!signer->signature)
                return p384_sign(signer->key, data, size, out) ? 0 : say_openssl();
        *out = *signer->signature;
        if (p384_verify(signer->key, out->r, out->s, data, size))
                return 0;
        return image_error(
                "the signature is not that of the %s key over the %zu bytes of this image: they are "
                "those of the same options, signed with SHA-384",
                whose, size);
}

/*
 * The signature over @size bytes and the public key go into the block, the second in the ABI's form to *@public too: the author
 * key signs the ID key in that form. ECDSA on P-384 with SHA-384; the numbers are little-endian in 72 bytes each.
 */
static int sign_part(const struct image_signer *signer, const char *whose, const void *data,
                     size_t size, struct igvm_snp_signature *signature,
                     struct igvm_snp_public_key *in_file, struct snp_public_key *public)
{
        struct snp_signature made;

        if (!p384_public(signer->key, public))
                return say_openssl();
        if (get_signature(signer, whose, data, size, &made))
                return 1;
        copy_signature(&made, signature);
        copy_key(public, in_file);
        return 0;
}

void image_id_signed(struct igvm_snp_id_block *block, uint64_t policy, struct snp_id *out)
{
        block->version = SNP_ID_BLOCK_VERSION;
        block->id_key_algorithm = SNP_ID_ALGORITHM_ECDSA;
        snp_id_from_igvm(block, policy, out);
}

/*
 * The ID key signs the block, the author key the ID key. After a failure @block is half filled, and must not
 * be used.
 */
int image_id_sign(struct igvm_snp_id_block *block, uint64_t policy,
                  const struct image_signer *id_key, const struct image_signer *author)
{
        struct snp_public_key id_public, author_public;
        struct snp_id id;

        image_id_signed(block, policy, &id);
        if (sign_part(id_key, "ID", &id.block, sizeof(id.block), &block->id_key_signature,
                      &block->id_public_key, &id_public))
                return 1;
        if (!author)
                return 0;
        block->author_key_enabled = 1;
        block->author_key_algorithm = SNP_ID_ALGORITHM_ECDSA;
        return sign_part(author, "author", &id_public, sizeof(id_public),
                         &block->author_key_signature, &block->author_public_key, &author_public);
}
