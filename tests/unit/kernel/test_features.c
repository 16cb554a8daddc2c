/* tests/unit/kernel/test_features.c - a CPU with less than what is required, as the host's CPUID page tells it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "kernel/arch/cpuid.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/features.h"
#include "lib/x86/msr.h"

#define BIT(feature) (UINT64_C(1) << (feature))

/* The CPU: what it lacks, and what was said about it. */
static uint64_t lacking;
static uint64_t msrs[2]; /* written: SPEC_CTRL, PRED_CMD */
static char line[256];
static unsigned int stop_reason;
static jmp_buf stopped;

/* Takes the one bit away that says that there is @feature. */
static void take_bit(unsigned int feature, struct cpuid_result *result)
{
        uint32_t *registers[] = { &result->ebx, &result->ecx, &result->edx };

        for (unsigned int bit = 0; bit < 96; bit++) {
                uint32_t *which = registers[bit / 32];
                uint32_t before = *which;

                *which &= ~(UINT32_C(1) << bit % 32);
                if (!params_cpu_in_leaf(feature, result))
                        return;
                *which = before;
        }
}

struct cpuid_result arch_cpuid(uint32_t function, uint32_t index)
{
        struct cpuid_result result = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };

        (void)index;
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                if (params_cpu_leaf(i) == function && lacking >> i & 1)
                        take_bit(i, &result);
        return result;
}

bool wrmsr_try(uint32_t number, uint64_t value)
{
        unsigned int feature = number == MSR_PRED_CMD ? PARAMS_CPU_IBPB : PARAMS_CPU_SPEC_CTRL;

        if (lacking & BIT(feature))
                return false;
        msrs[number - MSR_SPEC_CTRL] = value;
        return true;
}

static void say(const char *format, va_list arguments)
{
        vsnprintf(line, sizeof(line), format, arguments);
}

void log_line(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(format, arguments);
        va_end(arguments);
}

void kernel_stop(unsigned int reason, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(format, arguments);
        va_end(arguments);
        stop_reason = reason;
        longjmp(stopped, 1);
}

/* True if the kernel goes on with a CPU that lacks @lacks. */
static bool boots(uint64_t lacks, uint64_t optional)
{
        lacking = lacks;
        line[0] = '\0';
        memset(msrs, 0, sizeof(msrs));
        if (setjmp(stopped))
                return false;
        features_check(optional);
        return true;
}

static void a_whole_cpu_boots_without_a_word(void **state)
{
        (void)state;
        assert_true(boots(0, 0));
        assert_string_equal(line, "");
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                assert_true(feature_present(i));
        assert_int_equal(msrs[0], SPEC_CTRL_STIBP | SPEC_CTRL_SSBD);
        assert_int_equal(msrs[1], PRED_CMD_IBPB);
}

static void each_that_is_missing_ends_the_boot_by_name(void **state)
{
        (void)state;
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++) {
                assert_false(boots(BIT(i), PARAMS_CPU_ALL & ~BIT(i)));
                assert_int_equal(stop_reason, TERMINATE_FEATURES);
                assert_non_null(strstr(line, params_cpu_name(i)));
        }
}

static void all_that_are_missing_are_named(void **state)
{
        (void)state;
        assert_false(boots(PARAMS_CPU_ALL, 0));
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                assert_non_null(strstr(line, params_cpu_name(i)));
}

static void what_is_optional_may_be_missing_and_is_then_not_used(void **state)
{
        (void)state;
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++) {
                assert_true(boots(BIT(i), BIT(i)));
                assert_non_null(strstr(line, params_cpu_name(i)));
                for (unsigned int k = 0; k < PARAMS_CPU_FEATURES; k++)
                        assert_int_equal(feature_present(k), k != i);
        }
}

/* What may be missing and is there is used all the same. */
static void what_is_optional_is_used_where_it_is_there(void **state)
{
        (void)state;
        assert_true(boots(0, PARAMS_CPU_ALL));
        assert_string_equal(line, "");
        assert_true(feature_present(PARAMS_CPU_SMAP));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_whole_cpu_boots_without_a_word),
                cmocka_unit_test(each_that_is_missing_ends_the_boot_by_name),
                cmocka_unit_test(all_that_are_missing_are_named),
                cmocka_unit_test(what_is_optional_may_be_missing_and_is_then_not_used),
                cmocka_unit_test(what_is_optional_is_used_where_it_is_there),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
