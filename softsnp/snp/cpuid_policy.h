/*
 * softsnp/snp/cpuid_policy.h - CPUID as this machine presents it, made from what the CPU below says. Pure: runs in
 * tests on the host.
 */
#ifndef SOFTSNP_SNP_CPUID_POLICY_H
#define SOFTSNP_SNP_CPUID_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/x86/cpu.h"

struct cpuid_machine {
        unsigned int cpu;       /* whose APIC ID: the vCPU's number */
        unsigned int cpu_count; /* 1 or more */
        bool hide_cmpxchg16b;   /* the CPU below gets it wrong */
};

/* What to present for (@function, @index), if the CPU below says @below; zeros for leaves that there are not. */
struct cpuid_result cpuid_policy(const struct cpuid_machine *machine, uint32_t function,
                                 uint32_t index, struct cpuid_result below);

/* The leaves of the CPUID page, in order. */
struct cpuid_leaf {
        uint32_t function;
        uint32_t index;
};
extern const struct cpuid_leaf cpuid_page_leaves[];
extern const size_t cpuid_page_leaf_count;

#endif
