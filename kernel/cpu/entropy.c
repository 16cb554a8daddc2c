/*
 * kernel/cpu/entropy.c - random numbers of the CPU, from all of its sources at once.
 *
 * RDSEED is the entropy source's conditioned output, RDRAND a generator that is seeded from it. A number is both, XORed, so one
 * of them may be bad unnoticed. The TSC's jitter and what was before are stirred in too; nothing is claimed for
 * them. The kernel has no hash: who makes keys from these numbers hashes them first (services/vtpm/libtpms/entropy.c).
 *
 * The host can exhaust RDSEED, not choose it: each source that the CPU has must answer. Health test: a number that equals the
 * one before it stops the source (repetition count, cut-off 2, on 64-bit values).
 */
#include "kernel/arch/entropy.h"
#include "kernel/arch/stop.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/features.h"

/* Other users of the machine can use up RDSEED for a while; an RDRAND that fails ten times in a row is broken. */
#define SEED_TRIES   1000
#define RANDOM_TRIES 10

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

static bool is_healthy(uint64_t value, uint64_t *last)
{
        bool repeated = value == *last;

        *last = value;
        return !repeated;
}

/* A permutation in which each bit depends on all (the finalizer of SplitMix64): nothing that goes in is lost. */
static uint64_t stir(uint64_t x)
{
        x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
        return x ^ x >> 31;
}

bool arch_entropy(uint64_t *out)
{
        struct entropy *state = &cpu_current()->entropy;
        bool has_seed = feature_present(PARAMS_CPU_RDSEED);
        bool has_random = feature_present(PARAMS_CPU_RDRAND);
        uint64_t from_seed = 0;
        uint64_t from_random = 0;

        if (!has_seed && !has_random)
                return false;
        if (has_seed && (!seed(&from_seed) || !is_healthy(from_seed, &state->last_seed)))
                return false;
        if (has_random && (!random(&from_random) || !is_healthy(from_random, &state->last_random)))
                return false;
        *out = from_seed ^ from_random ^ state->stirred;
        state->stirred = stir(*out ^ rdtsc());
        return true;
}
