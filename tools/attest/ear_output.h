/* tools/attest/ear_output.h - the verdict as a signed token for others: what --ear of `cashew attest verify` writes. */
#ifndef TOOLS_ATTEST_EAR_OUTPUT_H
#define TOOLS_ATTEST_EAR_OUTPUT_H

#include <stdio.h>

#include "tools/attest/inputs.h"
#include "tools/common/steps.h"

struct ear_output {
        const struct ear_options *options;
        EVP_PKEY *key; /* NULL: no token is asked for */
};

extern const struct words ear_format_words;
extern const struct words ear_edition_words;

/*
 * Before anything is verified: a key that cannot sign, or a nonce that no token can have, is found now. 0, or 1 after one line
 * on stderr; ear_output_close() is due in any case.
 */
__attribute__((warn_unused_result)) int ear_output_open(const struct ear_options *options,
                                                        const struct inputs *inputs,
                                                        struct ear_output *out);
void ear_output_close(struct ear_output *output);

/* Where the verdict is to be printed: the token may have standard output to itself. */
FILE *ear_output_verdict(const struct ear_output *output);

/* Writes the token, of a refusal too. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int ear_output_write(const struct ear_output *output,
                                                         const struct inputs *inputs,
                                                         enum attested_kind kind,
                                                         const struct steps *steps);

#endif
