/*
 * kernel/mm/paging_vcpu.c - the areas of the vCPUs: stacks between guard pages, GHCB, windows, struct cpu.
 *
 * The boot vCPU's pages are in the image, since it needs them before there is memory to allocate; the others'
 * come from the pool when the guest creates them. An area is 4 MiB, two entries of a directory: the first has a table with
 * these pages, the second is the window of 2 MiB.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/gates.h"
#include "kernel/cpu/image.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "lib/x86/paging.h"

/* The pages that every area has, in ascending order. */
static const uint8_t backed_pages[] = {
        VCPU_PAGE_STACK, VCPU_PAGE_STACK + 1, VCPU_PAGE_STACK + 2, VCPU_PAGE_STACK + 3,
        VCPU_PAGE_TRAP,  VCPU_PAGE_DF,        VCPU_PAGE_NMI,       VCPU_PAGE_VC,
        VCPU_PAGE_GHCB,  VCPU_PAGE_CPU,       VCPU_PAGE_INTR,
};
#define BACKED_PAGES sizeof(backed_pages)

static uint64_t boot_table[PAGE_TABLE_ENTRIES] __attribute__((aligned(4096)));
static uint8_t boot_pages[BACKED_PAGES][4096] __attribute__((aligned(4096)));
static uint64_t *vcpu_tables[MAX_VCPUS];

static uint64_t own_page_entry(uint64_t physical)
{
        return physical | arch_pte_private() | PTE_PRESENT | PTE_WRITE | PTE_NX;
}

static void install_table(unsigned int vcpu, uint64_t *table)
{
        vcpu_tables[vcpu] = table;
        vcpu_pd[(size_t)vcpu * 2] =
                arch_own_physical(table) | arch_pte_private() | PTE_PRESENT | PTE_WRITE;
}

void paging_init(void)
{
        for (unsigned int i = 0; i < BACKED_PAGES; i++) {
                boot_table[backed_pages[i]] = own_page_entry(arch_own_physical(boot_pages[i]));
                paging_unmap_image_page(boot_pages[i]);
        }
        install_table(0, boot_table);
        write_cr3(image_root());
}

static uint64_t page_of_entry(uint64_t entry)
{
        return entry & PTE_ADDRESS_MASK & ~arch_pte_private();
}

/* Gives the pages of an area back that nobody has seen yet, and its table. */
static void give_back(uint64_t *table)
{
        for (unsigned int page = 0; page < PAGE_TABLE_ENTRIES; page++)
                if (table[page])
                        page_free(page_of_entry(table[page]));
        own_page_free(table);
}

static bool fill_table(uint64_t *table, unsigned int vcpu)
{
        struct task_state *task_state = own_page_allocate();

        if (!task_state)
                return false;
        task_state_fill(task_state, vcpu);
        table[VCPU_PAGE_TSS] = own_page_entry(arch_own_physical(task_state)) & ~PTE_WRITE;
        for (unsigned int i = 0; i < BACKED_PAGES; i++) {
                uint64_t page = page_allocate();

                if (!page)
                        return false;
                table[backed_pages[i]] = own_page_entry(page);
        }
        return true;
}

bool paging_has_vcpu(unsigned int vcpu)
{
        return vcpu_tables[vcpu] != NULL;
}

bool paging_add_vcpu(unsigned int vcpu)
{
        uint64_t *table = own_page_allocate();

        if (!table)
                return false;
        if (!fill_table(table, vcpu)) {
                give_back(table);
                return false;
        }
        install_table(vcpu, table);
        cpu_of(vcpu)->id = vcpu; /* an exception at its first instruction must know where it is */
        return true;
}

volatile uint64_t *paging_vcpu_entry(unsigned int vcpu, unsigned int page)
{
        return &vcpu_tables[vcpu][page];
}

void paging_set_vcpu_page(unsigned int vcpu, unsigned int page, uint64_t entry)
{
        *paging_vcpu_entry(vcpu, page) = entry;
        invlpg(vcpu_page(vcpu, page));
}

void paging_set_large_window(unsigned int vcpu, uint64_t entry)
{
        *(volatile uint64_t *)&vcpu_pd[(size_t)vcpu * 2 + 1] = entry;
        invlpg(vcpu_page(vcpu, 0) + VCPU_WINDOW_LARGE);
}

uint64_t paging_vcpu_physical(unsigned int vcpu, unsigned int page)
{
        return page_of_entry(vcpu_tables[vcpu][page]);
}
