/* Stops the vCPU, deletes its save area, rewrites it, and asks for a vCPU of every VMPL. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static uint64_t ap_event(unsigned int event, unsigned int vmpl, uint64_t vmsa)
{
        struct ghcb *ghcb = probe_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, own_sev_features());
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_AP_CREATION);
        GHCB_SET(ghcb, exit_info1, UINT64_C(1) << 32 | (uint64_t)vmpl << 16 | event);
        GHCB_SET(ghcb, exit_info2, vmsa);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        return (uint32_t)ghcb->exit_info1;
}

static uint64_t idle(void)
{
        return 0;
}

void guest_main(void)
{
        uint64_t vmsa;

        race_begin();
        (void)race(idle, idle, 0);
        vmsa = second_save_area();
        if (core(SVSM_CORE_DELETE_VCPU, vmsa) != SVSM_ERR_VCPU_IN_USE)
                won("a vCPU that runs is deleted");
        if (ap_event(GHCB_AP_DESTROY, probe.secrets->svsm_guest_vmpl, 0) != 0 ||
            core(SVSM_CORE_DELETE_VCPU, vmsa) != SVSM_SUCCESS)
                won("DELETE_VCPU is refused: the test is wrong");
        for (unsigned int vmpl = 0; vmpl < 4; vmpl++) {
                ((struct vmsa *)vmsa)->vmpl = (uint8_t)vmpl;
                if (ap_event(GHCB_AP_CREATE, vmpl, vmsa) == 0)
                        won("the host runs it at VMPL%u", vmpl);
        }
        kept_out("the deleted save area is not run");
}
