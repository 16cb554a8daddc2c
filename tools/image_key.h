/* tools/image_key.h - the digests by which reports name the keys of an ID block. */
#ifndef TOOLS_IMAGE_KEY_H
#define TOOLS_IMAGE_KEY_H

#include "lib/igvm/digest.h"
#include "lib/igvm/format.h"

/* ID_KEY_DIGEST or AUTHOR_KEY_DIGEST of a report: SHA-384 of the key as the security processor gets it. */
void image_key_digest(const struct igvm_snp_public_key *key, uint8_t out[IGVM_DIGEST_SIZE]);

#endif
