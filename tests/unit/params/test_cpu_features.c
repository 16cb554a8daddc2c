/* tests/unit/params/test_cpu_features.c - the list of what the CPU must have: each has one name and one bit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "lib/params/cpu_features.h"

static void each_has_a_name_of_its_own(void **state)
{
        (void)state;
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                for (unsigned int k = 0; k < i; k++)
                        assert_string_not_equal(params_cpu_name(i), params_cpu_name(k));
}

/* How many features are told by one bit of one leaf. */
static unsigned int told_by(uint32_t leaf, const struct cpuid_result *result)
{
        unsigned int count = 0;

        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                count += params_cpu_leaf(i) == leaf && params_cpu_in_leaf(i, result);
        return count;
}

static void each_is_one_bit_that_no_other_has(void **state)
{
        const uint32_t leaves[] = { 1, 7, 0x80000001 };
        unsigned int found = 0;

        (void)state;
        for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
                for (unsigned int bit = 0; bit < 32; bit++) {
                        const struct cpuid_result results[] = {
                                { .ebx = UINT32_C(1) << bit },
                                { .ecx = UINT32_C(1) << bit },
                                { .edx = UINT32_C(1) << bit },
                        };

                        for (unsigned int k = 0; k < 3; k++) {
                                unsigned int count = told_by(leaves[i], &results[k]);

                                assert_in_range(count, 0, 1);
                                found += count;
                        }
                }
        assert_int_equal(found, PARAMS_CPU_FEATURES - 2); /* IBPB and SPEC_CTRL have no leaf */
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_IBPB), 0);
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_SPEC_CTRL), 0);
}

/* APM vol. 3, appendix E: functions 1, 7 and 0x80000001. */
static void bits_are_those_of_the_manual(void **state)
{
        const struct cpuid_result smap = { .ebx = 1u << 20 };
        const struct cpuid_result umip = { .ecx = 1u << 2 };
        const struct cpuid_result nx = { .edx = 1u << 20 };
        const struct cpuid_result aes = { .ecx = 1u << 25 };

        (void)state;
        assert_true(params_cpu_in_leaf(PARAMS_CPU_SMAP, &smap));
        assert_true(params_cpu_in_leaf(PARAMS_CPU_UMIP, &umip));
        assert_true(params_cpu_in_leaf(PARAMS_CPU_NX, &nx));
        assert_true(params_cpu_in_leaf(PARAMS_CPU_AES, &aes));
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_SMAP), 7);
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_UMIP), 7);
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_NX), 0x80000001);
        assert_int_equal(params_cpu_leaf(PARAMS_CPU_AES), 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_has_a_name_of_its_own),
                cmocka_unit_test(each_is_one_bit_that_no_other_has),
                cmocka_unit_test(bits_are_those_of_the_manual),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
