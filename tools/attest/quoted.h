/* tools/attest/quoted.h - what a quote says: TPMS_ATTEST of the type TPM_ST_ATTEST_QUOTE (TPM 2.0 Part 2, section 10.12). */
#ifndef TOOLS_ATTEST_QUOTED_H
#define TOOLS_ATTEST_QUOTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUOTED_SELECTIONS_MAX 16

/* TPMS_PCR_SELECTION. */
struct quoted_selection {
        uint16_t algorithm;
        uint32_t pcrs; /* bit N: PCR N */
};

/* Points into the quote. */
struct quoted {
        const uint8_t *data; /* what was signed: without the size that some tools write in front */
        size_t size;
        const uint8_t *extra; /* what it was asked with */
        size_t extra_size;
        uint64_t clock; /* milliseconds */
        uint32_t resets;
        uint32_t restarts;
        bool safe; /* the clock has not gone back */
        uint64_t firmware;
        size_t selection_count;
        struct quoted_selection selections[QUOTED_SELECTIONS_MAX];
        const uint8_t *pcr_digest;
        size_t pcr_digest_size;
};

/* Returns NULL, or what is wrong as the end of a sentence. */
__attribute__((warn_unused_result)) const char *quoted_read(const void *data, size_t size,
                                                            struct quoted *out);

#endif
