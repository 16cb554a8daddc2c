/*
 * With Secure TSC each save area says how its time-stamp counter follows from the CPU's: by GUEST_TSC_SCALE, fixed point with
 * 32 bits of fraction, and GUEST_TSC_OFFSET. The launch fills them; in a save area that a guest made of zeros the TSC is 0 (APM
 * vol. 2, section 15.36.18; Linux arch/x86/coco/sev/core.c sets both for its other vCPUs, from TSC_INFO).
 *
 * Broken on purpose by letting no RDTSC exit in load_tsc(): whatever the scale, the TSC runs as the CPU's.
 */
#include "tests/machine/runtime/test.h"

#define OFFSET UINT64_C(0x1000000000000)

static volatile uint64_t first, second;

static uint64_t rdtscp(void)
{
        uint32_t low, high, aux;

        __asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(aux));
        return (uint64_t)high << 32 | low;
}

static void at_vmpl2(void)
{
        first = rdtsc();
        second = rdtscp();
}

static void run_with(uint64_t scale, uint64_t offset)
{
        struct vmsa *vmsa = lower_vmsa(at_vmpl2);

        vmsa->sev_features |= SEV_FEATURE_SECURE_TSC;
        vmsa->guest_tsc_scale = scale;
        vmsa->guest_tsc_offset = offset;
        prepare_vmpl2_as(vmsa);
        enter_vmpl2();
        CHECK_EQUAL(rmpadjust((uint64_t)vmsa, false, rmpadjust_attributes(2, RMP_PERMISSION_ALL)),
                    RMP_SUCCESS);
}

void test_main(void)
{
        uint64_t before = rdtsc();
        uint64_t after;

        run_with(GUEST_TSC_SCALE_ONE, OFFSET);
        after = rdtsc();
        CHECK(first >= OFFSET + before && second >= first && second <= OFFSET + after);

        run_with(GUEST_TSC_SCALE_ONE / 2, 0);
        CHECK(first >= after / 2 && second > first && second <= rdtsc() / 2);

        run_with(0, 0);
        CHECK_EQUAL(first, 0);
        CHECK_EQUAL(second, 0);
        run_with(0, OFFSET);
        CHECK_EQUAL(first, OFFSET);
        CHECK_EQUAL(second, OFFSET);
}
