/*
 * A save area without EFER.SVME cannot be entered: VMRUN ends with VMEXIT_INVALID (APM vol. 2, section 15.5.1), KVM gives that
 * to QEMU, and the machine ends. So an SVSM that clears the bit while it serves a call keeps its host from running the guest
 * meanwhile; one that forgets to set it again has a guest that never runs.
 *
 * Broken on purpose by setting EFER.SVME at each entry: VMPL2 runs.
 */
#include "tests/machine/runtime/test.h"

static void at_vmpl2(void)
{
}

void test_main(void)
{
        struct vmsa *vmsa = lower_vmsa(at_vmpl2);

        prepare_vmpl2_as(vmsa);
        enter_vmpl2();
        vmsa->efer &= ~EFER_SVME;
        enter_vmpl2();
        test_check(false, "VMPL2 runs without EFER.SVME");
}
