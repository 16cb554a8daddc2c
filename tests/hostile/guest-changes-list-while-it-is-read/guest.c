/* Entries are pages of ours or VMPL0's in turn; so are count and next. */
#include "tests/hostile/runtime/race.h"

#define LISTS   400
#define ENTRIES 32
#define FLAGS   (SVSM_PVALIDATE_VALIDATE | SVSM_PVALIDATE_IGNORE_CF)

static volatile struct svsm_pvalidate_list *list;
static uint64_t page;
static volatile bool over;

static uint64_t change(void)
{
        for (unsigned int i = 0; !over; i++) {
                list->entries[i % ENTRIES] = (i & 64 ? vmpl0_base() + i * PAGE_SIZE : page) | FLAGS;
                list->count = i & 32 ? 0xffff : ENTRIES;
                list->next = (uint16_t)(i & 16 ? i : 0);
        }
        return 0;
}

static uint64_t ask(void)
{
        unsigned int refused = 0;

        for (unsigned int i = 0; i < LISTS; i++) {
                uint64_t result = core(SVSM_CORE_PVALIDATE, (uint64_t)list);

                if (result != SVSM_SUCCESS && result != SVSM_ERR_INVALID_ADDRESS &&
                    result != SVSM_ERR_INVALID_PARAMETER)
                        won("list %u: %lx", i, result);
                refused += result != SVSM_SUCCESS;
        }
        over = true;
        return refused;
}

void guest_main(void)
{
        struct race done;

        list = (volatile struct svsm_pvalidate_list *)fresh_page();
        page = fresh_page();
        *(volatile uint64_t *)page = 42;
        race_begin();
        done = race(change, ask, 0);
        if (*(volatile uint64_t *)page != 42)
                won("a valid page was zeroed");
        kept_out("%u lists, %lu refused", LISTS, done.took);
}
