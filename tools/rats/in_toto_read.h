/* tools/rats/in_toto_read.h - reference values out of an in-toto statement (in_toto.h). */
#ifndef TOOLS_RATS_IN_TOTO_READ_H
#define TOOLS_RATS_IN_TOTO_READ_H

#include "tools/evidence/reference.h"

#define IN_TOTO_REASON_MAX 160

/*
 * Adds the image of a statement, with the label @label. Returns NULL, or what was found and what was expected, in @reason. Attributes
 * of others are passed over, as the framework asks.
 */
__attribute__((warn_unused_result)) const char *in_toto_read(const void *data, size_t size,
                                                             const char *label,
                                                             struct reference_images *out,
                                                             char reason[IN_TOTO_REASON_MAX]);

#endif
