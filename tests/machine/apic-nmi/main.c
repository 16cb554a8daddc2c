/*
 * An NMI that VMPL0 sends itself comes at once, whether interrupts are on or not; the next one waits until the guest says that it has
 * handled the first, since IRET does not exit with encrypted state (SVM_VMGEXIT_NMI_COMPLETE, Linux arch/x86/kvm/svm/sev.c; GHCB 2.0,
 * "NMI Complete").
 *
 * Broken on purpose by not waiting.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        struct ghcb *ghcb = test_ghcb();

        count_vectors();
        start_x2apic();
        set_msr(X2APIC(X2_ICR), ICR_TO_SELF | ICR_NMI);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], VECTOR_NMI);
        set_msr(X2APIC(X2_ICR), ICR_TO_SELF | ICR_NMI);
        CHECK_EQUAL(taken_count, 1);
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_NMI_COMPLETE, 0, 0);
        CHECK_EQUAL(taken_count, 2);
        CHECK_EQUAL(taken[1], VECTOR_NMI);
}
