/* kernel/cpu/image.c - see image.h. */
#include "kernel/cpu/image.h"

#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"

extern const uint8_t text_start[], data_end[];

static uint64_t base RO_AFTER_INIT;
static uint64_t private_mask RO_AFTER_INIT;

uint64_t kernel_pml4[PAGE_TABLE_ENTRIES] RO_AFTER_INIT_PAGES;
uint64_t kernel_pt[PAGE_TABLE_ENTRIES] RO_AFTER_INIT_PAGES;
uint64_t vcpu_pd[VCPU_DIRECTORIES * PAGE_TABLE_ENTRIES] __attribute__((aligned(4096)));

void image_init(uint64_t at, uint64_t private_bit)
{
        base = at;
        private_mask = private_bit;
}

uint64_t image_base(void)
{
        return base;
}

uint64_t image_size(void)
{
        return (uint64_t)(data_end - text_start);
}

bool image_has(uint64_t physical)
{
        return physical - base < image_size();
}

uint64_t image_root(void)
{
        return arch_own_physical(kernel_pml4) | private_mask;
}

uint64_t arch_pte_private(void)
{
        return private_mask;
}

/* The kernel's image is not in the direct map: its pages have the rights of their sections, and only those. */
void *arch_own_memory(uint64_t physical)
{
        if (image_has(physical))
                return (void *)(KERNEL_VIRTUAL + (physical - base));
        return (void *)(DIRECT_MAP + physical);
}

uint64_t arch_own_physical(const void *address)
{
        uint64_t virtual = (uint64_t)address;

        if (virtual >= KERNEL_VIRTUAL)
                return virtual - KERNEL_VIRTUAL + base;
        return virtual - DIRECT_MAP;
}
