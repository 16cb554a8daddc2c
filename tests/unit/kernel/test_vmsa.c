/* tests/unit/kernel/test_vmsa.c - the states in which vCPUs begin: what of VMPL0's choice is the guest's too. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "kernel/arch/cpuid.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/mm/pages.h"
#include "kernel/cpu/image.h"
#include "kernel/snp/vcpu.h"
#include "lib/snp/rmp.h"
#include "lib/x86/msr.h"

/* The CPU, and what the code below calls. */
static struct cpu the_cpu;
static uint64_t features; /* in SEV_STATUS */
static struct guest_request_time vmsa_time;
static struct vmsa installed;
static uint64_t asked_features;

static uint64_t fake_rdmsr(uint32_t number)
{
        return number == MSR_SEV_STATUS ? 3 | features << SEV_STATUS_FEATURES_SHIFT : EFER_LMA;
}

struct guest_request_time time_for_vmsa(void)
{
        return vmsa_time;
}

struct cpuid_result arch_cpuid(uint32_t function, uint32_t index)
{
        return (struct cpuid_result){ .eax = function + index };
}

void *arch_own_memory(uint64_t physical)
{
        (void)physical;
        return &installed;
}

static enum rmp_result fake_rmpadjust(uint64_t address, bool large, uint64_t attributes)
{
        (void)address, (void)large, (void)attributes;
        return RMP_SUCCESS;
}

enum ghcb_status ghcb_ap_creation(const struct ghcb_client *client, unsigned int event,
                                  uint32_t apic_id, unsigned int vmpl, uint64_t vmsa,
                                  uint64_t sev_features)
{
        (void)client, (void)event, (void)apic_id, (void)vmpl, (void)vmsa;
        asked_features = sev_features;
        return GHCB_OK;
}

uint64_t page_allocate(void)
{
        return PAGE_SIZE;
}

void page_free(uint64_t page)
{
        (void)page;
}

uint64_t image_root(void)
{
        return 0;
}

uint64_t arch_pte_private(void)
{
        return UINT64_C(1) << 51;
}

#define rdmsr         fake_rdmsr
#define rmpadjust     fake_rmpadjust
#define read_cr0()    CR0_PG
#define read_cr4()    CR4_PAE
#define cpu_current() (&the_cpu)
#include "kernel/snp/vmsa.c"

static const struct params_guest flat = { .kind = PARAMS_GUEST_FLAT, .vmpl = 2 };

/* The features of VMPL0's other VMSAs, and of the guest's. */
static void expect_features(uint64_t own, uint64_t guest)
{
        struct vmsa vmsa = { .vmpl = 0 };

        features = own;
        vmsa_fill_vmpl0(&vmsa, NULL, 0, 0);
        assert_int_equal(vmsa.sev_features, own);
        memset(&vmsa, 0, sizeof(vmsa));
        vmsa_fill_reset(&vmsa, 2);
        assert_int_equal(vmsa.sev_features, guest);
        memset(&vmsa, 0, sizeof(vmsa));
        vmsa_fill_flat(&vmsa, &flat, gpa(0), gpa(0), gpa(0));
        assert_int_equal(vmsa.sev_features, guest);
        assert_int_equal(arch_guest_sev_features(), guest);
}

static void the_guest_has_all_but_what_each_vmpl_has_for_itself(void **state)
{
        const uint64_t shared = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP |
                                SEV_FEATURE_PREVENT_HOST_IBS | SEV_FEATURE_BTB_ISOLATION |
                                SEV_FEATURE_SECURE_TSC | SEV_FEATURE_SMT_PROTECTION;
        const uint64_t of_a_vmpl = SEV_FEATURE_VTOM | SEV_FEATURE_REFLECT_VC |
                                   SEV_FEATURE_RESTRICTED_INJECTION |
                                   SEV_FEATURE_ALTERNATE_INJECTION;

        (void)state;
        expect_features(SEV_FEATURE_SNP, SEV_FEATURE_SNP);
        expect_features(shared, shared);
        expect_features(shared | of_a_vmpl, shared);
}

static void the_guest_has_what_the_parameters_say(void **state)
{
        const uint64_t measured = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP;

        (void)state;
        arch_set_guest_sev_features(measured);
        expect_features(SEV_FEATURE_SNP | SEV_FEATURE_SECURE_TSC, measured);
        arch_set_guest_sev_features(0);
        expect_features(SEV_FEATURE_SNP | SEV_FEATURE_SECURE_TSC,
                        SEV_FEATURE_SNP | SEV_FEATURE_SECURE_TSC);
}

/* With another number in the request than in the VMSA KVM does not create the vCPU. */
static void the_host_is_told_what_the_vmsa_says(void **state)
{
        (void)state;
        features = SEV_FEATURE_SNP | SEV_FEATURE_SECURE_TSC;
        memset(&installed, 0, sizeof(installed));
        vmsa_fill_reset(&installed, 2);
        assert_true(vmsa_install(PAGE_SIZE, 1, 2, GHCB_AP_CREATE));
        assert_int_equal(asked_features, installed.sev_features);
}

static void time_runs_everywhere_as_the_processor_has_said(void **state)
{
        struct vmsa vmsas[3];

        (void)state;
        memset(vmsas, 0, sizeof(vmsas));
        vmsa_time = (struct guest_request_time){ 5, 6 };
        vmsa_fill_vmpl0(&vmsas[0], NULL, 0, 0);
        vmsa_fill_reset(&vmsas[1], 2);
        vmsa_fill_flat(&vmsas[2], &flat, gpa(0), gpa(0), gpa(0));
        for (unsigned int i = 0; i < 3; i++) {
                assert_int_equal(vmsas[i].guest_tsc_scale, 5);
                assert_int_equal(vmsas[i].guest_tsc_offset, 6);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_guest_has_what_the_parameters_say),
                cmocka_unit_test(the_guest_has_all_but_what_each_vmpl_has_for_itself),
                cmocka_unit_test(the_host_is_told_what_the_vmsa_says),
                cmocka_unit_test(time_runs_everywhere_as_the_processor_has_said),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
