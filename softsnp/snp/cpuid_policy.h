/*
 * softsnp/snp/cpuid_policy.h - CPUID as this machine presents it, made from what the CPU below says by the rows `cpuid` of the
 * personality. Pure: runs in tests on the host.
 */
#ifndef SOFTSNP_SNP_CPUID_POLICY_H
#define SOFTSNP_SNP_CPUID_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/personality/personality.h"
#include "lib/x86/cpu.h"

struct cpuid_machine {
        const struct personality *host; /* its rows, and the C-bit's position */
        unsigned int cpu;               /* whose APIC ID: the vCPU's number */
        unsigned int cpu_count;         /* 1 or more */
        uint64_t xcr0;                  /* what who asks has enabled: sizes in leaf 0xd follow it */
        bool hide_cmpxchg16b;           /* the CPU below gets it wrong */
};

/* What to present for (@function, @index), if the CPU below says @below; zeros for leaves that there are not. */
struct cpuid_result cpuid_policy(const struct cpuid_machine *machine, uint32_t function,
                                 uint32_t index, struct cpuid_result below);

/* True if a row is one of the CPUID page: the page has no ranges but the CPU's, and no row for any index. */
bool cpuid_is_in_page(const struct personality_cpuid *row);

#endif
