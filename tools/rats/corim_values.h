/* tools/rats/corim_values.h - the values of a CoRIM's measurements as what a report's fields must be. */
#ifndef TOOLS_RATS_CORIM_VALUES_H
#define TOOLS_RATS_CORIM_VALUES_H

#include "lib/base/bytes.h"
#include "tools/evidence/reference.h"

#define CORIM_REASON_MAX 160

struct corim_reading {
        struct bytes_reader in;
        char *reason; /* CORIM_REASON_MAX bytes */
        bool refused; /* it has been said */
};

/* The first fault is what is said; the reader has failed then. */
__attribute__((format(printf, 2, 3))) void corim_refuse(struct corim_reading *r, const char *format,
                                                        ...);

/* A key of a map; -1 for one that is a text, or negative, of which none is known here. */
int64_t corim_read_key(struct bytes_reader *in);

/* A measurement-map. What is of one report, and of no image, adds nothing. */
void corim_read_measurement(struct corim_reading *r, struct reference_image *image);

#endif
