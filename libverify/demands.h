/* libverify/demands.h - what a program's policy says of reports, put on top of what its text says. */
#ifndef LIBVERIFY_DEMANDS_H
#define LIBVERIFY_DEMANDS_H

#include "libverify/problem.h"
#include "tools/policy/policy.h"

__attribute__((warn_unused_result)) bool demands_take(const struct cashew_verify_policy *policy,
                                                      struct ca_policy *out,
                                                      struct problem *problem);

#endif
