/*
 * kernel/cpu/time.c - time since the start, from the TSC.
 *
 * With Secure TSC the frequency comes from a register that the host cannot change. Without it the TSC itself is the host's, and
 * so its word about the frequency is as good: the leaf for it, if the CPUID page has one with a number that can be. Else it is
 * assumed to run as fast as that of the fastest SNP processor, so that a second is never shorter than one: limits do not
 * end early, and a TPM's lockout does not either. No security decision may need more of time than that it passes.
 */
#include "kernel/arch/cpuid.h"
#include "kernel/arch/time.h"
#include "kernel/cpu/area.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/msr.h"

/* EPYC 9175F has a base clock of 4.2 GHz, at which its TSC runs. */
#define ASSUMED_MHZ 4200
#define LEAST_MHZ   500
#define MOST_MHZ    10000
/* Linux arch/x86/kernel/cpu/vmware.c, VMWARE's timing leaf, which QEMU has too (-cpu vmware-cpuid-freq): EAX is kHz. */
#define CPUID_TIMING 0x40000010

/* Linux arch/x86/coco/sev/core.c: bits 17:0, the rest is reserved. */
#define FREQUENCY_MASK 0x3ffff

static bool secure; /* of SEV_FEATURES, which were measured with the boot VMSA */
static bool taken;
static bool known; /* the frequency has been said by somebody */
static struct guest_request_time vmsa_time;
static uint64_t start_tick;
static uint64_t mhz = ASSUMED_MHZ;
static uint64_t latest;

/* What no processor has is not taken. */
static void take_frequency(uint64_t said)
{
        if (said < LEAST_MHZ || said > MOST_MHZ)
                return;
        mhz = said;
        known = true;
}

void time_init(void)
{
        uint64_t features = rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;

        secure = features & SEV_FEATURE_SECURE_TSC;
        if (secure)
                take_frequency(rdmsr(MSR_GUEST_TSC_FREQ) & FREQUENCY_MASK);
        start_tick = rdtsc();
}

void time_ask_cpuid(void)
{
        if (!known)
                take_frequency(arch_cpuid(CPUID_TIMING, 0).eax / 1000);
}

bool time_frequency_is_known(void)
{
        return known;
}

uint64_t time_mhz(void)
{
        return mhz;
}

/* With Secure TSC a VMSA says how its TSC runs, and one that says 0 has a TSC that stands still. */
bool arch_take_time(const struct guest_request_time *time)
{
        if (taken || time->tsc_scale == 0)
                return false;
        taken = true;
        if (secure)
                vmsa_time = *time;
        return true;
}

struct guest_request_time time_for_vmsa(void)
{
        return vmsa_time;
}

bool time_is_known(void)
{
        return !secure || taken;
}

/* In two steps, so that nothing overflows for centuries: whole seconds, and what is less than one. */
static uint64_t ticks_to_ns(uint64_t ticks)
{
        uint64_t ticks_per_second = mhz * 1000000;

        return ticks / ticks_per_second * 1000000000 + ticks % ticks_per_second * 1000 / mhz;
}

/* vCPUs may be a few ticks apart, and a hostile host may run them backwards: nobody sees an earlier time. */
uint64_t arch_monotonic_ns(void)
{
        uint64_t tick = rdtsc();
        uint64_t now = tick > start_tick ? ticks_to_ns(tick - start_tick) : 0;
        uint64_t seen = __atomic_load_n(&latest, __ATOMIC_RELAXED);

        while (now > seen)
                if (__atomic_compare_exchange_n(&latest, &seen, now, false, __ATOMIC_RELAXED,
                                                __ATOMIC_RELAXED))
                        return now;
        return seen;
}
