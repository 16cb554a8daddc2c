/* kernel/cpu/features.h - what the CPU must have, and what it has. */
#ifndef KERNEL_CPU_FEATURES_H
#define KERNEL_CPU_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/params/cpu_features.h"

/* Looks; stops if something is missing that is not in @optional (bits of enum params_cpu_feature), naming all of it. */
void features_check(uint64_t optional);

/* True if the CPU has it; false for all before features_check(). */
bool feature_present(enum params_cpu_feature feature);

/* Writes an MSR; false if that faults: there is none, or the host has it intercepted. */
__attribute__((warn_unused_result)) bool wrmsr_try(uint32_t number, uint64_t value);

#endif
