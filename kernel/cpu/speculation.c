/*
 * kernel/cpu/speculation.c - see speculation.h. MSRs: APM vol. 2, section 3.2.9, "Speculation Control MSRs".
 *
 * The kernel's own indirect jumps and returns are retpolines (kernel/meson.build); this is for what services execute, which
 * have none, and for all that retpolines do not cover.
 */
#include "kernel/cpu/speculation.h"
#include "kernel/cpu/features.h"
#include "lib/x86/msr.h"

void speculation_barrier(void)
{
        if (feature_present(PARAMS_CPU_IBPB))
                wrmsr(MSR_PRED_CMD, PRED_CMD_IBPB);
}

void speculation_init(void)
{
        if (feature_present(PARAMS_CPU_SPEC_CTRL))
                wrmsr(MSR_SPEC_CTRL, SPEC_CTRL_STIBP | SPEC_CTRL_SSBD);
}
