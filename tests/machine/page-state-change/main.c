/*
 * The page state change list (GHCB 2.0, "SNP Page State Change"; Linux arch/x86/coco/sev/core.c,
 * vmgexit_psc()): every entry is done in order, `current` counts up, an impossible one stops the
 * list there with an error in EXITINFO2's upper half.
 *
 * Broken on purpose by not counting `current` past an entry that is done: after the first list it
 * is 2 instead of 3.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static struct ghcb_psc_list *list(struct ghcb *ghcb)
{
        return (struct ghcb_psc_list *)(void *)ghcb->shared_buffer;
}

static void submit(struct ghcb *ghcb, uint16_t last)
{
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        list(ghcb)->current = 0;
        list(ghcb)->last = last;
        list(ghcb)->reserved = 0;
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, GHCB_EVENT_PSC, 0, 0);
}

void test_main(void)
{
        struct ghcb *ghcb = test_ghcb();

        for (unsigned int i = 0; i < 3; i++)
                list(ghcb)->entries[i] = spare_page(i) | (uint64_t)GHCB_PSC_PRIVATE << 52;
        submit(ghcb, 2);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(ghcb->exit_info2, 0);
        CHECK_EQUAL(list(ghcb)->current, 3);
        for (unsigned int i = 0; i < 3; i++)
                CHECK_EQUAL(pvalidate((uint64_t)private_view(spare_page(i)), false, true),
                            RMP_SUCCESS);

        give_away(spare_page(3));
        give_away(spare_page(4));
        /* The second entry names no memory: the first is done, the third is not. */
        list(ghcb)->entries[0] = spare_page(3) | (uint64_t)GHCB_PSC_PRIVATE << 52;
        list(ghcb)->entries[1] = UINT64_C(0xfee00000) | (uint64_t)GHCB_PSC_PRIVATE << 52;
        list(ghcb)->entries[2] = spare_page(4) | (uint64_t)GHCB_PSC_PRIVATE << 52;
        submit(ghcb, 2);
        CHECK(ghcb->exit_info2 >> 32 != 0);
        CHECK_EQUAL(list(ghcb)->current, 1);
        CHECK_EQUAL(pvalidate((uint64_t)private_view(spare_page(3)), false, true), RMP_SUCCESS);
        CHECK(try_write(shared_view(spare_page(4)))); /* still shared, or the machine stops */
}
