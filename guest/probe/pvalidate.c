/* guest/probe/pvalidate.c - SVSM_CORE_PVALIDATE: the list, its place, its entries. */
#include "guest/probe/probe.h"

/* Two pages in a row, so that a list can lie across their border. */
static _Alignas(4096) uint8_t lists[2][4096];
static _Alignas(4096) uint8_t pages[4][4096];

static uint64_t call(uint64_t at)
{
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_PVALIDATE, at, 0, 0);
}

/* next: the entry that the SVSM begins with, from 0. */
static struct svsm_pvalidate_list *list_at(uint64_t at, uint16_t count, uint16_t next)
{
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)at;

        list->count = count;
        list->next = next;
        list->reserved = 0;
        return list;
}

/*
 * A list must lie in one page and its next be below its count (SVSM 1.00, section 6.2): the longest
 * count would lead far beyond it.
 */
static void test_list(void)
{
        uint64_t at = (uint64_t)lists[0];
        uint64_t crossing = (uint64_t)lists[1] - 16;

        expect("list unaligned", call(at + 4), SVSM_ERR_INVALID_PARAMETER);
        for (const struct bad_address *bad = bad_addresses; bad->name; bad++)
                expect(bad->name, call(bad->address), bad->wanted);
        list_at(crossing, 2, 0);
        expect("list crosses a page", call(crossing), SVSM_ERR_INVALID_PARAMETER);
        list_at(at, 0, 0);
        expect("empty list", call(at), SVSM_ERR_INVALID_PARAMETER);
        list_at(at, 1, 1);
        expect("next is count", call(at), SVSM_ERR_INVALID_PARAMETER);
        list_at(at, 0xffff, 0);
        expect("longest list", call(at), SVSM_ERR_INVALID_PARAMETER);
}

/*
 * A page that changes its state and one that has it already differ in the result, unless the entry
 * says that the carry flag does not matter.
 */
static void test_entries(void)
{
        uint64_t page = (uint64_t)pages[0];

        for (const struct bad_address *bad = bad_addresses; bad->name; bad++) {
                if (bad->address == shared_page())
                        continue; /* naming it is what PVALIDATE is for */
                expect_true(bad->name,
                            svsm_pvalidate(bad->address, false, true, true) != SVSM_SUCCESS);
                expect_true(bad->name,
                            svsm_pvalidate(bad->address, false, false, true) != SVSM_SUCCESS);
        }
        expect_true("2 MiB unaligned",
                    svsm_pvalidate(page | 0x1000, true, false, true) != SVSM_SUCCESS);
        expect("rescind", svsm_pvalidate(page, false, false, false), SVSM_SUCCESS);
        expect("rescind again", svsm_pvalidate(page, false, false, false),
               SVSM_ERR_PVALIDATE_UNCHANGED);
        expect("rescind again, CF ignored", svsm_pvalidate(page, false, false, true), SVSM_SUCCESS);
        expect("validate", svsm_pvalidate(page, false, true, false), SVSM_SUCCESS);
        expect("validate again", svsm_pvalidate(page, false, true, false),
               SVSM_ERR_PVALIDATE_UNCHANGED);
        *(volatile uint8_t *)page = 7;
        expect("usable after validation", *(volatile uint8_t *)page, 7);
}

/* The SVSM counts `next` up, so that a guest goes on where a call stopped. */
static void test_progress(void)
{
        struct svsm_pvalidate_list *list = list_at((uint64_t)lists[0], 4, 1);

        for (unsigned int i = 0; i < 4; i++)
                list->entries[i] = (uint64_t)pages[i];
        list->entries[3] = probe.secrets->svsm_base;
        expect_true("list with a bad end", call((uint64_t)list) != SVSM_SUCCESS);
        expect("entries done", list->next, 3);
        expect("entry before next is untouched",
               svsm_pvalidate((uint64_t)pages[0], false, true, false),
               SVSM_ERR_PVALIDATE_UNCHANGED);
        for (unsigned int i = 1; i < 3; i++)
                expect("entry was rescinded",
                       svsm_pvalidate((uint64_t)pages[i], false, true, false), SVSM_SUCCESS);
}

/* Lists before entries: the entries' tests need a list that is taken. */
void test_pvalidate(void)
{
        test_list();
        test_entries();
        test_progress();
}
