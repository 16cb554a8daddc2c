/* tests/unit/kernel/test_time.c - how fast the TSC runs, and who is believed. */
#include "tests/unit/kernel/test.h"

#include "kernel/arch/cpuid.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

#define FASTEST_MHZ 4200

static uint64_t status, frequency, the_tsc;
static uint32_t said_khz;

static uint64_t fake_rdmsr(uint32_t number)
{
        return number == MSR_SEV_STATUS ? status : frequency;
}

static uint64_t fake_rdtsc(void)
{
        return the_tsc;
}

struct cpuid_result arch_cpuid(uint32_t function, uint32_t index)
{
        (void)index;
        return (struct cpuid_result){ .eax = function == 0x40000010 ? said_khz : 0 };
}

#define rdmsr fake_rdmsr
#define rdtsc fake_rdtsc
#include "kernel/cpu/time.c" /* NOLINT(bugprone-suspicious-include): with the fake CPU beneath it */

static void begin(uint64_t features, uint64_t mhz_of_msr, uint32_t khz)
{
        status = 3 | features << SEV_STATUS_FEATURES_SHIFT;
        frequency = mhz_of_msr;
        said_khz = khz;
        the_tsc = 1000;
        secure = taken = known = false;
        vmsa_time = (struct guest_request_time){ 0 };
        latest = 0;
        mhz = ASSUMED_MHZ;
        time_init();
        time_ask_cpuid();
}

static void secure_tsc_has_its_own_frequency(void **state)
{
        (void)state;
        begin(SEV_FEATURE_SECURE_TSC, 2600, 1000000);
        assert_int_equal(time_mhz(), 2600);
        assert_true(time_frequency_is_known());
        assert_false(time_is_known());
}

static void without_secure_tsc_the_hosts_word_is_as_good_as_its_tsc(void **state)
{
        (void)state;
        begin(0, 0, 2450000);
        assert_int_equal(time_mhz(), 2450);
        assert_true(time_frequency_is_known());
        assert_true(time_is_known());
}

/* A second is never shorter than one, on any processor that there is. */
static void without_any_word_it_is_the_fastest_there_is(void **state)
{
        (void)state;
        begin(0, 0, 0);
        assert_int_equal(time_mhz(), FASTEST_MHZ);
        assert_false(time_frequency_is_known());
        the_tsc += (uint64_t)FASTEST_MHZ * 1000000;
        assert_int_equal(arch_monotonic_ns(), 1000000000);
}

static void a_frequency_that_no_processor_has_is_not_taken(void **state)
{
        (void)state;
        begin(0, 0, 1);
        assert_int_equal(time_mhz(), FASTEST_MHZ);
        begin(0, 0, UINT32_MAX);
        assert_int_equal(time_mhz(), FASTEST_MHZ);
        assert_false(time_frequency_is_known());
}

static void time_does_not_go_back_when_the_frequency_becomes_known(void **state)
{
        uint64_t before;

        (void)state;
        begin(0, 0, 0);
        the_tsc += 42000000;
        before = arch_monotonic_ns();
        said_khz = 9000000;
        time_ask_cpuid();
        assert_int_equal(time_mhz(), 9000);
        assert_true(arch_monotonic_ns() >= before);
}

/* Without Secure TSC a VMSA's scale and offset are none of the guest's. */
static void vmsas_have_a_time_with_secure_tsc_only(void **state)
{
        const struct guest_request_time time = { 7, 8 };

        (void)state;
        begin(0, 0, 0);
        assert_true(arch_take_time(&time));
        assert_int_equal(time_for_vmsa().tsc_scale, 0);
        begin(SEV_FEATURE_SECURE_TSC, 2600, 0);
        assert_true(arch_take_time(&time));
        assert_false(arch_take_time(&time));
        assert_int_equal(time_for_vmsa().tsc_scale, 7);
        assert_int_equal(time_for_vmsa().tsc_offset, 8);
        assert_true(time_is_known());
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(secure_tsc_has_its_own_frequency),
                cmocka_unit_test(without_secure_tsc_the_hosts_word_is_as_good_as_its_tsc),
                cmocka_unit_test(without_any_word_it_is_the_fastest_there_is),
                cmocka_unit_test(a_frequency_that_no_processor_has_is_not_taken),
                cmocka_unit_test(time_does_not_go_back_when_the_frequency_becomes_known),
                cmocka_unit_test(vmsas_have_a_time_with_secure_tsc_only),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
