/*
 * The list of APIC IDs (GHCB 2.0, "SNP Get APIC IDs"; event 0x80000017): RAX says how many pages
 * there are for it and comes back as how many it takes; the list is a count and as many IDs, in
 * shared memory only.
 *
 * Broken on purpose by taking a page that is not shared: nothing refuses it, and softsnp writes to
 * private memory.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static uint32_t ask(uint64_t page, uint64_t pages)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, pages);
        ghcb_event(ghcb, GHCB_EVENT_APIC_ID_LIST, page, 0);
        return (uint32_t)ghcb->exit_info1;
}

void test_main(void)
{
        uint64_t shared = spare_page(0);
        uint64_t private = spare_page(1);
        volatile uint32_t *list = shared_view(shared);

        give_away(shared);
        make_private(private);
        *(volatile uint64_t *)private_view(private) = 0x1234;

        CHECK_EQUAL(ask(0, 0), GHCB_RESULT_OK);
        CHECK_EQUAL(test_ghcb()->rax, 1);
        CHECK_EQUAL(ask(shared, 1), GHCB_RESULT_OK);
        CHECK_EQUAL(list[0], 2);
        CHECK_EQUAL(list[1], 0);
        CHECK_EQUAL(list[2], 1);

        CHECK_EQUAL(ask(private, 1), GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(*(volatile uint64_t *)private_view(private), 0x1234);
        CHECK_EQUAL(ask(shared + 8, 1), GHCB_RESULT_MALFORMED);
}
