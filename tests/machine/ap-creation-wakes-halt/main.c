/*
 * A vCPU that sleeps in HLT at VMPL0 wakes when it gets a save area for another VMPL, though no interrupt comes: HLT ends, and VMPL0
 * can run what was made (KVM_REQ_PLANE_RESCHED in sev_snp_ap_creation() and kvm_vcpu_has_events(), Linux arch/x86/kvm with planes).
 *
 * Broken on purpose by not waking it.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define SHORT      20 /* milliseconds in which a vCPU that is awake would have gone on */
#define LOWER_VMPL 2

static volatile unsigned int step;
static _Alignas(16) uint8_t stack[4096];

extern const char lower_entry[];

static void lower(void)
{
        step = 3;
}

static void on_vcpu1(void)
{
        step = 1;
        __asm__ volatile("hlt");
        step = 2;
        msr_protocol((uint64_t)LOWER_VMPL << 32 | GHCB_MSR_RUN_VMPL_REQUEST);
        step++;
}

/* The image is VMPL2's too once vCPU 0 has made one for itself. */
void test_main(void)
{
        struct ap_request request = { 1, LOWER_VMPL, GHCB_AP_CREATE, SEV_FEATURE_SNP,
                                      spare_page(2) };

        prepare_vmpl2(lower);
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&step, 1);
        CHECK(!changes_from(&step, 1, SHORT));

        make_private(request.vmsa);
        fill_vmsa(private_view(request.vmsa), LOWER_VMPL, lower_entry, lower,
                  stack + sizeof(stack));
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(request.vmsa), false,
                              rmpadjust_attributes(LOWER_VMPL, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_OK);
        wait_until(&step, 4);
}
