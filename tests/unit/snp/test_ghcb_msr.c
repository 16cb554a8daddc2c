/* tests/unit/snp/test_ghcb_msr.c - the MSR protocol with hosts that answer, refuse, and talk of something else. */
#include "tests/unit/snp/fake_host.h"

#include "lib/snp/ghcb_msr.c" /* NOLINT(bugprone-suspicious-include): with the fake host beneath it */

static uint64_t asked;
static uint64_t reply;

static void answer(void)
{
        asked = fake.msr;
        fake.msr = reply;
}

static void host_says(uint64_t value)
{
        fake.answer = answer;
        reply = value;
}

static void versions_and_c_bit_are_taken_apart(void **state)
{
        struct ghcb_sev_info info;

        (void)state;
        host_says(UINT64_C(0x0002000133000001));
        assert_int_equal(ghcb_msr_sev_info(&info), GHCB_OK);
        assert_int_equal(asked, GHCB_MSR_SEV_INFO_REQUEST);
        assert_int_equal(info.version_most, 2);
        assert_int_equal(info.version_least, 1);
        assert_int_equal(info.c_bit, 51);
}

static void an_answer_to_another_question_is_none(void **state)
{
        struct ghcb_sev_info info;
        uint64_t features;
        uint32_t value;

        (void)state;
        host_says(GHCB_MSR_PSC_RESPONSE);
        assert_int_equal(ghcb_msr_sev_info(&info), GHCB_NO_ANSWER);
        assert_int_equal(ghcb_msr_features(&features), GHCB_NO_ANSWER);
        assert_int_equal(ghcb_msr_cpuid(1, GHCB_CPUID_EBX, &value), GHCB_NO_ANSWER);
        assert_int_equal(ghcb_msr_register(0x5000), GHCB_NO_ANSWER);
        assert_int_equal(ghcb_msr_run_vmpl(2), GHCB_NO_ANSWER);
        host_says(GHCB_MSR_RUN_VMPL_RESPONSE);
        assert_int_equal(ghcb_msr_page_state(0x5000, GHCB_PSC_SHARED), GHCB_NO_ANSWER);
}

static void silence_is_no_answer(void **state)
{
        (void)state;
        host_says(GHCB_MSR_RUN_VMPL_REQUEST | UINT64_C(2) << 32);
        assert_int_equal(ghcb_msr_run_vmpl(2), GHCB_NO_ANSWER);
}

static void features_lose_the_function_bits(void **state)
{
        uint64_t features;

        (void)state;
        host_says(UINT64_C(0x33) << 12 | GHCB_MSR_FEATURES);
        assert_int_equal(ghcb_msr_features(&features), GHCB_OK);
        assert_int_equal(features, 0x33);
}

static void cpuid_names_function_and_register(void **state)
{
        uint32_t value;

        (void)state;
        host_says(UINT64_C(0x12345678) << 32 | GHCB_MSR_CPUID_RESPONSE);
        assert_int_equal(ghcb_msr_cpuid(0x8000001f, GHCB_CPUID_EBX, &value), GHCB_OK);
        assert_int_equal(asked, UINT64_C(0x8000001f40000004));
        assert_int_equal(value, 0x12345678);
}

static void a_page_state_error_is_a_refusal(void **state)
{
        (void)state;
        host_says(GHCB_MSR_PSC_RESPONSE | UINT64_C(1) << 32);
        assert_int_equal(ghcb_msr_page_state(0x5000, GHCB_PSC_SHARED), GHCB_REFUSED);
        assert_int_equal(asked, UINT64_C(0x0020000000005014));
        host_says(GHCB_MSR_PSC_RESPONSE);
        assert_int_equal(ghcb_msr_page_state(0x5000, GHCB_PSC_PRIVATE), GHCB_OK);
}

static void another_page_registered_is_a_refusal(void **state)
{
        (void)state;
        host_says(UINT64_C(0x5000) | GHCB_MSR_REGISTERED);
        assert_int_equal(ghcb_msr_register(0x5000), GHCB_OK);
        assert_int_equal(asked, 0x5012);
        assert_int_equal(ghcb_msr_register(0x6000), GHCB_REFUSED);
        host_says(UINT64_C(0xfffffffffffff000) | GHCB_MSR_REGISTERED);
        assert_int_equal(ghcb_msr_register(0x6000), GHCB_REFUSED);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(versions_and_c_bit_are_taken_apart),
                cmocka_unit_test(an_answer_to_another_question_is_none),
                cmocka_unit_test(silence_is_no_answer),
                cmocka_unit_test(features_lose_the_function_bits),
                cmocka_unit_test(cpuid_names_function_and_register),
                cmocka_unit_test(a_page_state_error_is_a_refusal),
                cmocka_unit_test(another_page_registered_is_a_refusal),
        };

        return cmocka_run_group_tests_name("snp ghcb_msr", tests, NULL, NULL);
}
