/*
 * PVALIDATE is VMPL0's: at VMPL2 it fails and changes nothing, which is why guests ask the SVSM
 * (Linux arch/x86/coco/sev/core.c, svsm_pval_pages(); this machine answers FAIL_PERMISSION).
 *
 * Broken on purpose by leaving the VMPL check out of rmp_pvalidate(): both instructions succeed.
 */
#include "tests/machine/runtime/test.h"

static uint64_t page;
static enum rmp_result rescinded, validated;

static void at_vmpl2(void)
{
        rescinded = pvalidate((uint64_t)private_view(page), false, false);
        validated = pvalidate((uint64_t)private_view(page), false, true);
}

void test_main(void)
{
        page = spare_page(0);
        make_private(page);
        *(volatile uint8_t *)private_view(page) = 0x42;
        grant_vmpl2(page, PAGE_SIZE, RMP_PERMISSION_ALL);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(rescinded, RMP_FAIL_PERMISSION);
        CHECK_EQUAL(validated, RMP_FAIL_PERMISSION);
        CHECK(try_read(private_view(page)));
        CHECK_EQUAL(*(volatile uint8_t *)private_view(page), 0x42);
}
