/* tools/image/launch/id.h - what an IGVM file says for the end of an SEV-SNP launch: the guest policy and the ID block. */
#ifndef TOOLS_IMAGE_LAUNCH_ID_H
#define TOOLS_IMAGE_LAUNCH_ID_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/reader.h"
#include "lib/igvm/id_block.h"

/*
 * What SNP_LAUNCH_FINISH needs (SEV-SNP firmware ABI): an ID block, and the policy, which the block's
 * signature covers and for which IGVM's block has no place.
 */
struct image_id {
        uint32_t
                mask; /* compatibility mask of SEV-SNP; 0: the file is not for it, and the rest is empty */
        bool has_policy;
        uint64_t policy;
        bool has_block;
        struct igvm_snp_id_block block;
};

/*
 * Finds both among the headers for SEV-SNP. What the file has not stays zero, and @out says so; nothing is
 * checked.
 */
void image_id_find(const struct igvm_file *file, struct image_id *out);

/* Who signs: a private key, or a public one and what it has signed elsewhere, which must be right. */
struct image_signer {
        EVP_PKEY *key;
        const struct snp_signature *signature; /* NULL: the key signs */
};

/* What the ID key signs of a block whose digest, IDs and SVN are there: @out->block. */
void image_id_signed(struct igvm_snp_id_block *block, uint64_t policy, struct snp_id *out);

/*
 * Signs a block whose digest, IDs and SVN are there and whose other fields are zero, as that of a launch with @policy.
 * @author may be NULL: then all of its fields stay zero (igvm_defs, IGVM_VHS_SNP_ID_BLOCK). 0, or 1 after one line on
 * stderr.
 */
__attribute__((warn_unused_result)) int image_id_sign(struct igvm_snp_id_block *block,
                                                      uint64_t policy,
                                                      const struct image_signer *id_key,
                                                      const struct image_signer *author);

#endif
