/*
 * kernel/cpu/entropy.c - random numbers of the CPU.
 *
 * RDSEED is the entropy source's conditioned output; RDRAND, a generator seeded from it, only serves where the CPU
 * says that it has no RDSEED. A source that is exhausted gives no numbers, never worse ones. Health test: a number that equals the one before it
 * stops the source (repetition count, cut-off 2, on 64-bit values).
 */
#include "kernel/cpu/cpu.h"

#define SEED_TRIES   1000
#define RANDOM_TRIES 10

#define CPUID_1_ECX_RDRAND (1u << 30)
#define CPUID_7_EBX_RDSEED (1u << 18)

static bool seed(uint64_t *out)
{
        for (unsigned int i = 0; i < SEED_TRIES; i++) {
                if (rdseed(out))
                        return true;
                arch_relax();
        }
        return false;
}

static bool random(uint64_t *out)
{
        for (unsigned int i = 0; i < RANDOM_TRIES; i++)
                if (rdrand(out))
                        return true;
        return false;
}

static bool from_cpu(uint64_t *out)
{
        if (arch_cpuid(7, 0).ebx & CPUID_7_EBX_RDSEED)
                return seed(out);
        if (arch_cpuid(1, 0).ecx & CPUID_1_ECX_RDRAND)
                return random(out);
        return false;
}

bool arch_entropy(uint64_t *out)
{
        struct cpu *cpu = cpu_current();
        uint64_t value;

        if (!from_cpu(&value) || value == cpu->last_entropy)
                return false;
        cpu->last_entropy = value;
        *out = value;
        return true;
}
