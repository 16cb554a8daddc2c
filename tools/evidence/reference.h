/*
 * tools/evidence/reference.h - reference values of images: what every report of a machine that was started from one says. Who has
 * built an image says it in a CoRIM or an in-toto statement (tools/rats reads both).
 */
#ifndef TOOLS_EVIDENCE_REFERENCE_H
#define TOOLS_EVIDENCE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

#define REFERENCE_IMAGES_MAX 64
#define REFERENCE_CLAIMS_MAX 20
#define REFERENCE_BYTES_MAX  64
#define REFERENCE_LABEL_MAX  63
#define REFERENCE_DIGEST     48

/* Fields by the numbers that the CoRIM profile for SEV-SNP has for them (draft-deeglaze-amd-sev-snp-corim-profile-02). */
#define REFERENCE_KEY_MEASUREMENT 641

/* A field of a report. */
struct reference_field {
        uint64_t key;
        const char *name; /* as an in-toto attribute has it behind "SEV_SNP_" */
        uint16_t offset;
        uint16_t size;
        bool number; /* little-endian in the report; otherwise bytes */
};

/* NULL: it is none that an image, a policy or a machine determines. */
const struct reference_field *reference_field_of(uint64_t key);
const struct reference_field *reference_field_named(const char *name);

/* What a field must be. */
struct reference_claim {
        const struct reference_field *field;
        bool at_least;
        uint64_t value; /* of numbers */
        uint8_t bytes[REFERENCE_BYTES_MAX];
};

struct reference_image {
        char label[REFERENCE_LABEL_MAX + 1]; /* printable ASCII */
        uint8_t measurement[REFERENCE_DIGEST];
        int64_t not_before, not_after; /* seconds since 1970, both included */
        size_t count;
        struct reference_claim claims[REFERENCE_CLAIMS_MAX];
};

struct reference_images {
        size_t count; /* 0: nobody has given any, and there is no step */
        struct reference_image list[REFERENCE_IMAGES_MAX];
};

/* The step "reference image": that the report is as one of @images says it, at the time @now. True if it passed or there is none. */
bool reference_verify(const struct reference_images *images, const struct snp_report *report,
                      int64_t now, struct steps *steps);

#endif
