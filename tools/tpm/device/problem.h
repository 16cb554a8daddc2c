/* tools/tpm/device/problem.h - how a command of ours ended, as a number and in words. */
#ifndef TOOLS_TPM_DEVICE_PROBLEM_H
#define TOOLS_TPM_DEVICE_PROBLEM_H

#include <stdint.h>

/* No well-formed response came. No response code of a TPM: they have 12 bits (TPM 2.0 Part 2, "TPM_RC"). */
#define DEVICE_BROKEN UINT32_C(0xffffffff)

/* What a response code means, until the next call. */
const char *device_problem(uint32_t code);

#endif
