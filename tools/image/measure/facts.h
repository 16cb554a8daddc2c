/* tools/image/measure/facts.h - what every report of a machine from an image says because of the image. */
#ifndef TOOLS_IMAGE_MEASURE_FACTS_H
#define TOOLS_IMAGE_MEASURE_FACTS_H

#include "lib/igvm/digest.h"
#include "lib/igvm/reader.h"
#include "tools/image/launch/id.h"

struct image_facts {
        const uint8_t *digest; /* IGVM_DIGEST_SIZE bytes, the caller's */
        struct image_id id;
        struct snp_id_facts block; /* with id.has_block */
};

/* 0, or 1 after one line on stderr: an ID block may be for another launch digest, and then no report will say both. */
__attribute__((warn_unused_result)) int image_facts_find(const struct igvm_file *file,
                                                         const uint8_t digest[IGVM_DIGEST_SIZE],
                                                         struct image_facts *out);

/* The key that signs what is written, at an OpenSSL store URI: NULL with a line on stderr if it is none, or of another kind. */
EVP_PKEY *image_facts_key(const char *option, const char *uri);

#endif
