/*
 * tools/image/measure/corim.h - reference values of an image for verifiers: a CoRIM (draft-ietf-rats-corim), unsigned, of the profile
 * for AMD SEV-SNP (draft-deeglaze-amd-sev-snp-corim-profile-02).
 */
#ifndef TOOLS_IMAGE_MEASURE_CORIM_H
#define TOOLS_IMAGE_MEASURE_CORIM_H

#include <stdint.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/reader.h"

/*
 * Writes what every report of a machine from @file says because of it: the launch digest, the guest policy if it has one, and of an ID
 * block the security version, the IDs and the keys' digests. 0, or 1 after one line on stderr.
 */
__attribute__((warn_unused_result)) int corim_write(const char *path, const struct igvm_file *file,
                                                    const uint8_t digest[IGVM_DIGEST_SIZE]);

#endif
