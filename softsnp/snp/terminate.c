/*
 * softsnp/snp/terminate.c - see terminate.h. GHCB 2.0, section 4.1.13, "Termination Request": a set of reasons, and one of it. What a
 * number means is its set's owner's: the specification and OVMF (set 0), Linux (1), this project's kernel (5), AMD's
 * linux-svsm (15).
 */
#include "softsnp/snp/terminate.h"

#include <stddef.h>

#include "lib/snp/ghcb.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/start/console.h"

#define REASON_ORDERLY 0

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/*
 * OVMF (MdePkg/Include/Register/Amd/Ghcb.h, GHCB_TERMINATE_GHCB_*) and COCONUT-SVSM (kernel/src/sev/msr_protocol.rs,
 * request_termination_msr()) say 0 for everything that they do not go on after.
 */
static const char *const ghcb_reasons[] = {
        "general request (OVMF: a check failed, COCONUT-SVSM: it panicked)",
        "GHCB protocol versions do not fit",
        "SEV-SNP features are missing",
};

/* Linux arch/x86/include/asm/sev-common.h, GHCB_TERM_*. */
static const char *const linux_reasons[] = {
        "REGISTER (its GHCB was not registered)",
        "PSC (a page state change failed)",
        "PVALIDATE (PVALIDATE failed)",
        "NOT_VMPL0 (this kernel wants VMPL0: Linux before 6.11 knows no SVSM)",
        "CPUID (the CPUID table is wrong)",
        "CPUID_HV (the host does not answer CPUID)",
        "SECRETS_PAGE (the secrets page is wrong)",
        "NO_SVSM (below VMPL0, and the secrets page names no SVSM)",
        "SVSM_VMPL0 (an SVSM is there, and says VMPL0)",
        "SVSM_CAA (the SVSM's calling area is not aligned)",
        "SECURE_TSC (Secure TSC did not start)",
        "SVSM_CA_REMAP_FAIL (the SVSM did not take the new calling area)",
        "SAVIC_FAIL (Secure AVIC failed)",
};

/* kernel/base/terminate.h. */
static const char *const cashew_reasons[] = {
        "in order",
        "PROTOCOL (GHCB version or the host's features)",
        "PARAMETERS (the measured parameter block is wrong)",
        "MEMORY (the host's memory does not hold what it promised)",
        "EXCEPTION (in the SVSM's kernel)",
        "SERVICE (one is missing, or did not become ready)",
        "ENTROPY (the CPU has no random numbers)",
        "GUEST (it could not be created)",
        "HOST_LIES (its answer contradicts itself, or what was measured)",
        "VCPU (one could not be started)",
        "FEATURES (the CPU lacks one)",
};

/* github.com/AMDESE/linux-svsm, src/globals.rs, SVSM_TERM_*. */
static const char *const linux_svsm_reasons[] = {
        "GENERAL",
        "ENOMEM",
        "UNHANDLED_VC",
        "PSC_ERROR",
        "SET_PAGE_ERROR",
        "NO_GHCB",
        "GHCB_RESP_INVALID",
        "FW_CFG_ERROR",
        "BIOS_FORMAT",
        "NOT_VMPL0",
        "VMPL0_SEV_FEATURES",
        "INCORRECT_VMPL",
        "VMPL1_SEV_FEATURES",
};

static const struct {
        uint64_t set;
        const char *owner;
        const char *const *reasons;
        size_t count;
} sets[] = {
        { GHCB_REASON_SET_GHCB, "GHCB", ghcb_reasons, COUNT(ghcb_reasons) },
        { GHCB_REASON_SET_LINUX, "Linux", linux_reasons, COUNT(linux_reasons) },
        { GHCB_REASON_SET_CASHEW, "Cashew", cashew_reasons, COUNT(cashew_reasons) },
        { GHCB_REASON_SET_LINUX_SVSM, "linux-svsm", linux_svsm_reasons, COUNT(linux_svsm_reasons) },
};

/* A line of its own, before the one that scripts look for. */
static void say_meaning(struct vcpu *vcpu, uint64_t set, uint64_t reason)
{
        uint64_t rip = vcpu_state(vcpu)->rip;

        for (size_t i = 0; i < COUNT(sets); i++)
                if (sets[i].set == set && reason < sets[i].count) {
                        log_line("VMPL%u of vcpu %u ends it at rip 0x%lx, %s reason %lu is %s",
                                 vcpu->vmpl, vcpu->cpu->id, rip, sets[i].owner, reason,
                                 sets[i].reasons[reason]);
                        return;
                }
        log_line("VMPL%u of vcpu %u ends it at rip 0x%lx for a reason that is not known here",
                 vcpu->vmpl, vcpu->cpu->id, rip);
}

/* Only Cashew's own set has an orderly end; every other reason is a failure of the guest's. */
void guest_terminates(struct vcpu *vcpu, uint64_t set, uint64_t reason)
{
        if (set == GHCB_REASON_SET_CASHEW && reason == REASON_ORDERLY)
                machine_end(MACHINE_EXIT_ORDERLY);
        if (attack_termination(vcpu))
                return;
        say_meaning(vcpu, set, reason);
        machine_stop("VMPL%u of vcpu %u terminates: reason set %lu, reason %lu", vcpu->vmpl,
                     vcpu->cpu->id, set, reason);
}
