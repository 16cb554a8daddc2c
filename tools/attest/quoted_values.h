/* tools/attest/quoted_values.h - of which values of PCRs a quote is. */
#ifndef TOOLS_ATTEST_QUOTED_VALUES_H
#define TOOLS_ATTEST_QUOTED_VALUES_H

#include "tools/attest/events/pcrs.h"
#include "tools/attest/quoted.h"

enum quoted_values {
        QUOTED_VALUES_SAME,
        QUOTED_VALUES_OTHER,
        QUOTED_VALUES_LACK, /* of a PCR that is quoted there is no value */
};

/* *@covered is what @values have and the quote covers if they are its; otherwise it is empty. @hash is the signature's. */
enum quoted_values quoted_values_check(const struct quoted *quoted, const EVP_MD *hash,
                                       const struct pcr_values *values, struct pcr_values *covered);

/*
 * Values one behind the other and nothing else, as tpm2_quote -F values and tpm2_pcrread -o write them: whose they are, the quote
 * says. False if they are not as many bytes as it selects.
 */
__attribute__((warn_unused_result)) bool quoted_values_raw(const struct quoted *quoted,
                                                           const uint8_t *data, size_t size,
                                                           struct pcr_values *out);

/*
 * IMA's list has grown since the quote was made: of the values that its entries make, one after the other, those are put into
 * @values that are quoted with the rest of @values. Without such, nothing is changed.
 */
void quoted_values_find_ima(const struct quoted *quoted, const void *list, size_t size,
                            struct pcr_values *values);

#endif
