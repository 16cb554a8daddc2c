/*
 * A host whose memory comes in pages of 4 KiB makes RMP entries of 4 KiB, also where the guest asks for 2 MiB at once: PVALIDATE and RMPADJUST of
 * 2 MiB are FAIL_SIZEMISMATCH and do nothing, page by page they succeed (KVM, svm/sev.c, sev_gmem_prepare(): the level is that of guest_memfd's
 * folio; Linux arch/x86/coco/sev/core.c, pvalidate_pages(), goes on with 4 KiB).
 *
 * Broken on purpose by making 2 MiB entries whatever `rmp-page` says: the instructions of 2 MiB succeed.
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

        CHECK_EQUAL(region % LARGE_PAGE_SIZE, 0);
        change_large(region, GHCB_PSC_SHARED);
        change_large(region, GHCB_PSC_PRIVATE);
        CHECK_EQUAL(pvalidate(region, true, true), RMP_FAIL_SIZE_MISMATCH);
        for (uint64_t at = 0; at < LARGE_PAGE_SIZE; at += PAGE_SIZE)
                CHECK_EQUAL(pvalidate(region + at, false, true), RMP_SUCCESS);
        CHECK_EQUAL(rmpadjust(region, true, RIGHTS), RMP_FAIL_SIZE_MISMATCH);
        CHECK_EQUAL(rmpadjust(region, false, RIGHTS), RMP_SUCCESS);
        CHECK_EQUAL(pvalidate(region, true, false), RMP_FAIL_SIZE_MISMATCH);
        CHECK(try_write(private_view(region + LARGE_PAGE_SIZE - PAGE_SIZE)));
}
