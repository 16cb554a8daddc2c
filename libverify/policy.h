/* libverify/policy.h - a program's policy, as the verifier takes it. */
#ifndef LIBVERIFY_POLICY_H
#define LIBVERIFY_POLICY_H

#include "libverify/problem.h"
#include "tools/attest/given.h"

/* False if something in it cannot be read; given_free() is due in any case. */
__attribute__((warn_unused_result)) bool policy_take(const struct cashew_verify_policy *policy,
                                                     struct inputs *out, struct problem *problem);

#endif
