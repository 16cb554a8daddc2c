/* softsnp/attack/schedule.c - which VMPL runs when, against what was asked for, and what time it is then. */
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/attack/kind.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/snp/run_vmpl.h"
#include "softsnp/start/console.h"
#include "softsnp/start/tsc.h"

#define INTERCEPT_HLT (1u << 24)
#define PATIENCE_MS   3000
#define TERMINATIONS  3 /* after so many requests the vCPU is left alone */

/*
 * ignore-termination: the vCPU goes on, and so do the others. If VMPL0 lets a guest run afterwards, it has lost. If not, the machine
 * ends when enough time has passed; time, because a vCPU that does nothing does not exit.
 */
static uint64_t deadline;

__attribute__((noreturn)) static void end_of_patience(const struct attack *attack)
{
        machine_stop("%s: nothing runs after the termination", attack->text);
}

static bool ignore(struct attack *attack, struct vcpu *vcpu)
{
        if (vcpu->vmpl != 0)
                return false;
        if (!deadline)
                deadline = rdtsc() + tsc_khz() * PATIENCE_MS;
        vcpu->vmcb->control.intercept_misc1 |= INTERCEPT_HLT;
        attack_log(attack, "vcpu %u goes on", vcpu->cpu->id);
        if (++attack->seen >= TERMINATIONS) {
                while (rdtsc() < deadline)
                        machine_yield();
                end_of_patience(attack);
        }
        return true;
}

static bool wait_in_halt(struct attack *attack, struct vcpu *vcpu)
{
        if (vcpu->vmcb->control.exit_code != SVM_EXIT_HLT || !deadline)
                return false;
        while (rdtsc() < deadline)
                machine_yield();
        end_of_patience(attack);
}

static void note_guest(struct attack *attack, const struct vcpu *vcpu, unsigned int vmpl)
{
        if (deadline && vcpu->vmpl == 0 && vmpl != 0)
                machine_stop("%s: won: VMPL0 of vcpu %u runs VMPL%u after the termination",
                             attack->text, vcpu->cpu->id, vmpl);
}

const struct attack_kind attack_ignore_termination = {
        "ignore-termination",   0, 0, .termination = ignore, .exit = wait_in_halt,
        .run_vmpl = note_guest,
};

/* Counts @vcpu's exits, and says when the one has come that argument 0 names; then again if argument 1 says so. */
static bool has_come(struct attack *attack)
{
        uint64_t first = attack_number(attack, 0, 1);
        uint64_t again = attack_number(attack, 1, 0);

        attack->seen++;
        return attack->seen == first ||
               (again && attack->seen > first && (attack->seen - first) % again == 0);
}

/* enter-vmpl0:N[:EVERY]: after the N-th exit of a lower VMPL, VMPL0 runs, though nobody asked for it. */
static void enter(struct attack *attack, struct vcpu *vcpu)
{
        if (vcpu->vmpl == 0 || vcpu->cpu->vmpl != vcpu->vmpl || vcpu->reload || !has_come(attack))
                return;
        if (run_vmpl(vcpu, 0, RUN_VMPL_NONE, gpa(0)).info1 == GHCB_RESULT_OK)
                attack_log(attack, "vcpu %u", vcpu->cpu->id);
}

const struct attack_kind attack_enter_vmpl0 = { "enter-vmpl0", 1, 2, .handled = enter };

/*
 * leave-vmpl0:N[:EVERY[:VMPL]]: after VMPL0's N-th exit since the guest has begun, the guest runs, though VMPL0 is not done. VMRUN fails for
 * a save area without EFER.SVME (APM vol. 2, section 15.5.1, "Canonicalization and Consistency Checks").
 */
static void leave(struct attack *attack, struct vcpu *vcpu)
{
        unsigned int vmpl = (unsigned int)attack_number(attack, 2, 2);
        const struct vcpu *guest = &vcpu->cpu->instances[vmpl % VMPL_COUNT];

        if (vcpu->vmpl != 0 || vcpu->cpu->vmpl != 0 || vcpu->reload || vmpl >= VMPL_COUNT ||
            !guest->save_area || guest->reload || !has_come(attack))
                return;
        if (!(guest->save_area->efer & EFER_SVME))
                attack_log(attack, "vcpu %u: the guest cannot be entered", vcpu->cpu->id);
        else if (run_vmpl(vcpu, vmpl, RUN_VMPL_NONE, gpa(0)).info1 == GHCB_RESULT_OK)
                attack_log(attack, "vcpu %u, in the middle of rip %lx", vcpu->cpu->id,
                           vcpu_state(vcpu)->rip);
}

const struct attack_kind attack_leave_vmpl0 = { "leave-vmpl0", 1, 3, .handled = leave };

/*
 * start-launched:VCPU[:N]: at VMPL0's N-th exit that vCPU runs from the save area that it was launched with, though VMPL0 has not
 * made it. KVM launches one for each vCPU.
 */
static void start_launched(struct attack *attack, struct vcpu *vcpu)
{
        uint32_t target = (uint32_t)attack_number(attack, 0, 0);

        if (vcpu->vmpl != 0 || ++attack->seen != attack_number(attack, 1, 1))
                return;
        ap_creation_on_init(vcpu, target);
        if (target < cpu_count && cpus[target].instances[0].save_area)
                attack_log(attack, "vcpu %u runs at VMPL0", target);
}

const struct attack_kind attack_start_launched = { "start-launched", 1, 2,
                                                   .handled = start_launched };

/*
 * tsc:back:MS, tsc:forward:MS or tsc:frozen, [:N]: from VMPL0's N-th exit on, the TSC that VMPL0 sees jumps back once, jumps ahead at each
 * entry, or has at each entry the value that it had at that exit. A host may: without Secure TSC the offset is its own.
 */
static uint64_t bent_offset(struct attack *attack)
{
        uint64_t jump = tsc_khz() * attack_number(attack, 1, 0);

        if (attack_is(attack, 0, "frozen"))
                return attack->step - rdtsc();
        if (attack_is(attack, 0, "forward"))
                return attack->step += jump;
        return 0 - jump;
}

static void bend_time(struct attack *attack, struct vcpu *vcpu)
{
        bool frozen = attack_is(attack, 0, "frozen");

        if (vcpu->vmpl != 0 || vcpu->save_area->sev_features & SEV_FEATURE_SECURE_TSC ||
            ++attack->seen < attack_number(attack, frozen ? 1 : 2, 1))
                return;
        if (!attack->logged)
                attack_log(attack, "at tsc %lu", rdtsc());
        if (frozen && !attack->step)
                attack->step = rdtsc();
        vcpu->vmcb->control.tsc_offset = bent_offset(attack);
}

const struct attack_kind attack_tsc = { "tsc", 1, 3, .enter = bend_time };
