/* softsnp/run/loop.c - see loop.h. */
#include "softsnp/run/loop.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/run/exit.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/run_vmpl.h"
#include "softsnp/start/console.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/diagnose.h"

#define EVENT_TYPE_MASK     (UINT64_C(7) << 8)
#define EVENT_TYPE_SOFTWARE (UINT64_C(4) << 8)

void svm_enter(uint64_t *registers, struct vmcb *vmcb);

/* The instance to enter; waits while the current one has no save area. */
static struct vcpu *current_instance(struct cpu *cpu)
{
        struct vcpu *vcpu = &cpu->instances[cpu->vmpl];

        while (!vcpu->save_area)
                cpu_sleep(cpu);
        if (vcpu->reload) {
                vcpu->reload = false;
                vcpu_control_reset(vcpu);
                vmsa_load(vcpu);
        }
        return vcpu;
}

/* VMPL0 has no use for NMIs; they wait until the guest below it runs. */
static void inject_nmi(struct cpu *cpu, struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        if (!cpu->nmi_pending || vcpu->vmpl == 0 || control->event_injection & EVENT_VALID)
                return;
        control->event_injection = EVENT_VALID | EVENT_TYPE_NMI | VECTOR_NMI;
        cpu->nmi_pending = false;
}

/*
 * QEMU's TCG throws its translations away whenever one of these bits changes, at VMRUN and again at #VMEXIT;
 * that was a quarter of an exit's cost. None of them matters to us, who have neither user pages nor read-only
 * ones, so we run with the guest's.
 */
static void match_control_registers(const struct vmsa *state)
{
        const uint64_t free_cr4_bits = CR4_PSE | CR4_PGE | CR4_SMEP | CR4_SMAP;
        uint64_t cr4 = read_cr4();
        uint64_t cr0 = read_cr0();

        if ((cr4 ^ state->cr4) & free_cr4_bits)
                write_cr4((cr4 & ~free_cr4_bits) | (state->cr4 & free_cr4_bits));
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

static void enter(struct cpu *cpu, struct vcpu *vcpu)
{
        uint64_t start;

        note_first_guest(vcpu);
        vcpu_state(vcpu)->efer |= EFER_SVME;
        vcpu_control_prepare(vcpu);
        inject_nmi(cpu, vcpu);
        attack_enter(vcpu);
        match_control_registers(vcpu_state(vcpu));
        cpu->in_guest = true;
        machine_unlock();
        start = rdtsc();
        svm_enter(vcpu->registers, vcpu->vmcb);
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
                deliver_again(&vcpu->vmcb->control);
                if (!attack_exit(vcpu))
                        exit_handle(vcpu);
                attack_handled(vcpu);
                run_vmpl_unasked(vcpu);
        }
}
