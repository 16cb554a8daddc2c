/*
 * tests/unit/snp/test_kvm_save_area.c - save areas as KVM launches them. That of an added vCPU is held against bytes written
 * down by offset (APM vol. 2, table B-4), as other tools that compute launch digests have them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "lib/snp/kvm_save_area.h"

static const struct kvm_host host = { .cr4 = KVM_HOST_CR4,
                                      .cpu_signature = 0xa00f11,
                                      .sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP };

/* Registers alone, so that KVM takes it. */
static struct vmsa from_file(void)
{
        struct vmsa vmsa = { 0 };

        vmsa.cs = (struct vmsa_segment){ 8, 0xc9b, UINT32_MAX, 0 };
        vmsa.ss = (struct vmsa_segment){ 16, 0xc93, UINT32_MAX, 0 };
        vmsa.gdtr = (struct vmsa_segment){ 0, 0, 0xffff, 0x1000 };
        vmsa.efer = 0x1000;
        vmsa.cr0 = 0x31;
        vmsa.dr6 = 0xffff0ff0;
        vmsa.dr7 = 0x400;
        vmsa.rflags = 2;
        vmsa.rip = 0x1234;
        vmsa.rbp = 5;
        vmsa.r15 = 15;
        vmsa.pat = 0x0007040600070406;
        vmsa.xcr0 = 1;
        vmsa.mxcsr = 0x1f80;
        vmsa.x87_fcw = 0x37f;
        vmsa.sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP;
        return vmsa;
}

static void mce_is_the_hosts(void **state)
{
        struct vmsa file = from_file(), expected = file, out;

        (void)state;
        expected.cr4 = 0x40;
        kvm_save_area_of_file(&host, &file, &out);
        assert_memory_equal(&out, &expected, sizeof(out));
        file.cr4 = 0x60;
        expected.cr4 = 0x60;
        kvm_save_area_of_file(&host, &file, &file);
        assert_memory_equal(&file, &expected, sizeof(file));
}

static void what_kvm_sets_and_clears(void **state)
{
        struct vmsa file = from_file(), out;

        (void)state;
        file.cr0 = 0xe0000001;
        file.cr4 = 0x20;
        file.efer = 0x100;
        file.rflags = 0;
        file.ss.attributes = 0x10f3;
        file.gdtr.limit = 0x12345;
        file.idtr.attributes = 7;
        file.idtr.selector = 9;
        file.ldtr.base = 0x5000;
        file.tr.base = 0x6000;
        file.mxcsr = 0;
        file.x87_fcw = 0x40;
        file.sev_features = SEV_FEATURE_SNP;
        kvm_save_area_of_file(&host, &file, &out);
        assert_int_equal(out.cr0, 0x80000011);
        assert_int_equal(out.efer, 0x1500);
        assert_int_equal(out.rflags, 2);
        assert_int_equal(out.ss.attributes, 0xf3);
        assert_int_equal(out.cpl, 3);
        assert_int_equal(out.gdtr.limit, 0x2345);
        assert_int_equal(out.idtr.attributes, 0);
        assert_int_equal(out.idtr.selector, 0);
        assert_int_equal(out.tr.base, 0x5000);
        assert_int_equal(out.mxcsr, 0x1f80);
        assert_int_equal(out.x87_fcw, 0x37f);
        assert_int_equal(out.sev_features, host.sev_features);
}

static void long_mode_is_active_with_pae_and_paging_alone(void **state)
{
        struct vmsa file = from_file(), out;

        (void)state;
        file.efer = 0x1100;
        file.cr0 = 0x80000031;
        kvm_save_area_of_file(&host, &file, &out);
        assert_int_equal(out.efer, 0x1100);
        file.cr0 = 0x31;
        file.cr4 = 0x20;
        kvm_save_area_of_file(&host, &file, &out);
        assert_int_equal(out.efer, 0x1100);
}

static void an_added_vcpu_is_as_after_reset(void **state)
{
        static const struct {
                size_t offset, size;
                uint64_t value;
        } fields[] = {
                { 0x002, 2, 0x93 },
                { 0x004, 4, 0xffff },
                { 0x010, 2, 0xf000 },
                { 0x012, 2, 0x9b },
                { 0x014, 4, 0xffff },
                { 0x018, 8, 0xffff0000 },
                { 0x022, 2, 0x93 },
                { 0x024, 4, 0xffff },
                { 0x032, 2, 0x93 },
                { 0x034, 4, 0xffff },
                { 0x042, 2, 0x93 },
                { 0x044, 4, 0xffff },
                { 0x052, 2, 0x93 },
                { 0x054, 4, 0xffff },
                { 0x064, 4, 0xffff },
                { 0x072, 2, 0x82 },
                { 0x074, 4, 0xffff },
                { 0x084, 4, 0xffff },
                { 0x092, 2, 0x8b },
                { 0x094, 4, 0xffff },
                { 0x0d0, 8, 0x1000 },
                { 0x148, 8, 0x40 },
                { 0x158, 8, 0x10 },
                { 0x160, 8, 0x400 },
                { 0x170, 8, 2 },
                { 0x168, 8, 0xffff0ff0 },
                { 0x178, 8, 0xfff0 },
                { 0x310, 8, 0xa00f11 },
                { 0x268, 8, 0x0007040600070406 },
                { 0x3b0, 8, 0x21 },
                { 0x3e8, 8, 1 },
                { 0x408, 4, 0x1f80 },
                { 0x410, 2, 0x37f },
        };
        uint8_t expected[sizeof(struct vmsa)] = { 0 };
        struct vmsa out;

        (void)state;
        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
                memcpy(expected + fields[i].offset, &fields[i].value, fields[i].size);
        kvm_save_area_of_reset(&host, &out);
        assert_memory_equal(&out, expected, sizeof(expected));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(mce_is_the_hosts),
                cmocka_unit_test(what_kvm_sets_and_clears),
                cmocka_unit_test(long_mode_is_active_with_pae_and_paging_alone),
                cmocka_unit_test(an_added_vcpu_is_as_after_reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
