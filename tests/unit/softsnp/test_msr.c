/* tests/unit/softsnp/test_msr.c - which MSRs a guest reaches, by the rows of kvm-planes. */
#include "tests/unit/softsnp/personality.h"
#include "tests/unit/softsnp/test.h"

#include "lib/personality/rows.h"
#include "lib/x86/msr.h"
#include "softsnp/snp/msr_policy.h"

static struct personality host;

static void unknown_msrs_fault(void **state)
{
        const uint32_t numbers[] = {
                0,          0x800,      0x8ff,          0x40000000, 0x4b564d01,
                0xc0010000, 0xc0011030, MSR_SEV_STATUS, MSR_GHCB,   UINT32_MAX
        };

        (void)state;
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
                assert_int_equal(msr_policy(&host, numbers[i])->action, PERSONALITY_MSR_FAULT);
}

/* Writing them would change the machine below: where the APIC is, SVM itself. */
static void what_carries_the_machine_is_never_written(void **state)
{
        const uint32_t numbers[] = { 0x10,      MSR_APIC_BASE,   MSR_EFER,
                                     MSR_VM_CR, MSR_VM_HSAVE_PA, MSR_SYSCFG };

        (void)state;
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
                assert_int_not_equal(msr_policy(&host, numbers[i])->action, PERSONALITY_MSR_PASS);
}

static void linux_finds_memory_encryption_enabled(void **state)
{
        (void)state;
        assert_int_equal(msr_policy(&host, MSR_SYSCFG)->action, PERSONALITY_MSR_FIXED);
        assert_int_equal(msr_policy(&host, MSR_SYSCFG)->value, 1 << 23);
}

static void ranges_include_their_ends(void **state)
{
        (void)state;
        assert_int_equal(msr_policy(&host, 0x1ff)->action, PERSONALITY_MSR_FAULT);
        assert_int_equal(msr_policy(&host, 0x200)->action, PERSONALITY_MSR_PASS);
        assert_int_equal(msr_policy(&host, 0x20f)->action, PERSONALITY_MSR_PASS);
        assert_int_equal(msr_policy(&host, 0x210)->action, PERSONALITY_MSR_FAULT);
}

static void the_last_row_counts(void **state)
{
        struct personality changed = host;

        (void)state;
        changed.msr[changed.msr_count++] = (struct personality_msr){
                .first = 0x8b, .last = 0x8b, .action = PERSONALITY_MSR_FIXED, .value = 7
        };
        assert_int_equal(msr_policy(&changed, 0x8b)->value, 7);
}

/* The reader's rows: what is wrong is said with its line. */
static void a_wrong_row_is_refused(void **state)
{
        static const char *const wrong[] = {
                "msr: 2 1 pass\n",
                "msr: 1 1\n",
                "msr: 1 1 fixed\n",
                "msr: 1 1 pass 5\n",
                "msr: 1 0x100000000 pass\n",
                "msr: 1 1 drop\n",
                "cpuid: 1\n",
                "cpuid: 1 some\n",
                "cpuid: 1 0 pass 1 2 3\n",
                "cpuid: 1 0 set 1 2 3 4 set 1 2 3 4\n",
                "cpuid: 1 0 put 1 2 3 4\n",
                "cpuid: 1 0 set 1 2 3 0x100000000\n",
        };

        (void)state;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                static struct personality out;
                struct personality_error error;

                assert_false(personality_read(&out, wrong[i], strlen(wrong[i]), &error));
                assert_int_equal(error.line, 1);
        }
}

/* Not more rows than there is room for; a function and index that there are take no more. */
static void the_tables_are_bounded(void **state)
{
        static struct personality out;
        const char *const any[] = { "1", "any" };
        const char *const again[] = { "0x1", "0", "set", "1", "2", "3", "4" };
        const char *const row[] = { "1", "1", "pass" };

        (void)state;
        out = host;
        assert_null(personality_take_cpuid(&out, again, 7));
        assert_int_equal(out.cpuid_count, host.cpuid_count);
        assert_int_equal(out.cpuid[1].set[3], 4);
        out.cpuid_count = PERSONALITY_CPUID_MOST;
        assert_non_null(personality_take_cpuid(&out, any, 2));
        for (out.msr_count = 0; out.msr_count < PERSONALITY_MSR_MOST;)
                assert_null(personality_take_msr(&out, row, 3));
        assert_non_null(personality_take_msr(&out, row, 3));
}

static int read_host(void **state)
{
        (void)state;
        read_personality_file(BUILT_IN_PERSONALITY, &host);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(unknown_msrs_fault),
                cmocka_unit_test(what_carries_the_machine_is_never_written),
                cmocka_unit_test(linux_finds_memory_encryption_enabled),
                cmocka_unit_test(ranges_include_their_ends),
                cmocka_unit_test(the_last_row_counts),
                cmocka_unit_test(a_wrong_row_is_refused),
                cmocka_unit_test(the_tables_are_bounded),
        };

        return cmocka_run_group_tests(tests, read_host, NULL);
}
