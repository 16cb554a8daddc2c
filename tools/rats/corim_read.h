/*
 * tools/rats/corim_read.h - reference values out of a CoRIM of others (draft-ietf-rats-corim-09), of the profile for SEV-SNP
 * (draft-deeglaze-amd-sev-snp-corim-profile-02): its reference triples. What else is in it is passed over.
 */
#ifndef TOOLS_RATS_CORIM_READ_H
#define TOOLS_RATS_CORIM_READ_H

#include "tools/rats/corim_values.h"

#define CORIM_PROFILE      "tag:amd.com,2024:snp-corim-profile"
#define CORIM_CONTENT_TYPE "application/rim+cbor"

/* When a CoRIM counts, in seconds since 1970, both included. */
struct corim_validity {
        int64_t not_before, not_after;
};
#define CORIM_ALWAYS ((struct corim_validity){ INT64_MIN, INT64_MAX })

/*
 * Adds the images of a CoRIM without its signature, with the label @label. Returns NULL, or what was found and what was expected, in
 * @reason.
 */
__attribute__((warn_unused_result)) const char *
corim_read(const void *data, size_t size, struct corim_validity validity, const char *label,
           struct reference_images *out, char reason[CORIM_REASON_MAX]);

/* Narrows *@validity by a corim-meta-map. False if it is malformed. */
__attribute__((warn_unused_result)) bool corim_read_meta(const void *data, size_t size,
                                                         struct corim_validity *validity);

/* True if it begins as a CoRIM does, signed or not: older drafts have more tags in front of it. @data then has what is behind those. */
bool corim_begins(const uint8_t **data, size_t *size, bool *is_signed);

#endif
