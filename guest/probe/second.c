/* guest/probe/second.c - another vCPU: its save area, and its start. */
#include "guest/probe/probe.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"

uint64_t own_sev_features(void)
{
        return rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
}

void fill_vmsa(struct vmsa *vmsa, const void *entry, const void *stack_end)
{
        struct vmsa_segment data = { .selector = 0x18, .attributes = 0xc93, .limit = 0xffffffff };

        memset(vmsa, 0, sizeof(*vmsa));
        vmsa->cs =
                (struct vmsa_segment){ .selector = 0x10, .attributes = 0xa9b, .limit = 0xffffffff };
        vmsa->ds = vmsa->es = vmsa->ss = vmsa->fs = vmsa->gs = data;
        vmsa->tr = (struct vmsa_segment){ .attributes = 0x8b, .limit = 0xffff };
        vmsa->ldtr = (struct vmsa_segment){ .attributes = 0x82, .limit = 0xffff };
        vmsa->cr0 = read_cr0();
        vmsa->cr3 = read_cr3();
        vmsa->cr4 = read_cr4();
        vmsa->efer = rdmsr(MSR_EFER) | EFER_SVME;
        vmsa->pat = rdmsr(MSR_PAT);
        vmsa->dr6 = 0xffff0ff0;
        vmsa->dr7 = 0x400;
        vmsa->rflags = RFLAGS_FIXED;
        vmsa->xcr0 = 1;
        vmsa->mxcsr = 0x1f80;
        vmsa->x87_fcw = 0x37f;
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
