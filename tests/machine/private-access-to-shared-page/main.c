/*
 * A private access (C-bit set) to a shared page never reads what the host wrote: the host answers
 * the nested page fault by making the page private, and the guest gets #VC 0x404 since it is not
 * validated then (KVM and QEMU's implicit conversion). The shared view of the page is gone with it.
 *
 * Broken on purpose by giving the private view the rights of shared pages too in rmp_rights(): the
 * read works.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        uint64_t page = spare_page(0);
        volatile uint8_t *shared = shared_view(page);
        volatile uint8_t *private = private_view(page);

        give_away(page);
        *shared = 0x17;
        CHECK_EQUAL(*shared, 0x17);
        (void)try_read(private);
        check_fault("private read of a shared page", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));

        /*
         * Validating what the host made private is not a shortcut: the guest asked for nothing, CF
         * is clear.
         */
        CHECK_EQUAL(pvalidate((uint64_t) private, false, true), RMP_SUCCESS);
        CHECK(try_read(private));
}
