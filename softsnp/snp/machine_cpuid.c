/* softsnp/snp/machine_cpuid.c - CPUID for requests and for the CPUID page; the policy is cpuid_policy.c. */
#include "lib/base/memory.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/reset.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/snp/cpuid_policy.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/personality.h"
#include "softsnp/svm/cpu_quirks.h"

#define LEAF_XSAVE 0xd

/* Whether CMPXCHG16B works is tried once, at the first question: it does not change. */
struct cpuid_result machine_cpuid(unsigned int cpu, uint32_t function, uint32_t index,
                                  uint64_t xcr0)
{
        static bool tested;
        static bool broken;
        struct cpuid_machine machine = {
                .host = &personality, .cpu = cpu, .cpu_count = cpu_count, .xcr0 = xcr0
        };

        if (!tested) {
                broken = cpu_cmpxchg16b_broken();
                tested = true;
        }
        machine.hide_cmpxchg16b = broken;
        return cpuid_policy(&machine, function, index, cpuid(function, index));
}

static void add_entry(struct cpuid_page *page, uint32_t function, uint32_t index)
{
        struct cpuid_result r = machine_cpuid(0, function, index, RESET_XCR0);

        attack_cpuid(function, index, &r);
        page->entries[page->count++] = (struct cpuid_page_entry){
                .eax_in = function,
                .ecx_in = index,
                /* Sizes in leaf 0xd depend on what is enabled: x87, as at reset. */
                .xcr0_in = function == LEAF_XSAVE ? RESET_XCR0 : 0,
                .eax = r.eax,
                .ebx = r.ebx,
                .ecx = r.ecx,
                .edx = r.edx,
        };
}

/*
 * Hardware's firmware compares what the host proposes with the CPU, and refuses more than there is (SNP firmware ABI,
 * SNP_LAUNCH_UPDATE, page type CPUID). Here both are one, and the page is what the policy says. It has room for 64 (AMD 56860,
 * CPUID page). QEMU leaves out leaves that are all zeros; here they stand, and a guest then need not ask.
 */
void machine_cpuid_page(struct cpuid_page *page)
{
        memset(page, 0, sizeof(*page));
        for (uint32_t i = 0; i < personality.cpuid_count && page->count < CPUID_PAGE_ENTRIES; i++)
                if (cpuid_is_in_page(&personality.cpuid[i]))
                        add_entry(page, personality.cpuid[i].function, personality.cpuid[i].index);
}
