/*
 * libverify/together.h - what a program may give together. What is refused here would be a verdict about less than it looks like:
 * a manifest that nothing binds, a quote of any day, a log that nobody has quoted.
 */
#ifndef LIBVERIFY_TOGETHER_H
#define LIBVERIFY_TOGETHER_H

#include "libverify/problem.h"

__attribute__((warn_unused_result)) bool
given_together(const struct cashew_verify_evidence *evidence,
               const struct cashew_verify_policy *policy, struct problem *problem);

#endif
