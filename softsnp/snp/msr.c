/*
 * softsnp/snp/msr.c - the MSRs of an SNP guest that exit and are not the GHCB's business: on hardware the guest reads
 * SEV_STATUS and the GHCB MSR without an exit (APM vol. 2, section 15.34.10 for SEV_STATUS), and here it cannot tell.
 */
#include <stddef.h>

#include "lib/x86/msr.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/tsc.h"
#include "softsnp/svm/exception.h"

#define INSTRUCTION_LENGTH 2 /* RDMSR and WRMSR */

static uint64_t features(const struct vcpu *vcpu)
{
        return vcpu->save_area->sev_features;
}

/* SEV_FEATURES of the save area stand two bits further up in SEV_STATUS. */
static uint64_t sev_status(const struct vcpu *vcpu)
{
        return SEV_STATUS_SEV | SEV_STATUS_ES | features(vcpu) << SEV_STATUS_FEATURES_SHIFT;
}

static void answer(struct vcpu *vcpu, uint64_t value)
{
        vcpu_state(vcpu)->rax = (uint32_t)value;
        vcpu->registers[REGISTER_RDX] = value >> 32;
        vcpu_state(vcpu)->rip += INSTRUCTION_LENGTH;
}

/* A write raises #GP and leaves RIP at the instruction. */
static void answer_read_only(struct vcpu *vcpu, bool write, uint64_t value)
{
        if (write)
                raise_gp(vcpu);
        else
                answer(vcpu, value);
}

/* Any value can be written; what it means is looked at in VMGEXIT. */
static void access_ghcb(struct vcpu *vcpu, bool write)
{
        if (!write) {
                answer(vcpu, vcpu->ghcb_msr);
                return;
        }
        vcpu->ghcb_msr = (uint32_t)vcpu_state(vcpu)->rax | vcpu->registers[REGISTER_RDX] << 32;
        vcpu_state(vcpu)->rip += INSTRUCTION_LENGTH;
}

/* Which of the four masks of breakpoint addresses (APM vol. 2, section 13.1.1.8). */
static uint64_t *address_mask(struct vcpu *vcpu, uint32_t number)
{
        if (!(features(vcpu) & SEV_FEATURE_DEBUG_SWAP))
                return NULL;
        if (number == MSR_DR0_ADDR_MASK)
                return &vcpu_state(vcpu)->dr_mask[0];
        if (number >= MSR_DR1_ADDR_MASK && number < MSR_DR1_ADDR_MASK + 3)
                return &vcpu_state(vcpu)->dr_mask[1 + number - MSR_DR1_ADDR_MASK];
        return NULL;
}

/* With DEBUG_SWAP they are the save area's, and no exit on hardware. */
static bool access_address_mask(struct vcpu *vcpu, uint32_t number, bool write)
{
        uint64_t *mask = address_mask(vcpu, number);

        if (!mask)
                return false;
        if (!write) {
                answer(vcpu, *mask);
                return true;
        }
        *mask = (uint32_t)vcpu_state(vcpu)->rax;
        vcpu_state(vcpu)->rip += INSTRUCTION_LENGTH;
        return true;
}

/* In MHz, rounded; without Secure TSC the MSR does not exist for the guest and #VC asks the policy. */
static uint64_t tsc_frequency(void)
{
        return (tsc_khz() + 500) / 1000;
}

/*
 * TSC frequency: MSR_GUEST_TSC_FREQ exists with Secure TSC only, which the guest reads without
 * asking the host.
 */
bool snp_msr(struct vcpu *vcpu, uint32_t number, bool write)
{
        switch (number) {
        case MSR_GHCB:
                access_ghcb(vcpu, write);
                return true;
        case MSR_SEV_STATUS:
                answer_read_only(vcpu, write, sev_status(vcpu));
                return true;
        case MSR_GUEST_TSC_FREQ:
                if (!(features(vcpu) & SEV_FEATURE_SECURE_TSC))
                        return false;
                answer_read_only(vcpu, write, tsc_frequency());
                return true;
        default:
                return access_address_mask(vcpu, number, write);
        }
}
