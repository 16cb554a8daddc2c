/* tests/unit/softsnp/test_cpuid.c - what CPUID presents, whatever the CPU below says, by the rows of kvm-planes. */
#include "tests/unit/softsnp/personality.h"
#include "tests/unit/softsnp/test.h"

#include "softsnp/snp/cpuid_policy.h"

static struct personality host;

static const struct cpuid_result everything = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };

static struct cpuid_result ask(unsigned int cpu, unsigned int count, uint32_t function,
                               uint32_t index)
{
        struct cpuid_machine machine = { .host = &host, .cpu = cpu, .cpu_count = count, .xcr0 = 1 };

        return cpuid_policy(&machine, function, index, everything);
}

static void leaves_that_are_not_listed_are_zero(void **state)
{
        const uint32_t functions[] = { 2,          4,          0xa,        0xe,
                                       0x40000000, 0x8000000a, 0x80000023, 0xc0000000 };

        (void)state;
        for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
                struct cpuid_result r = ask(0, 1, functions[i], 0);

                assert_int_equal(r.eax | r.ebx | r.ecx | r.edx, 0);
        }
}

static void features_that_cannot_be_kept_are_hidden(void **state)
{
        struct cpuid_result basic = ask(0, 1, 1, 0);
        struct cpuid_result extended = ask(0, 1, 7, 0);
        const unsigned int hidden[] = { 3, 24, 27 }; /* MONITOR, TSC deadline, OSXSAVE */

        (void)state;
        for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
                assert_int_equal(basic.ecx >> hidden[i] & 1, 0);
        assert_int_equal(basic.ecx >> 31, 1);
        assert_int_equal(basic.ecx >> 21 & 1, 1);    /* x2APIC, as KVM has it for every guest */
        assert_int_equal(extended.ebx >> 16 & 1, 0); /* AVX-512 */
        assert_int_equal(extended.ecx >> 16 & 1, 0); /* five levels */
        assert_int_equal(ask(0, 1, 0x80000001, 0).ecx >> 2 & 1, 0);
}

/* XSAVE and AVX pass where the CPU below has them; RDSEED and XSAVES are there in any case. */
static void xsave_and_avx_are_what_the_cpu_has(void **state)
{
        struct cpuid_machine machine = { .host = &host, .cpu_count = 1, .xcr0 = 7 };
        const struct cpuid_result nothing = { 0 };

        (void)state;
        assert_int_equal(ask(0, 1, 1, 0).ecx >> 26 & 1, 1);
        assert_int_equal(ask(0, 1, 1, 0).ecx >> 28 & 1, 1);
        assert_int_equal(cpuid_policy(&machine, 1, 0, nothing).ecx >> 26 & 1, 0);
        assert_int_equal(cpuid_policy(&machine, 7, 0, nothing).ebx, 1 << 18);
        assert_int_equal(ask(0, 1, 0xd, 0).eax, 7);
        assert_int_equal(cpuid_policy(&machine, 0xd, 0, nothing).eax, 3);
        assert_int_equal(cpuid_policy(&machine, 0xd, 0, nothing).ecx, 0x240);
}

/* Linux arch/x86/kvm/cpuid.c, kvm_update_cpuid_runtime(). */
static void sizes_follow_what_is_enabled(void **state)
{
        struct cpuid_machine machine = { .host = &host, .cpu_count = 1, .xcr0 = 3 };

        (void)state;
        assert_int_equal(cpuid_policy(&machine, 0xd, 0, everything).ebx, 0x240);
        assert_int_equal(cpuid_policy(&machine, 0xd, 1, everything).ebx, 0x240);
        assert_int_equal(cpuid_policy(&machine, 0xd, 0, everything).ecx, 0x340);
        machine.xcr0 = 7;
        assert_int_equal(cpuid_policy(&machine, 0xd, 0, everything).ebx, 0x340);
        assert_int_equal(cpuid_policy(&machine, 0xd, 1, everything).ebx, 0x340);
        assert_int_equal(ask(0, 1, 0xd, 2).eax, 0x100);
        assert_int_equal(ask(0, 1, 0xd, 2).ebx, 0x240);
}

static void cmpxchg16b_is_hidden_where_it_is_broken(void **state)
{
        struct cpuid_machine machine = { .host = &host, .cpu_count = 1 };

        (void)state;
        assert_int_equal(cpuid_policy(&machine, 1, 0, everything).ecx >> 13 & 1, 1);
        machine.hide_cmpxchg16b = true;
        assert_int_equal(cpuid_policy(&machine, 1, 0, everything).ecx >> 13 & 1, 0);
}

static void the_topology_is_one_core_a_cpu(void **state)
{
        (void)state;
        assert_int_equal(ask(2, 3, 1, 0).ebx >> 24, 2);
        assert_int_equal(ask(2, 3, 1, 0).ebx >> 16 & 0xff, 3);
        assert_int_equal(ask(2, 3, 0xb, 0).ebx, 1);
        assert_int_equal(ask(2, 3, 0xb, 1).eax, 2);
        assert_int_equal(ask(2, 3, 0xb, 1).ebx, 3);
        assert_int_equal(ask(2, 3, 0xb, 1).edx, 2);
        assert_int_equal(ask(2, 3, 0xb, 2).ebx, 0);
        assert_int_equal(ask(2, 3, 0x80000008, 0).ecx & 0xff, 2);
        assert_int_equal(ask(0, 1, 1, 0).edx >> 28 & 1, 0);
        assert_int_equal(ask(0, 2, 1, 0).edx >> 28 & 1, 1);
}

static void sev_is_presented_with_the_c_bit(void **state)
{
        struct cpuid_result r = ask(0, 1, 0x8000001f, 0);

        (void)state;
        assert_int_equal(r.eax, 0x3a);
        assert_int_equal(r.ebx & 0x3f, host.c_bit);
        assert_int_equal(r.ebx >> 31, 1);
}

static void the_index_matters_only_where_there_is_one(void **state)
{
        struct cpuid_result first = ask(0, 1, 1, 0);
        struct cpuid_result other = ask(0, 1, 1, 77);

        (void)state;
        assert_memory_equal(&first, &other, sizeof(first));
        assert_int_equal(ask(0, 1, 7, 1).ebx, 0);
        assert_int_equal(ask(0, 1, 0xd, 1).eax, 0xd);
        assert_int_equal(ask(0, 1, 0xd, 3).eax, 0);
        assert_int_equal(ask(0, 1, 0x8000001d, 2).eax, 0x143);
        assert_int_equal(ask(0, 1, 0x8000001d, 5).eax, 0);
}

static uint32_t page_rows(void)
{
        uint32_t count = 0;

        for (uint32_t i = 0; i < host.cpuid_count; i++)
                count += cpuid_is_in_page(&host.cpuid[i]);
        return count;
}

/* QEMU target/i386/sev.c, sev_snp_cpuid_info_fill(): the page has two ranges, and KVM's own leaves are in neither. */
static void the_page_has_no_leaves_of_the_hypervisor(void **state)
{
        const struct personality_cpuid hypervisor = { .function = 0x40000000 };
        const struct personality_cpuid any = { .function = 0xb, .index = PERSONALITY_ANY_INDEX };

        (void)state;
        assert_false(cpuid_is_in_page(&hypervisor));
        assert_false(cpuid_is_in_page(&any));
}

static void invlpgb_is_not_shown(void **state)
{
        (void)state;
        assert_int_equal(ask(0, 1, 0x80000008, 0).ebx >> 3 & 1, 0);
}

static void the_page_fits_and_has_what_guests_need(void **state)
{
        const uint32_t needed[] = { 0,          1,          7,          0xb,       0xd,
                                    0x80000000, 0x80000001, 0x80000008, 0x8000001f };

        (void)state;
        assert_in_range(page_rows(), 40, 64);
        for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
                bool found = false;

                for (uint32_t j = 0; j < host.cpuid_count; j++)
                        found |= cpuid_is_in_page(&host.cpuid[j]) &&
                                 host.cpuid[j].function == needed[i];
                assert_true(found);
        }
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
                cmocka_unit_test(leaves_that_are_not_listed_are_zero),
                cmocka_unit_test(features_that_cannot_be_kept_are_hidden),
                cmocka_unit_test(xsave_and_avx_are_what_the_cpu_has),
                cmocka_unit_test(sizes_follow_what_is_enabled),
                cmocka_unit_test(cmpxchg16b_is_hidden_where_it_is_broken),
                cmocka_unit_test(the_topology_is_one_core_a_cpu),
                cmocka_unit_test(sev_is_presented_with_the_c_bit),
                cmocka_unit_test(the_index_matters_only_where_there_is_one),
                cmocka_unit_test(the_page_has_no_leaves_of_the_hypervisor),
                cmocka_unit_test(invlpgb_is_not_shown),
                cmocka_unit_test(the_page_fits_and_has_what_guests_need),
        };

        return cmocka_run_group_tests(tests, read_host, NULL);
}
