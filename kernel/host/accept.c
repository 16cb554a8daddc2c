/*
 * kernel/host/accept.c - memory from the host: made private (GHCB 2.0, page state change: sections 2.3.1 and 4.1.6), and
 * VMPL0's own validated. The guest's is mm/guest_pages.c's.
 *
 * That a page is private is the host's word, and nothing depends on it: PVALIDATE (APM vol. 3) does not succeed for a page
 * that is not assigned to this machine. A page may be validated once only. One that already was says that the host has
 * exchanged it, or that two of us think it is theirs: both are refused.
 */
#include "kernel/arch/guest_page.h"
#include "kernel/arch/own_memory.h"
#include "kernel/cpu/area.h"
#include "lib/base/memory.h"

/* Before the boot vCPU has its GHCB there is only the MSR protocol, page by page. */
static bool make_private(uint64_t start, uint64_t size)
{
        const struct cpu *cpu = cpu_current();

        if (cpu->has_ghcb)
                return ghcb_page_state(&cpu->ghcb, start, size, GHCB_PSC_PRIVATE) == GHCB_OK;
        for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
                if (ghcb_msr_page_state(start + offset, GHCB_PSC_PRIVATE) != GHCB_OK)
                        return false;
        return true;
}

/* The reserve is mapped before it is accepted; it has not been touched until now. */
bool arch_accept_own(uint64_t start, uint64_t size)
{
        if (!make_private(start, size))
                return false;
        for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
                if (pvalidate((uint64_t)arch_own_memory(start + offset), false, true) !=
                    RMP_SUCCESS)
                        return false;
        memset(arch_own_memory(start), 0, size);
        return true;
}

bool arch_guest_make_private(gpa_t start, uint64_t size)
{
        return make_private(start.value, size);
}
