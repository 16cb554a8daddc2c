/*
 * kernel/arch/cpuid.h - CPUID, without executing it.
 *
 * Implemented above: kernel/cpu/cpuid.c, because services' instructions are emulated on the host as well, where
 * tests/unit/kernel/fake_arch.c answers with the question.
 */
#ifndef KERNEL_ARCH_CPUID_H
#define KERNEL_ARCH_CPUID_H

#include <stdint.h>

#include "lib/x86/cpu.h"

/*
 * Leaf @function, subleaf @index (looked at only where the leaf has any), for the kernel, services and guests: the CPUID page,
 * which the security processor has checked, with the asking vCPU's APIC ID and without what needs XSAVE. Zeros for a leaf
 * that is not in it.
 */
struct cpuid_result arch_cpuid(uint32_t function, uint32_t index);

#endif
