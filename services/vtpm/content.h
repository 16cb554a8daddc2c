/* services/vtpm/content.h - what the profile says an NV index holds, as bytes. */
#ifndef SERVICES_VTPM_CONTENT_H
#define SERVICES_VTPM_CONTENT_H

#include "services/vtpm/content_sources.h"

/* True if the content of NV record @number can only be made once the certificates are there. */
bool content_needs_certificates(const struct profile *profile, uint32_t number);

/*
 * The content of NV record @number. *@found is false if it cannot be had. The bytes are valid until
 * the next call. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int content_make(const struct content_sources *sources,
                                                     uint32_t number, struct wire_blob *out,
                                                     bool *found);

#endif
