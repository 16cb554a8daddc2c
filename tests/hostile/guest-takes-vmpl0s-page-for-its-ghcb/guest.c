/* MSR_GHCB names a page of VMPL0's, registered as a guest's own would be. */
#include "tests/hostile/runtime/race.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

void guest_main(void)
{
        (void)msr_protocol(vmpl0_base() | GHCB_MSR_REGISTER_REQUEST);
        wrmsr(MSR_GHCB, vmpl0_base());
        vmgexit();
        wrmsr(MSR_GHCB, probe_ghcb_address());
        won("the host has served it");
}
