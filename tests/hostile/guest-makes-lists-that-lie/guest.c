/* All counts, all places near the end of a page; the entries name pages of VMPL0's, in case one is read. */
#include "tests/hostile/runtime/bad_pages.h"

static unsigned int lists;

static void refuse_list(uint64_t at, uint16_t count, uint16_t next)
{
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)at;

        for (uint32_t number = SVSM_CORE_PVALIDATE; number <= SVSM_CORE_DEPOSIT_MEM;
             number += SVSM_CORE_DEPOSIT_MEM - SVSM_CORE_PVALIDATE) {
                uint64_t result;

                list->count = count;
                list->next = next;
                result = core(number, at);
                if (result != SVSM_ERR_INVALID_PARAMETER || list->next != next)
                        won("list of %u, next %u, at %lx: %lx", count, next, at, result);
                lists++;
        }
}

void guest_main(void)
{
        uint64_t page = fresh_page();
        uint64_t behind = fresh_page();

        for (unsigned int room = 0; room < 64; room++)
                for (uint32_t count = room + 1; count <= 0xffff; count = count * 3 + 1)
                        refuse_list(page + PAGE_SIZE - (room + 1) * 8, (uint16_t)count, 0);
        for (uint32_t next = 4; next <= 0xffff; next = next * 3 + 1)
                refuse_list(page, 4, (uint16_t)next);
        refuse_list(page, 0, 0);
        for (unsigned int i = 1; i < 8; i++)
                refuse_list(page + i, 1, 0);
        for (unsigned int i = 0; i < PAGE_SIZE; i++)
                if (*(volatile uint8_t *)(behind + i))
                        won("the page behind has changed");
        kept_out("of %u lists", lists);
}
