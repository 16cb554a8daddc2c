/* softsnp/run/loop.c - see loop.h. */
#include "softsnp/run/loop.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/run/events.h"
#include "softsnp/run/exit.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/run_vmpl.h"
#include "softsnp/start/console.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/diagnose.h"
#include "softsnp/svm/planes.h"

#define EVENT_TYPE_MASK     (UINT64_C(7) << 8)
#define EVENT_TYPE_SOFTWARE (UINT64_C(4) << 8)

void svm_enter(uint64_t *registers, struct vmcb *vmcb);

static bool can_run(const struct vcpu *vcpu)
{
        if (!vcpu->save_area)
                return false;
        if (vcpu->reload)
                return true;
        return !vcpu->held && (!vcpu->halted || vcpu->cpu->woken || events_wake(vcpu));
}

/* A timer of ours wakes nobody: who waits for one looks at the clock, and lets other CPUs run meanwhile. */
static void rest(struct cpu *cpu)
{
        if (events_may_come(cpu))
                machine_yield();
        else
                cpu_sleep(cpu);
}

/* The instance to enter: VMPL0 if it has an event, else the one that was asked for last. Waits until that can run. */
static struct vcpu *current_instance(struct cpu *cpu)
{
        struct vcpu *vcpu;

        for (;;) {
                events_check_timers();
                if (events_are_for_vmpl0(cpu))
                        run_vmpl0_unasked(cpu);
                vcpu = &cpu->instances[cpu->vmpl];
                if (can_run(vcpu))
                        break;
                rest(cpu);
        }
        cpu->woken = false;
        cpu->device_waits = false;
        vcpu->halted = false;
        if (vcpu->reload) {
                vcpu->reload = false;
                vcpu_control_reset(vcpu);
                vmsa_load(vcpu);
        }
        return vcpu;
}

/*
 * QEMU's TCG throws its translations away whenever CR0.WP changes, at VMRUN and again at #VMEXIT. It means nothing to us, who
 * have no read-only pages, so we run with the guest's. CR4 is another matter: the guest's page tables have seldom five levels as
 * ours have, so it changes at both anyway.
 */
static void match_write_protection(const struct vmsa *state)
{
        uint64_t cr0 = read_cr0();

        if ((cr0 ^ state->cr0) & CR0_WP)
                write_cr0(cr0 ^ CR0_WP);
}

/* What VMPL0 took before its guest: the first entry to a lower VMPL says so, once. bench/boot reads the line. */
static void note_first_guest(const struct vcpu *vcpu)
{
        static bool noted;
        uint64_t ticks = 0;

        if (noted || vcpu->vmpl == 0)
                return;
        noted = true;
        for (unsigned int i = 0; i < cpu_count; i++)
                ticks += cpus[i].instances[0].ticks;
        log_line("time: VMPL%u starts after %lu ticks in VMPL0", vcpu->vmpl, ticks);
}

/*
 * VMRUN of a save area without EFER.SVME is VMEXIT_INVALID, which KVM gives to QEMU as KVM_EXIT_FAIL_ENTRY (svm/svm.c,
 * svm_handle_exit()).
 */
static void check_svme(struct vcpu *vcpu)
{
        if (!(vcpu_state(vcpu)->efer & EFER_SVME))
                vcpu_stop(
                        vcpu,
                        "VMPL%u of vcpu %u cannot be entered: EFER.SVME is clear in its save area "
                        "(VMEXIT_INVALID)",
                        vcpu->vmpl, vcpu->cpu->id);
}

/*
 * If devices belong to VMPL0 and another VMPL runs, an interrupt has to exit, so that VMPL0 runs: with V_INTR_MASKING it does if
 * the host's IF is set. GIF is clear here, so none comes to us.
 */
static void enter_masked(struct vcpu *vcpu)
{
        bool exits = device_plane() == 0 && vcpu->vmpl != 0;

        if (exits)
                __asm__ volatile("sti" : : : "memory");
        svm_enter(vcpu->registers, vcpu->vmcb);
        if (exits)
                __asm__ volatile("cli" : : : "memory");
}

static void enter(struct cpu *cpu, struct vcpu *vcpu)
{
        uint64_t start;

        note_first_guest(vcpu);
        check_svme(vcpu);
        events_offer(vcpu);
        vcpu_control_prepare(vcpu);
        attack_enter(vcpu);
        match_write_protection(vcpu_state(vcpu));
        cpu->in_guest = true;
        machine_unlock();
        start = rdtsc();
        enter_masked(vcpu);
        vcpu->ticks += rdtsc() - start;
        cpu->in_guest = false;
        machine_lock();
}

/*
 * An event whose delivery the exit cut short is delivered again. Not INT n: RIP is still at the instruction, which
 * will be executed again.
 */
static void deliver_again(struct vmcb_control *control)
{
        uint64_t event = control->exit_interrupt_info;

        if (event & EVENT_VALID && (event & EVENT_TYPE_MASK) != EVENT_TYPE_SOFTWARE)
                control->event_injection = event;
}

/* The exit of an instance whose save area was replaced meanwhile means nothing any more. */
static void drop_exit(struct cpu *cpu)
{
        if (!cpu->kicked)
                return;
        cpu_take_nmi();
        cpu->kicked = false;
}

void cpu_run(struct cpu *cpu)
{
        for (;;) {
                struct vcpu *vcpu = current_instance(cpu);

                enter(cpu, vcpu);
                diagnose_count_exit(vcpu->vmcb->control.exit_code);
                if (vcpu->reload) {
                        drop_exit(cpu);
                        continue;
                }
                events_note(vcpu);
                deliver_again(&vcpu->vmcb->control);
                if (!attack_exit(vcpu))
                        exit_handle(vcpu);
                attack_handled(vcpu);
                run_vmpl_unasked(vcpu);
        }
}
