/* softsnp/snp/machine_cpuid.c - CPUID for requests and for the CPUID page; the policy is cpuid_policy.c. */
#include "lib/base/memory.h"
#include "lib/snp/cpuid_page.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/snp/cpuid_policy.h"
#include "softsnp/snp/exits.h"
#include "softsnp/svm/cpu_quirks.h"

/* Whether CMPXCHG16B works is tried once, at the first question: it does not change. */
struct cpuid_result machine_cpuid(unsigned int cpu, uint32_t function, uint32_t index)
{
        static bool tested;
        static bool broken;
        struct cpuid_machine machine = { .cpu = cpu, .cpu_count = cpu_count };

        if (!tested) {
                broken = cpu_cmpxchg16b_broken();
                tested = true;
        }
        machine.hide_cmpxchg16b = broken;
        return cpuid_policy(&machine, function, index, cpuid(function, index));
}

/*
 * Hardware's firmware compares what the host proposes with the CPU, and refuses more than there is (SNP firmware ABI,
 * SNP_LAUNCH_UPDATE, page type CPUID). Here both are one, and the page is what the policy says.
 */
void machine_cpuid_page(struct cpuid_page *page)
{
        memset(page, 0, sizeof(*page));
        for (size_t i = 0; i < cpuid_page_leaf_count; i++) {
                const struct cpuid_leaf *leaf = &cpuid_page_leaves[i];
                struct cpuid_result r = machine_cpuid(0, leaf->function, leaf->index);

                attack_cpuid(leaf->function, leaf->index, &r);
                page->entries[i] = (struct cpuid_page_entry){
                        .eax_in = leaf->function,
                        .ecx_in = leaf->index,
                        /* Sizes in leaf 0xd depend on what is enabled: x87, as at reset. */
                        .xcr0_in = leaf->function == 0xd ? 1 : 0,
                        .eax = r.eax,
                        .ebx = r.ebx,
                        .ecx = r.ecx,
                        .edx = r.edx,
                };
        }
        page->count = (uint32_t)cpuid_page_leaf_count;
}
