/*
 * INVLPGB and TLBSYNC may be executed at every VMPL; the ASID that INVLPGB names, and the bit that says that it is one, change
 * nothing for a guest: with RAX 0xc, as COCONUT-SVSM has it (kernel/src/cpu/tlb.rs), everything goes, rights included that
 * RMPADJUST has taken (APM vol. 3, INVLPGB; Linux commit 634ab76159a8).
 *
 * Broken on purpose by flushing nothing if RAX says that the ASID is valid: VMPL2 keeps its right to write.
 */
#include "tests/machine/runtime/test.h"

#define VALID_ASID_AND_GLOBAL 0xc

static uint64_t page;
static volatile unsigned int writes;

static void at_vmpl2(void)
{
        volatile uint64_t *word = private_view(page);

        *word = ++writes;
        (void)msr_protocol(GHCB_MSR_RUN_VMPL_REQUEST);
        *word = ++writes;
        __asm__ volatile(".byte 0x0f, 0x01, 0xfe"
                         :
                         : "a"(VALID_ASID_AND_GLOBAL), "c"(0), "d"(1)
                         : "memory");
        tlbsync();
        *word = ++writes;
}

void test_main(void)
{
        page = spare_page(1);
        make_private(page);
        grant_vmpl2(page, PAGE_SIZE, RMP_PERMISSION_ALL);
        (void)prepare_vmpl2(at_vmpl2);
        enter_vmpl2();
        CHECK_EQUAL(writes, 1);
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(2, RMP_PERMISSION_READ)),
                    RMP_SUCCESS);
        enter_vmpl2();
        test_check(false, "VMPL2 writes for the %uth time", writes);
}
