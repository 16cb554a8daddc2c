/*
 * lib/snp/cpuid_page.h - the CPUID page that the security processor checks and fills.
 * Layout as in Linux arch/x86/include/asm/cpuid.h and arch/x86/boot/cpuflags (struct snp_cpuid_table).
 */
#ifndef LIB_SNP_CPUID_PAGE_H
#define LIB_SNP_CPUID_PAGE_H

#include <stddef.h>
#include <stdint.h>

#define CPUID_PAGE_ENTRIES 64

/* A question and what its answer is. */
struct cpuid_page_entry {
        uint32_t eax_in;
        uint32_t ecx_in;
        uint64_t xcr0_in;
        uint64_t xss_in;
        uint32_t eax, ebx, ecx, edx;
        uint64_t reserved;
};
_Static_assert(sizeof(struct cpuid_page_entry) == 48, "CPUID page entry");

/* The page. */
struct cpuid_page {
        uint32_t count; /* entries used, at most CPUID_PAGE_ENTRIES */
        uint32_t reserved_4;
        uint64_t reserved_8;
        struct cpuid_page_entry entries[CPUID_PAGE_ENTRIES];
};
_Static_assert(offsetof(struct cpuid_page, entries) == 16, "CPUID page entries");
_Static_assert(sizeof(struct cpuid_page) <= 4096, "CPUID page");

/* Leaf 0x8000001f: EAX bit 1 SEV, 3 SEV-ES, 4 SEV-SNP, 5 VMPL; EBX 5:0 C-bit position, 11:6 reduction. */
#define CPUID_SEV       0x8000001f
#define CPUID_CBIT(ebx) ((ebx)&0x3f)

#endif
