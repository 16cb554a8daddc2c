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
#include "softsnp/start/personality.h"

/*
 * KVM has no vCPU in a plane until somebody asks for AP creation of it (planes 57/60, sev_snp_ap_creation() with
 * kvm_request_create_plane()), and RUN_VMPL of none is refused at once (planes 58/60, __sev_snp_run_vmpl()), whoever may be
 * about to make it. A personality that answers 0 0 is a host that waits: but for the first vCPU, whose guest is made by VMPL0
 * on that vCPU before it asks; if there is none now there will be none.
 */
static bool is_missing(const struct vcpu *target, struct ghcb_answer *answer)
{
        const struct personality_answer *missing = &personality.run_vmpl_missing;

        if (target->exists)
                return false;
        *answer = (struct ghcb_answer){ missing->info1, missing->info2 };
        if (missing->info1 != GHCB_RESULT_OK)
                return true;
        *answer = ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        return target->cpu->id == 0;
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
 * A save area that waits for an INIT is entered too (KVM with planes 57/60 and 58/60: GHCB_AP_CREATE_ON_INIT leaves the vCPU
 * with its new save area and not runnable, which RUN_VMPL makes it). The caller's state is stored before another instance is
 * current: from then on its save area is what AP creation and RMPADJUST see.
 */
struct ghcb_answer run_vmpl(struct vcpu *vcpu, unsigned int vmpl, enum run_vmpl_request request,
                            gpa_t ghcb)
{
        struct ghcb_answer missing;
        struct vcpu *target;

        if (vmpl >= VMPL_COUNT || vmpl == vcpu->vmpl)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        target = &vcpu->cpu->instances[vmpl];
        if (is_missing(target, &missing))
                return missing;
        attack_run_vmpl(vcpu, vmpl);
        vmsa_store(vcpu);
        vcpu->run_request = request;
        vcpu->run_ghcb = ghcb;
        (void)ap_creation_take(target);
        vcpu->cpu->vmpl = vmpl;
        /* It is runnable, whatever it slept for (kvm_set_mp_state() in __sev_snp_run_vmpl()). */
        target->halted = false;
        target->held = false;
        answer(target);
        make_ready(target);
        return ghcb_done(0);
}

/*
 * KVM enters plane 0 whenever something is pending for it there (planes 35/60 and 52/60: the lowest plane that can run does):
 * an SVSM that believes that its guest has called is wrong. The guest's VMSA has its last exit in it, which need not have been
 * for us.
 */
void run_vmpl_unasked(struct vcpu *vcpu)
{
        struct cpu *cpu = vcpu->cpu;

        if (personality.unasked_entries == 0 || vcpu->vmpl == 0 || cpu->vmpl != vcpu->vmpl ||
            vcpu->reload || !cpu->instances[0].save_area ||
            ++cpu->exits_below % personality.unasked_entries != 0)
                return;
        if (run_vmpl(vcpu, 0, RUN_VMPL_NONE, gpa(0)).info1 != GHCB_RESULT_OK)
                vcpu_stop(vcpu, "VMPL0 of vcpu %u cannot be entered", cpu->id);
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
