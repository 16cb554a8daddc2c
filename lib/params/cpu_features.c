/* lib/params/cpu_features.c - see cpu_features.h. Leaves and bits: APM vol. 3, appendix E. */
#include "lib/params/cpu_features.h"

enum cpuid_register { EBX, ECX, EDX };

struct place {
        const char *name;
        uint32_t leaf;
        enum cpuid_register which;
        unsigned int bit;
};

/*
 * The two of speculation have bits too (0x80000008, EBX 12, 15 and 24), but a write of the MSR is the better answer: it cannot
 * be cleared by the host.
 */
static const struct place places[PARAMS_CPU_FEATURES] = {
        [PARAMS_CPU_NX] = { "nx", 0x80000001, EDX, 20 },
        [PARAMS_CPU_SMEP] = { "smep", 7, EBX, 7 },
        [PARAMS_CPU_SMAP] = { "smap", 7, EBX, 20 },
        [PARAMS_CPU_UMIP] = { "umip", 7, ECX, 2 },
        [PARAMS_CPU_RDRAND] = { "rdrand", 1, ECX, 30 },
        [PARAMS_CPU_RDSEED] = { "rdseed", 7, EBX, 18 },
        [PARAMS_CPU_AES] = { "aes", 1, ECX, 25 },
        [PARAMS_CPU_PCLMULQDQ] = { "pclmulqdq", 1, ECX, 1 },
        [PARAMS_CPU_SSSE3] = { "ssse3", 1, ECX, 9 },
        [PARAMS_CPU_SSE4_1] = { "sse4.1", 1, ECX, 19 },
        [PARAMS_CPU_IBPB] = { "ibpb", 0, EBX, 0 },
        [PARAMS_CPU_SPEC_CTRL] = { "spec-ctrl", 0, EBX, 0 },
};

const char *params_cpu_name(unsigned int feature)
{
        return places[feature].name;
}

uint32_t params_cpu_leaf(unsigned int feature)
{
        return places[feature].leaf;
}

bool params_cpu_in_leaf(unsigned int feature, const struct cpuid_result *leaf)
{
        const uint32_t registers[] = { [EBX] = leaf->ebx, [ECX] = leaf->ecx, [EDX] = leaf->edx };

        return registers[places[feature].which] >> places[feature].bit & 1;
}
