/*
 * kernel/arch/page_table.h - what page tables need to know of the machine.
 *
 * Implemented above: kernel/cpu/image.c, kernel/cpu/cpuid.c and kernel/mm/paging.c, because the tables of services are
 * made on the host as well, where tests/unit/kernel/fake_arch.c puts the C-bit at bit 51.
 */
#ifndef KERNEL_ARCH_PAGE_TABLE_H
#define KERNEL_ARCH_PAGE_TABLE_H

#include <stdint.h>

/* The bit that each entry of ours needs besides address and rights: the C-bit, as a mask. Without it a page is shared. */
uint64_t arch_pte_private(void);

/*
 * The end of what can be a guest-physical address, exclusive: at most the C-bit, and within the CPU's physical address width
 * as the CPUID page has it, which a host can only make less.
 */
uint64_t arch_physical_end(void);

/* Copies the kernel's upper half into a new PML4 of a service, 512 entries. It changes below these entries only. */
void arch_share_kernel_half(uint64_t *pml4);

#endif
