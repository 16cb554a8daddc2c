/*
 * kernel/guest/flat.c - page tables of a flat guest, ten pages: the PML4, a PDPT, four directories that map 4 GiB with
 * the C-bit, and four that map them again without it, 256 GiB further up. All may be read, written and executed: a guest that
 * wants better tables makes its own.
 */
#include "kernel/arch/page_table.h"
#include "kernel/guest/start.h"
#include "kernel/mm/guest_memory.h"
#include "lib/base/memory.h"
#include "lib/x86/paging.h"

#define PAGE_PML4        0
#define PAGE_PDPT        1
#define PAGE_PRIVATE     2 /* four directories */
#define PAGE_SHARED      6 /* four directories */
#define DIRECTORIES      4
#define SHARED_VIEW_PDPT 256 /* 0x4000000000 is entry 256 of the first PDPT */

static uint64_t table_entry(uint64_t page_tables, unsigned int page)
{
        return (page_tables + page * PAGE_SIZE) | arch_pte_private() | PTE_PRESENT | PTE_WRITE;
}

static bool write_table(uint64_t page_tables, unsigned int page, const uint64_t *table)
{
        return guest_copy_out(gpa(page_tables + page * PAGE_SIZE), table, PAGE_SIZE);
}

static bool write_directory(uint64_t page_tables, unsigned int page, uint64_t start, uint64_t mask,
                            uint64_t *table)
{
        for (uint64_t i = 0; i < PAGE_TABLE_ENTRIES; i++)
                table[i] =
                        (start + i * LARGE_PAGE_SIZE) | mask | PTE_PRESENT | PTE_WRITE | PTE_LARGE;
        return write_table(page_tables, page, table);
}

static bool write_upper_tables(uint64_t page_tables, uint64_t *table)
{
        memset(table, 0, PAGE_SIZE);
        table[0] = table_entry(page_tables, PAGE_PDPT);
        if (!write_table(page_tables, PAGE_PML4, table))
                return false;
        for (unsigned int i = 0; i < DIRECTORIES; i++) {
                table[i] = table_entry(page_tables, PAGE_PRIVATE + i);
                table[SHARED_VIEW_PDPT + i] = table_entry(page_tables, PAGE_SHARED + i);
        }
        return write_table(page_tables, PAGE_PDPT, table);
}

bool guest_flat_page_tables(uint64_t page_tables)
{
        uint64_t table[PAGE_TABLE_ENTRIES];

        if (!write_upper_tables(page_tables, table))
                return false;
        for (unsigned int i = 0; i < DIRECTORIES; i++) {
                uint64_t start = LARGE_PAGE_SIZE * PAGE_TABLE_ENTRIES * i;

                if (!write_directory(page_tables, PAGE_PRIVATE + i, start, arch_pte_private(),
                                     table) ||
                    !write_directory(page_tables, PAGE_SHARED + i, start, 0, table))
                        return false;
        }
        return true;
}
