/*
 * tools/image/sign/detached.h - signing by keys that are elsewhere: what they are to sign goes out as a file, and what they have
 * signed comes back as one.
 */
#ifndef TOOLS_IMAGE_SIGN_DETACHED_H
#define TOOLS_IMAGE_SIGN_DETACHED_H

#include <openssl/evp.h>

#include "lib/igvm/format.h"
#include "lib/snp/p384.h"

/*
 * A signature of ECDSA on P-384: DER (RFC 3279, section 2.2.3), or r and s, 48 bytes each, big-endian (IEEE P1363), as PKCS#11
 * and cloud HSMs give it. 0, or 1 after one line on stderr that says what was found.
 */
__attribute__((warn_unused_result)) int detached_read(const char *path, struct snp_signature *out);

/* What the ID key is to sign: ID_BLOCK of a launch with @policy, 96 bytes. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int
detached_write_block(const char *path, struct igvm_snp_id_block *block, uint64_t policy);

/* What the author key is to sign: the ID key as the security processor has it, 1028 bytes. The same. */
__attribute__((warn_unused_result)) int detached_write_key(const char *path, EVP_PKEY *id_key);

#endif
