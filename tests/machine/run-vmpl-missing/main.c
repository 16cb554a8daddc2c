/*
 * RUN_VMPL of a VMPL whose vCPU the host has not made is answered at once with what the personality says (`run-vmpl-missing`),
 * on every vCPU and in both protocols; KVM makes that vCPU when AP creation is asked for (planes 57/60,
 * kvm_request_create_plane(); 58/60, __sev_snp_run_vmpl(): -EINVAL without it, which the page protocol has as 2 and 5). From
 * the first request on, though it is refused, the vCPU exists and RUN_VMPL waits for its save area.
 *
 * Broken on purpose by letting vCPUs other than the first wait in is_missing(): vCPU 1 gets no answer.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static volatile uint64_t answer_by_msr;
static volatile unsigned int came_back;

static void ask_by_msr(void)
{
        answer_by_msr = msr_protocol(UINT64_C(2) << 32 | GHCB_MSR_RUN_VMPL_REQUEST);
        came_back = 1;
        (void)msr_protocol(UINT64_C(2) << 32 | GHCB_MSR_RUN_VMPL_REQUEST);
        came_back = 2;
        for (;;)
                cpu_relax();
}

/* vCPU 0, by page. */
static void check_by_page(unsigned int vmpl)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_RUN_VMPL, vmpl, 0);
        CHECK_EQUAL(ghcb->exit_info1, 2);
        CHECK_EQUAL(ghcb->exit_info2, 5);
}

/* Refused, since nothing is there: but the vCPU exists then. */
static void ask_for_vmpl2_of_vcpu1(void)
{
        struct ap_request request = { 1, 2, GHCB_AP_CREATE, SEV_FEATURE_SNP, 0xfee01000 };

        (void)ap_creation(test_ghcb(), &request);
}

void test_main(void)
{
        check_by_page(2);
        check_by_page(3);
        make_vcpu1_vmsa(spare_page(1), ask_by_msr);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(1)));
        if (!changes_from(&came_back, 0, 2000)) {
                test_check(false, "vCPU 1 has no answer");
                return;
        }
        CHECK_EQUAL(answer_by_msr, UINT64_C(5) << 32 | GHCB_MSR_RUN_VMPL_RESPONSE);
        CHECK(changes_from(&came_back, 1, 2000));

        CHECK(request_vcpu1(GHCB_AP_DESTROY, 0));
        came_back = 0;
        ask_for_vmpl2_of_vcpu1();
        make_vcpu1_vmsa(spare_page(2), ask_by_msr);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(2)));
        CHECK(!changes_from(&came_back, 0, 20));
}
