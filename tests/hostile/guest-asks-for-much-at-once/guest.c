/* Lists of 2 MiB pages, rescinded and validated; how far each call comes is in the list. */
#include "tests/hostile/runtime/race.h"

#define START   UINT64_C(0x4000000)
#define ENTRIES 48

static unsigned int calls, most;

static void do_all(struct svsm_pvalidate_list *list)
{
        uint64_t result;

        do {
                uint16_t before = list->next;

                result = core(SVSM_CORE_PVALIDATE, (uint64_t)list);
                if (list->next - before > (int)most)
                        most = (unsigned int)(list->next - before);
                calls++;
        } while (result == SVSM_ERR_INCOMPLETE);
        expect_result("the list", result, SVSM_SUCCESS);
}

static void make_list(struct svsm_pvalidate_list *list, uint64_t flags)
{
        list->count = ENTRIES;
        list->next = 0;
        for (unsigned int i = 0; i < ENTRIES; i++)
                list->entries[i] = (START + i * LARGE_PAGE_SIZE) | flags | SVSM_PVALIDATE_LARGE;
}

void guest_main(void)
{
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)fresh_page();

        for (unsigned int i = 0; i < ENTRIES; i++)
                *(volatile uint64_t *)(START + i * LARGE_PAGE_SIZE) = 1;
        make_list(list, 0);
        do_all(list);
        make_list(list, SVSM_PVALIDATE_VALIDATE);
        do_all(list);
        for (unsigned int i = 0; i < ENTRIES; i++)
                if (*(volatile uint64_t *)(START + i * LARGE_PAGE_SIZE))
                        won("a page is not zero");
        kept_out("%u entries in %u calls, at most %u in one", ENTRIES, calls, most);
}
