/*
 * kernel/cpu/cpuid.c - CPUID from the page that the security processor has checked.
 *
 * The instruction itself would be a #VC, answered by the host; the kernel never executes it. The host has filled the page and
 * the security processor has refused what the CPU does not have (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE, CPUID page): a bit
 * can be missing, not invented. Who relies on one that may be missing: cpu/features.c.
 */
#include "kernel/arch/cpuid.h"
#include "kernel/arch/page_table.h"
#include "kernel/cpu/area.h"
#include "lib/base/memory.h"
#include "lib/snp/cpuid_page.h"

/* Leaf 1, ECX: what needs XSAVE, which the kernel does not switch. */
#define CPUID_1_ECX_FMA     (1u << 12)
#define CPUID_1_ECX_XSAVE   (1u << 26)
#define CPUID_1_ECX_OSXSAVE (1u << 27)
#define CPUID_1_ECX_AVX     (1u << 28)
#define CPUID_1_ECX_F16C    (1u << 29)
/* Leaf 7, EBX: the same. */
#define CPUID_7_EBX_AVX2    (1u << 5)
#define CPUID_7_EBX_AVX512F (1u << 16)

#define CPUID_ADDRESS_WIDTH 0x80000008
#define MOST_PHYSICAL_BITS  52

/* Ours: the page itself is measured memory, but copying it checks its count once for all. */
static struct cpuid_page table;

bool cpuid_init(const struct cpuid_page *page)
{
        if (page->count > CPUID_PAGE_ENTRIES)
                return false;
        memcpy(&table, page, sizeof(table));
        return true;
}

/* Leaves whose answer depends on ECX (APM vol. 3, appendix E); of the others the page's ECX says nothing. */
static bool has_indices(uint32_t function)
{
        return function == 4 || function == 7 || function == 0xb || function == 0xd ||
               function == 0xf || function == 0x10 || function == 0x8000001d;
}

static const struct cpuid_page_entry *find(uint32_t function, uint32_t index)
{
        for (unsigned int i = 0; i < table.count; i++) {
                const struct cpuid_page_entry *entry = &table.entries[i];

                if (entry->eax_in == function && (!has_indices(function) || entry->ecx_in == index))
                        return entry;
        }
        return NULL;
}

/* The page was made for one vCPU: the APIC ID is the asking one's. */
static void correct_apic_id(uint32_t function, struct cpuid_result *result)
{
        uint32_t apic_id = cpu_current()->apic_id;

        if (function == 1)
                result->ebx = (result->ebx & 0xffffff) | apic_id << 24;
        else if (function == 0xb)
                result->edx = apic_id;
        else if (function == 0x8000001e)
                result->eax = apic_id;
}

static void hide_extended_state(uint32_t function, struct cpuid_result *result)
{
        if (function == 1)
                result->ecx &= ~(CPUID_1_ECX_FMA | CPUID_1_ECX_XSAVE | CPUID_1_ECX_OSXSAVE |
                                 CPUID_1_ECX_AVX | CPUID_1_ECX_F16C);
        else if (function == 7)
                result->ebx &= ~(CPUID_7_EBX_AVX2 | CPUID_7_EBX_AVX512F);
}

/* Leaf 0x80000008, EAX 7:0: the address width (APM vol. 3, appendix E). */
uint64_t arch_physical_end(void)
{
        unsigned int width = arch_cpuid(CPUID_ADDRESS_WIDTH, 0).eax & 0xff;
        uint64_t end = UINT64_C(1) << (width < MOST_PHYSICAL_BITS ? width : MOST_PHYSICAL_BITS);

        return end < arch_pte_private() ? end : arch_pte_private();
}

struct cpuid_result arch_cpuid(uint32_t function, uint32_t index)
{
        const struct cpuid_page_entry *entry = find(function, index);
        struct cpuid_result result = { 0 };

        if (!entry)
                return result;
        result = (struct cpuid_result){ entry->eax, entry->ebx, entry->ecx, entry->edx };
        correct_apic_id(function, &result);
        hide_extended_state(function, &result);
        return result;
}
