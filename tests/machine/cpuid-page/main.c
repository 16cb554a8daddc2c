/*
 * The CPUID page that the security processor fills says the same as CPUID through the GHCB, leaf by
 * leaf; Linux takes the one as the measure of the other (arch/x86/coco/sev/vc-shared.c,
 * vc_handle_cpuid()). It has the leaves that Linux asks for first, and as many as QEMU with KVM gives it: about 40, none of them
 * a hypervisor's (QEMU target/i386/sev.c, sev_snp_cpuid_info_fill()). The C-bit is bit 51, as on every EPYC.
 *
 * Broken on purpose by leaving EDX out of the page: every leaf with something in EDX differs.
 */
#include "lib/base/memory.h"
#include "lib/snp/cpuid_page.h"
#include "tests/machine/runtime/test.h"

#define LEAVES_LEAST    36
#define HYPERVISOR_LEAF 0x40000000

extern uint32_t cbit_position;

static void check_entry(const struct cpuid_page_entry *entry)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, entry->eax_in);
        GHCB_SET(ghcb, rcx, entry->ecx_in);
        GHCB_SET(ghcb, xcr0, 1);
        ghcb_event(ghcb, GHCB_EVENT_CPUID, 0, 0);
        test_check((uint32_t)ghcb->exit_info1 == GHCB_RESULT_OK && ghcb->rax == entry->eax &&
                           ghcb->rbx == entry->ebx && ghcb->rcx == entry->ecx &&
                           ghcb->rdx == entry->edx,
                   "leaf %x index %x differs", entry->eax_in, entry->ecx_in);
}

static bool has_leaf(const struct cpuid_page *page, uint32_t function)
{
        for (uint32_t i = 0; i < page->count; i++)
                if (page->entries[i].eax_in == function)
                        return true;
        return false;
}

void test_main(void)
{
        static const uint32_t wanted[] = { 0, 1, 7, 0xb, 0xd, 0x80000000, 0x80000001, CPUID_SEV };
        const struct cpuid_page *page = private_view(test_params->cpuid_page);

        CHECK(page->count >= LEAVES_LEAST && page->count <= CPUID_PAGE_ENTRIES);
        CHECK(!has_leaf(page, HYPERVISOR_LEAF));
        CHECK_EQUAL(cbit_position, 51);
        for (unsigned int i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
                test_check(has_leaf(page, wanted[i]), "leaf %x is not in the page", wanted[i]);
        for (uint32_t i = 0; i < page->count && i < CPUID_PAGE_ENTRIES; i++)
                check_entry(&page->entries[i]);
}
