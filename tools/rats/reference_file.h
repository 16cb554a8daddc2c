/* tools/rats/reference_file.h - a file of reference values, whatever it is: a CoRIM or an in-toto statement, signed or not. */
#ifndef TOOLS_RATS_REFERENCE_FILE_H
#define TOOLS_RATS_REFERENCE_FILE_H

#include <openssl/evp.h>

#include "tools/evidence/reference.h"

#define REFERENCE_REASON_MAX 200

/* Who may have signed: with a key or more one of them must have, without any the file must not be signed. */
struct reference_signers {
        EVP_PKEY *const *keys;
        size_t count;
};

/*
 * Adds the images of @size bytes, with the label @label. Returns NULL, or what was found and what was expected, in @reason; then
 * nothing was added.
 */
__attribute__((warn_unused_result)) const char *
reference_file_read(const void *data, size_t size, const char *label,
                    struct reference_signers signers, struct reference_images *out,
                    char reason[REFERENCE_REASON_MAX]);

#endif
