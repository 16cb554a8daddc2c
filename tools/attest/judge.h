/*
 * tools/attest/judge.h - from what was given to a verdict: what `cashew attest verify` prints and libcashew-verify returns. It
 * reads and writes memory only.
 */
#ifndef TOOLS_ATTEST_JUDGE_H
#define TOOLS_ATTEST_JUDGE_H

#include "tools/attest/given.h"
#include "tools/common/steps.h"

/* Adds every step; steps_passed() is the verdict. */
void judge(const struct inputs *inputs, struct steps *steps);

#endif
