/* tools/attest/kbs/content_key.h - how the key of a resource's content is wrapped for the TEE's key (RFC 7518, section 4). */
#ifndef TOOLS_ATTEST_KBS_CONTENT_KEY_H
#define TOOLS_ATTEST_KBS_CONTENT_KEY_H

#include <json-c/json.h>
#include <stddef.h>

#include "tools/attest/kbs/tee_key.h"

#define CONTENT_KEY_SIZE 32 /* of A256GCM */

/*
 * Unwraps @size bytes with what the protected @header says (epk, apu, apv). Returns NULL, or what is wrong as the end of a
 * sentence; then there is nothing of the key in @out.
 */
__attribute__((warn_unused_result)) const char *
content_key_unwrap(const struct tee_key *key, const json_object *header, const void *wrapped,
                   size_t size, unsigned char out[CONTENT_KEY_SIZE]);

#endif
