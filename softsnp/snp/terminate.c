/* softsnp/snp/terminate.c - see terminate.h. GHCB 2.0, section 4.1.13, "Termination Request": a set of reasons, and one of it. */
#include "softsnp/snp/terminate.h"

#include "lib/snp/ghcb.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/start/console.h"

#define REASON_ORDERLY 0

/* Only Cashew's own set has an orderly end; every other reason is a failure of the guest's. */
void guest_terminates(struct vcpu *vcpu, uint64_t set, uint64_t reason)
{
        if (set == GHCB_REASON_SET_CASHEW && reason == REASON_ORDERLY)
                machine_end(MACHINE_EXIT_ORDERLY);
        if (attack_termination(vcpu))
                return;
        machine_stop("VMPL%u of vcpu %u terminates: reason set %lu, reason %lu", vcpu->vmpl,
                     vcpu->cpu->id, set, reason);
}
