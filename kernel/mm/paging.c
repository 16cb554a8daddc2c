/*
 * kernel/mm/paging.c - the kernel's page tables (APM vol. 2, section 5.3): all that maps VMPL0's own memory.
 *
 * The tables that the start needs are in the image. Nothing is ever writable and executable, and nothing that
 * was measured is writable but the image's data. The tables themselves are read-only once they are complete; the CPU
 * sets accessed and dirty bits all the same, since it does not look them up by an address of ours.
 */
#include "kernel/mm/paging.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/cpu/image.h"
#include "kernel/cpu/layout.h"
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/paging.h"

/*
 * Tables for the direct map: a directory, and tables where the rights change within 2 MiB. That is at the image, which is in
 * the first 2 MiB, and where what is measured ends.
 */
#define DIRECT_TABLES 4

#define GIB UINT64_C(0x40000000)

extern const uint8_t ro_after_init_start[], ro_after_init_end[];

static uint64_t direct_pdpt[PAGE_TABLE_ENTRIES] RO_AFTER_INIT_PAGES;
static uint64_t direct_tables[DIRECT_TABLES][PAGE_TABLE_ENTRIES] RO_AFTER_INIT_PAGES;
static unsigned int direct_tables_used RO_AFTER_INIT;

static uint64_t table_entry(const uint64_t *table)
{
        return arch_own_physical(table) | arch_pte_private() | PTE_PRESENT | PTE_WRITE;
}

static uint64_t *new_direct_table(void)
{
        if (direct_tables_used == DIRECT_TABLES)
                return NULL;
        return direct_tables[direct_tables_used++];
}

void paging_remove_identity(void)
{
        kernel_pml4[0] = 0;
        write_cr3(image_root());
}

void paging_unmap_image_page(const void *page)
{
        kernel_pt[page_table_index((uint64_t)page, 1)] = 0;
        invlpg((uint64_t)page);
}

static void make_read_only(const void *page)
{
        volatile uint64_t *entry = &kernel_pt[page_table_index((uint64_t)page, 1)];

        *entry &= ~PTE_WRITE;
}

/* The image's page table is among the pages: its own entry is the last that can be written. */
void paging_protect(void)
{
        for (const uint8_t *page = ro_after_init_start; page < ro_after_init_end; page += PAGE_SIZE)
                if (page != (const uint8_t *)kernel_pt)
                        make_read_only(page);
        make_read_only(kernel_pt);
        write_cr3(image_root());
}

void arch_share_kernel_half(uint64_t *pml4)
{
        memcpy(pml4 + PAGE_TABLE_ENTRIES / 2, kernel_pml4 + PAGE_TABLE_ENTRIES / 2,
               PAGE_TABLE_ENTRIES / 2 * sizeof(*pml4));
}

static uint64_t direct_rights(uint64_t address, uint64_t measured_end)
{
        uint64_t rights = PTE_PRESENT | PTE_NX | arch_pte_private();

        return address < measured_end ? rights : rights | PTE_WRITE;
}

/* 2 MiB in which the kernel's image lies, or in which what is measured ends. */
static bool map_own_small(uint64_t *directory, uint64_t start, uint64_t measured_end)
{
        uint64_t *table = new_direct_table();

        if (!table)
                return false;
        for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++) {
                uint64_t page = start + i * PAGE_SIZE;

                if (!image_has(page))
                        table[i] = page | direct_rights(page, measured_end);
        }
        directory[page_table_index(start, 2)] = table_entry(table);
        return true;
}

static bool needs_small_pages(uint64_t start, uint64_t measured_end)
{
        const struct gpa_range image = { image_base(), image_size() };

        return range_overlaps(&image, start, LARGE_PAGE_SIZE) ||
               (measured_end > start && measured_end < start + LARGE_PAGE_SIZE);
}

static bool own_range_is_sane(const struct params_header *header, uint64_t measured_end)
{
        uint64_t size = header->svsm_size;

        return header->svsm_base == image_base() && size != 0 && size <= GIB &&
               header->svsm_base % LARGE_PAGE_SIZE == 0 && size % LARGE_PAGE_SIZE == 0 &&
               header->svsm_base / GIB == (header->svsm_base + size - 1) / GIB &&
               measured_end >= image_base() + image_size() &&
               measured_end <= header->svsm_base + size;
}

bool paging_map_own(const struct params_header *header, uint64_t measured_end)
{
        uint64_t end = header->svsm_base + header->svsm_size;
        uint64_t *directory = new_direct_table();

        if (!directory || !own_range_is_sane(header, measured_end))
                return false;
        for (uint64_t at = header->svsm_base; at < end; at += LARGE_PAGE_SIZE) {
                if (!needs_small_pages(at, measured_end))
                        directory[page_table_index(at, 2)] =
                                at | direct_rights(at, measured_end) | PTE_LARGE;
                else if (!map_own_small(directory, at, measured_end))
                        return false;
        }
        direct_pdpt[page_table_index(DIRECT_MAP + header->svsm_base, 3)] = table_entry(directory);
        kernel_pml4[page_table_index(DIRECT_MAP, 4)] = table_entry(direct_pdpt);
        return true;
}
