/* libverify/verdict.h - steps as a program reads them. */
#ifndef LIBVERIFY_VERDICT_H
#define LIBVERIFY_VERDICT_H

#include "libverify/problem.h"
#include "tools/common/steps.h"

/* All zeros but its size. */
void verdict_begin(struct cashew_verify_verdict *verdict);

/* The steps, and that they passed or which did not. True if they passed. */
__attribute__((warn_unused_result)) bool verdict_of_steps(const struct steps *steps,
                                                          struct cashew_verify_verdict *out);

/* What the report of SNP_REPORT_SIZE bytes says, that is verified. */
void verdict_claims(const void *report, struct cashew_verify_verdict *out);

/* That there is no verdict. */
void verdict_of_problem(const struct problem *problem, struct cashew_verify_verdict *out);

#endif
