/* kernel/mm/paging.h - the kernel's own page tables. */
#ifndef KERNEL_MM_PAGING_H
#define KERNEL_MM_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/params/block.h"

/* Makes the boot vCPU's area from pages of the image, and loads CR3 with the C-bit. After image_init(), once. */
void paging_init(void);

/* Takes away the identity map that the start needed. */
void paging_remove_identity(void);

/*
 * Maps VMPL0's own memory: from @header's base to @measured_end read-only, without the kernel's image, which
 * is mapped elsewhere, the rest writable. False if the range is not one that can be mapped.
 */
__attribute__((warn_unused_result)) bool paging_map_own(const struct params_header *header,
                                                        uint64_t measured_end);

/*
 * Makes what is RO_AFTER_INIT read-only, for every vCPU, since no other one runs yet: descriptor tables, and the page tables of
 * VMPL0's own memory. Writable stay the directory of the vCPUs' areas and the tables below it, in which windows open and
 * close, and the tables of services.
 */
void paging_protect(void);

/* Takes away the kernel's own mapping of a page of its image, which is going to be shared or is a guard. */
void paging_unmap_image_page(const void *page);

/*
 * Makes an area for @vcpu, which has none: its table, stacks, task state segment and struct cpu. False: no memory, and nothing is
 * kept. The boot vCPU's is made by paging_init(). has: true if there is one.
 */
bool paging_has_vcpu(unsigned int vcpu);
__attribute__((warn_unused_result)) bool paging_add_vcpu(unsigned int vcpu);

/* Sets one page of a vCPU's area; @entry 0 unmaps it. For pages of the vCPU that runs this. */
void paging_set_vcpu_page(unsigned int vcpu, unsigned int page, uint64_t entry);

/* The entry (APM vol. 2, section 5.4) that maps a VCPU_PAGE_* of a vCPU's area. Whoever changes it invalidates the address. */
volatile uint64_t *paging_vcpu_entry(unsigned int vcpu, unsigned int page);

/* Sets the 2 MiB window of the vCPU that runs this; 0 unmaps it. */
void paging_set_large_window(unsigned int vcpu, uint64_t entry);

/* Physical address of the page behind a page of a vCPU's area. */
uint64_t paging_vcpu_physical(unsigned int vcpu, unsigned int page);

#endif
