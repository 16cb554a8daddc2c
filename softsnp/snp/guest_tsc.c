/*
 * softsnp/snp/guest_tsc.c - the time-stamp counter by save area (APM vol. 2, section 15.36.18): with Secure TSC each save area
 * says how its TSC follows from the CPU's, and with a scale of 0, as a save area of zeros has it, time stands still. Without it
 * the TSC is the host's.
 */
#include "softsnp/snp/guest_tsc.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/snp/exits.h"
#include "softsnp/svm/control.h"

#define RDTSC_LENGTH  2
#define RDTSCP_LENGTH 3

/* The CPU below adds an offset and does not scale, so that all but one scale exit. */
void load_tsc(struct vcpu *vcpu, const struct vmsa *area)
{
        bool is_secure = area->sev_features & SEV_FEATURE_SECURE_TSC;

        vcpu_control_tsc(vcpu, is_secure && area->guest_tsc_scale != GUEST_TSC_SCALE_ONE,
                         is_secure ? area->guest_tsc_offset : 0);
}

/* The upper half of a product of 96 bits and more: what is above 64 bits is lost, as in the CPU. */
static uint64_t scaled(uint64_t tsc, uint64_t scale)
{
        return (uint64_t)((unsigned __int128)tsc * scale >> 32);
}

void snp_rdtsc(struct vcpu *vcpu, bool with_aux)
{
        const struct vmsa *area = vcpu->save_area;
        uint64_t tsc = scaled(rdtsc(), area->guest_tsc_scale) + area->guest_tsc_offset;

        vcpu_state(vcpu)->rax = (uint32_t)tsc;
        vcpu->registers[REGISTER_RDX] = tsc >> 32;
        if (with_aux)
                vcpu->registers[REGISTER_RCX] = (uint32_t)rdmsr(MSR_TSC_AUX);
        vcpu_state(vcpu)->rip += with_aux ? RDTSCP_LENGTH : RDTSC_LENGTH;
}
