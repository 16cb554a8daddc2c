/*
 * lib/params/cpu_features.h - what the CPU must have, one list for the kernel, which stops without it, and for the tools,
 * which know it by name.
 *
 * Every processor with SEV-SNP has all of it (APM vol. 3, appendix E, names the bits). A bit of the CPUID page can be cleared
 * by the host, never set beyond what the processor has; so a feature that is missing there is missing by the host's will.
 */
#ifndef LIB_PARAMS_CPU_FEATURES_H
#define LIB_PARAMS_CPU_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/x86/cpu.h"

/* Numbers of bits in struct params_cpu.optional: measured, so they never change. */
enum params_cpu_feature {
        PARAMS_CPU_NX = 0,
        PARAMS_CPU_SMEP = 1,
        PARAMS_CPU_SMAP = 2,
        PARAMS_CPU_UMIP = 3,
        PARAMS_CPU_RDRAND = 4,
        PARAMS_CPU_RDSEED = 5,
        PARAMS_CPU_AES = 6, /* from here on: without them ciphers of the services look up tables */
        PARAMS_CPU_PCLMULQDQ = 7,
        PARAMS_CPU_SSSE3 = 8,
        PARAMS_CPU_SSE4_1 = 9,
        PARAMS_CPU_IBPB = 10,      /* MSR 0x49: forgets where branches went */
        PARAMS_CPU_SPEC_CTRL = 11, /* MSR 0x48 with STIBP and SSBD */
        PARAMS_CPU_FEATURES = 12,  /* how many there are */
};

#define PARAMS_CPU_ALL ((UINT64_C(1) << PARAMS_CPU_FEATURES) - 1)
/* What parameters may call optional: the start code executes RDRAND before it has read any. */
#define PARAMS_CPU_CAN_BE_OPTIONAL (PARAMS_CPU_ALL & ~(UINT64_C(1) << PARAMS_CPU_RDRAND))

/* Name in a platform file and in log lines. */
const char *params_cpu_name(unsigned int feature);

/* The leaf whose bit says that the CPU has it; 0: no leaf is asked, only an attempt tells. */
uint32_t params_cpu_leaf(unsigned int feature);
bool params_cpu_in_leaf(unsigned int feature, const struct cpuid_result *leaf);

#endif
