/*
 * softsnp/snp/run_vmpl.c - see run_vmpl.h. GHCB 2.0: "Run VMPL" in both protocols (section 2.3.1 for the MSR's).
 *
 * It is how a guest calls its SVSM and how that returns (SVSM 1.00, section 5.1): the host is asked to run another VMPL's save
 * area on the same vCPU, and sees neither's registers.
 */
#include "softsnp/snp/run_vmpl.h"

#include <stddef.h>

#include "softsnp/attack/hooks.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/ghcb_answers.h"
#include "softsnp/start/memory.h"

/*
 * The first vCPU's guest is made by VMPL0 on that vCPU before it asks; if there is none now there will be none. The
 * others' guests are made by other vCPUs, and they wait for that.
 */
static bool may_come(const struct vcpu *target)
{
        return target->save_area != NULL || target->cpu->id != 0;
}

/* Its page may have become private while it did not run; then there is nobody to answer. */
static void answer_in_page(const struct vcpu *vcpu)
{
        struct ghcb *ghcb = memory_guest_bytes(vcpu->run_ghcb, PAGE_SIZE);

        if (!ghcb || !rmp_is_shared(vcpu->run_ghcb, PAGE_SIZE))
                return;
        GHCB_SET(ghcb, exit_info1, GHCB_RESULT_OK);
        GHCB_SET(ghcb, exit_info2, 0);
}

/* Once for each request: the note of how it came is cleared. */
static void answer(struct vcpu *vcpu)
{
        if (vcpu->run_request == RUN_VMPL_BY_MSR)
                vcpu->ghcb_msr = ghcb_msr_run_vmpl_answer(0);
        else if (vcpu->run_request == RUN_VMPL_BY_GHCB)
                answer_in_page(vcpu);
        vcpu->run_request = RUN_VMPL_NONE;
}

/* A save area that is new, or yet to come, is loaded by the CPU's loop, which sleeps until there is one. */
static void make_ready(struct vcpu *vcpu)
{
        if (!vcpu->save_area)
                vcpu->reload = true;
        else if (!vcpu->reload)
                vmsa_load(vcpu);
}

/*
 * The caller's state is stored before another instance is current: from then on its save area is
 * what AP creation and RMPADJUST see. 0, or the error for the guest; then nothing has changed.
 */
uint32_t run_vmpl(struct vcpu *vcpu, unsigned int vmpl, enum run_vmpl_request request, gpa_t ghcb)
{
        struct vcpu *target;

        if (vmpl >= VMPL_COUNT || vmpl == vcpu->vmpl)
                return GHCB_ERROR_INVALID_INPUT;
        target = &vcpu->cpu->instances[vmpl];
        if (!may_come(target))
                return GHCB_ERROR_INVALID_INPUT;
        attack_run_vmpl(vcpu, vmpl);
        vmsa_store(vcpu);
        vcpu->run_request = request;
        vcpu->run_ghcb = ghcb;
        vcpu->cpu->vmpl = vmpl;
        /* It is runnable, whatever it slept for (kvm_set_mp_state() in __sev_snp_run_vmpl()). */
        target->halted = false;
        target->held = false;
        answer(target);
        make_ready(target);
        return 0;
}

/* One whose save area was replaced has no state any more that could be stored. */
void run_vmpl0_unasked(struct cpu *cpu)
{
        struct vcpu *vcpu = &cpu->instances[cpu->vmpl];
        struct vcpu *target = &cpu->instances[0];

        if (vcpu->save_area && !vcpu->reload)
                vmsa_store(vcpu);
        cpu->vmpl = 0;
        answer(target);
        make_ready(target);
}
