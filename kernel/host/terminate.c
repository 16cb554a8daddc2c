/*
 * kernel/host/terminate.c - the end, as the host is told: a termination request by the MSR protocol (GHCB 2.0, section 2.3.1),
 * since the end may come before there is a GHCB, or because there can be none.
 */
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/stop.h"
#include "kernel/base/stop.h"
#include "kernel/cpu/area.h"
#include "lib/snp/ghcb_client.h"
#include "lib/x86/msr.h"

/*
 * Without EFER.SVME the guest's VMSA cannot be entered (SVSM 1.00, section 5), so a host that ignores the end does not get
 * further with this vCPU's guest. If the page is gone this faults, and comes here a second time.
 */
static void take_guest_away(struct cpu *cpu)
{
        struct vmsa *vmsa;

        if (cpu->ending)
                return;
        cpu->ending = true;
        vmsa = arch_guest_vmsa(cpu->id);
        if (vmsa)
                vmsa->efer &= ~EFER_SVME;
}

/* The request is made again whenever the host enters this vCPU. */
void arch_terminate(unsigned int reason)
{
        if (stop_begin(reason))
                stop_told();
        take_guest_away(cpu_current());
        ghcb_msr_terminate(GHCB_REASON_SET_CASHEW, reason);
}
