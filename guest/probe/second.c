/* guest/probe/second.c - another vCPU: its save area, and its start. */
#include "guest/probe/probe.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa_start.h"
#include "lib/x86/msr.h"

#define CODE_SELECTOR 0x10 /* of the kernel that started us: entry.S */

uint64_t own_sev_features(void)
{
        return rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
}

/*
 * The state of who calls it, at another place and on another stack: the same page tables and
 * descriptors serve both vCPUs.
 */
void fill_vmsa(struct vmsa *vmsa, const void *entry, const void *stack_end)
{
        vmsa_start_like_caller(vmsa, CODE_SELECTOR);
        vmsa->vmpl = probe.secrets->svsm_guest_vmpl;
        vmsa->sev_features = own_sev_features();
        vmsa->rip = (uint64_t)entry;
        vmsa->rsp = (uint64_t)stack_end;
}

/* Starts the vCPU through the hypervisor, as Linux does after CREATE_VCPU. */
uint64_t start_vcpu(uint64_t vmsa, uint32_t apic_id)
{
        struct ghcb *ghcb = probe_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, own_sev_features());
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_AP_CREATION);
        GHCB_SET(ghcb, exit_info1,
                 (uint64_t)apic_id << 32 | (uint64_t)probe.secrets->svsm_guest_vmpl << 16 |
                         GHCB_AP_CREATE);
        GHCB_SET(ghcb, exit_info2, vmsa);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        return (uint32_t)ghcb->exit_info1;
}
