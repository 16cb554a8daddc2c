/* lib/x86/paging.h - long-mode page-table entries (APM vol. 2, section 5.3 and 5.4). */
#ifndef LIB_X86_PAGING_H
#define LIB_X86_PAGING_H

#include <stdint.h>

#define PTE_PRESENT  (UINT64_C(1) << 0)
#define PTE_WRITE    (UINT64_C(1) << 1)
#define PTE_USER     (UINT64_C(1) << 2)
#define PTE_ACCESSED (UINT64_C(1) << 5)
#define PTE_DIRTY    (UINT64_C(1) << 6)
#define PTE_LARGE    (UINT64_C(1) << 7)
#define PTE_GLOBAL   (UINT64_C(1) << 8)
#define PTE_NX       (UINT64_C(1) << 63)

#define PTE_ADDRESS_MASK   UINT64_C(0x000ffffffffff000) /* holds the C-bit too, where there is one */
#define PAGE_TABLE_ENTRIES 512

/* Error code of #PF, and of #VMEXIT(NPF) in EXITINFO1 (APM vol. 2, section 8.4.2 and 15.25.6). */
#define PF_PRESENT (UINT64_C(1) << 0)
#define PF_WRITE   (UINT64_C(1) << 1)
#define PF_USER    (UINT64_C(1) << 2)
#define PF_FETCH   (UINT64_C(1) << 4)
#define NPF_FINAL  (UINT64_C(1) << 32) /* while translating the final address */
#define NPF_WALK   (UINT64_C(1) << 33) /* while walking the guest's page tables */

/* The index of @address in a table of @level: 1 is the page table, 4 the PML4. */
static inline unsigned int page_table_index(uint64_t address, unsigned int level)
{
        return (address >> (12 + 9 * (level - 1))) & (PAGE_TABLE_ENTRIES - 1);
}

#endif
