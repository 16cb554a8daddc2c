/*
 * MSRs through the GHCB: what a guest needs is answered; what there is not is answered with #GP(0)
 * to raise, and so are the hypervisor's own (GHCB 2.0, "MSR_PROT"; Linux arch/x86/coco/sev/core.c,
 * vc_handle_msr() raises it).
 *
 * Broken on purpose by answering unknown MSRs with 0: KVM's clock seems to be there.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define MSR_KVM_SYSTEM_TIME 0x4b564d01
#define EXCEPTION_GP        UINT64_C(0x80000b0d) /* valid, with error code, exception, vector 13 */
#define MEMORY_ENCRYPTION   (UINT64_C(1) << 23)

static uint32_t ask(uint32_t number, bool write)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rcx, number);
        GHCB_SET(ghcb, rax, 0);
        GHCB_SET(ghcb, rdx, 0);
        ghcb_event(ghcb, GHCB_EVENT_MSR, write, 0);
        return (uint32_t)ghcb->exit_info1;
}

void test_main(void)
{
        CHECK_EQUAL(ask(MSR_SYSCFG, false), GHCB_RESULT_OK);
        CHECK(test_ghcb()->rax & MEMORY_ENCRYPTION);

        CHECK_EQUAL(ask(MSR_KVM_SYSTEM_TIME, false), GHCB_RESULT_EXCEPTION);
        CHECK_EQUAL(test_ghcb()->exit_info2, EXCEPTION_GP);
        CHECK_EQUAL(ask(MSR_KVM_SYSTEM_TIME, true), GHCB_RESULT_EXCEPTION);

        /* VM_HSAVE_PA is softsnp's: the guest reads nothing of it, and writing it has no effect. */
        CHECK_EQUAL(ask(MSR_VM_HSAVE_PA, false), GHCB_RESULT_OK);
        CHECK_EQUAL(test_ghcb()->rax | test_ghcb()->rdx << 32, 0);
        CHECK_EQUAL(ask(MSR_VM_HSAVE_PA, true), GHCB_RESULT_OK);
}
