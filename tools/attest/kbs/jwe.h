/*
 * tools/attest/kbs/jwe.h - a resource as a KBS sends it: JSON Web Encryption (RFC 7516), flattened, its content by AES-256-GCM,
 * the content's key wrapped for the TEE's key. The KBS is a stranger until the tag is right, and whoever is between may have
 * changed anything.
 */
#ifndef TOOLS_ATTEST_KBS_JWE_H
#define TOOLS_ATTEST_KBS_JWE_H

#include <stddef.h>

#include "tools/attest/kbs/tee_key.h"
#include "tools/common/file.h"

/*
 * Decrypts. Returns NULL and the content, to be freed by file_free(), or what is wrong as the end of a sentence, good until the
 * next call; then @out is empty.
 */
__attribute__((warn_unused_result)) const char *
jwe_open(const void *data, size_t size, const struct tee_key *key, struct file *out);

#endif
