/*
 * tools/image/measure/corim.h - reference values of an image for verifiers: a CoRIM (draft-ietf-rats-corim-09), unsigned or signed, of
 * the profile for AMD SEV-SNP (draft-deeglaze-amd-sev-snp-corim-profile-02).
 */
#ifndef TOOLS_IMAGE_MEASURE_CORIM_H
#define TOOLS_IMAGE_MEASURE_CORIM_H

#include "tools/image/measure/facts.h"

#define CORIM_SIGNER_MAX 128 /* bytes of the signer's name */

/*
 * Writes the launch digest, the guest policy if there is one, and of an ID block the security version, the IDs and the keys' digests.
 * Signed by @key in the name of @signer, unless it is NULL. 0, or 1 after one line on stderr.
 */
__attribute__((warn_unused_result)) int
corim_write(const char *path, const struct image_facts *facts, EVP_PKEY *key, const char *signer);

#endif
