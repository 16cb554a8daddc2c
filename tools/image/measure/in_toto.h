/*
 * tools/image/measure/in_toto.h - reference values of an image for policy engines: an in-toto statement (spec/v1) whose subject is
 * the file, with a SCAI predicate (v0.3), by itself or in a DSSE envelope.
 */
#ifndef TOOLS_IMAGE_MEASURE_IN_TOTO_H
#define TOOLS_IMAGE_MEASURE_IN_TOTO_H

#include "tools/image/measure/facts.h"

struct in_toto_subject {
        const char *path; /* whose last part is its name */
        const void *data; /* what its own digests are of */
        size_t size;
};

/* Signed by @key unless it is NULL. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int in_toto_write(const char *path,
                                                      const struct in_toto_subject *subject,
                                                      const struct image_facts *facts,
                                                      EVP_PKEY *key);

#endif
