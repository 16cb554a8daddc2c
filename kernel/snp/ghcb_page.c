/*
 * kernel/snp/ghcb_page.c - a vCPU's GHCB: a page of its area, shared with the host and registered (GHCB 2.0, section 2.3.1).
 *
 * In this order: no longer validated, so that it can be shared; shared by the host; mapped without the C-bit. With the C-bit,
 * the host would see ciphertext of what VMPL0 writes.
 */
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"
#include "lib/base/memory.h"
#include "lib/snp/rmp.h"
#include "lib/x86/paging.h"

void ghcb_page_init(struct cpu *cpu)
{
        uint64_t address = vcpu_page(cpu->id, VCPU_PAGE_GHCB);
        uint64_t physical = paging_vcpu_physical(cpu->id, VCPU_PAGE_GHCB);

        if (pvalidate(address, false, false) != RMP_SUCCESS)
                kernel_stop(TERMINATE_MEMORY, "the GHCB's page was not private");
        if (ghcb_msr_page_state(physical, GHCB_PSC_SHARED) != GHCB_OK)
                kernel_stop(TERMINATE_PROTOCOL, "the host does not share a page");
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_GHCB, physical | PTE_PRESENT | PTE_WRITE | PTE_NX);
        cpu->ghcb = (struct ghcb_client){ (struct ghcb *)address, physical };
        memset(cpu->ghcb.page, 0, sizeof(*cpu->ghcb.page));
        if (ghcb_msr_register(physical) != GHCB_OK)
                kernel_stop(TERMINATE_PROTOCOL, "the host does not take the GHCB's address");
        cpu->has_ghcb = true;
}
