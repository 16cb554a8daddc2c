/*
 * PVALIDATE and RMPADJUST with 2 MiB of pages that the RMP has as 4 KiB fail with
 * FAIL_SIZEMISMATCH; with 4 KiB of a 2 MiB entry the host splits that and the instruction succeeds,
 * validation and rights of the rest as they were (APM vol. 2, section 15.36.11 and table 15-40;
 * Linux arch/x86/include/asm/sev.h, PVALIDATE_FAIL_SIZEMISMATCH).
 *
 * Broken on purpose by leaving the comparison of sizes out of rmp_pvalidate(): both PVALIDATEs that
 * should fail succeed, and the second takes the pages that the test uses.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define RIGHTS rmpadjust_attributes(2, RMP_PERMISSION_ALL)

static void change_large(uint64_t region, unsigned int operation)
{
        struct ghcb *ghcb = test_ghcb();
        struct ghcb_psc_list *list = (struct ghcb_psc_list *)(void *)ghcb->shared_buffer;

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        *list = (struct ghcb_psc_list){ 0 };
        list->entries[0] = region | (uint64_t)operation << 52 | GHCB_PSC_LARGE;
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, GHCB_EVENT_PSC, 0, 0);
        CHECK_EQUAL(ghcb->exit_info2, 0);
}

void test_main(void)
{
        uint64_t region = spare_page(0);
        uint64_t small = spare_page(512);

        CHECK_EQUAL(region % LARGE_PAGE_SIZE, 0);
        CHECK_EQUAL(small % LARGE_PAGE_SIZE, 0);
        CHECK_EQUAL(pvalidate(small, true, true), RMP_FAIL_SIZE_MISMATCH);

        change_large(region, GHCB_PSC_SHARED);
        change_large(region, GHCB_PSC_PRIVATE);
        CHECK_EQUAL(pvalidate(region, true, true), RMP_SUCCESS);
        CHECK_EQUAL(rmpadjust(region, true, RIGHTS), RMP_SUCCESS);
        CHECK(try_write(private_view(region + 7 * PAGE_SIZE)));

        CHECK_EQUAL(rmpadjust(region + PAGE_SIZE, false, RIGHTS), RMP_SUCCESS);
        CHECK_EQUAL(rmpadjust(region, true, RIGHTS), RMP_FAIL_SIZE_MISMATCH);
        CHECK_EQUAL(pvalidate(region, true, false), RMP_FAIL_SIZE_MISMATCH);
        CHECK_EQUAL(pvalidate(region + 2 * PAGE_SIZE, false, true), RMP_UNCHANGED);
        CHECK_EQUAL(*(volatile uint8_t *)private_view(region + 7 * PAGE_SIZE), 0x5a);
}
