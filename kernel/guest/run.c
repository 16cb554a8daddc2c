/*
 * kernel/guest/run.c - the loop of every vCPU: serve what the guest wants, run it until it wants something, again.
 *
 * The host decides when the guest runs, and that is all: an answer that is neither "it ran" nor "it is not there yet" is the
 * end. So is the stop of another vCPU. GHCB 2.0, "Run VMPL": the request ends when the host enters VMPL0 again, which is for it
 * to decide; that the guest has called is seen in its VMSA and calling area (svsm_handle_entry()), and it is looked for after
 * whatever has brought us here: a host that has created the guest's VMPL also runs it without being asked.
 *
 * Nothing is saved here between two turns: VMPL0 and the guest have a VMSA each, and the host says which one the processor loads.
 */
#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/speculation.h"
#include "kernel/guest/absence.h"
#include "kernel/guest/start.h"
#include "kernel/svsm/entry.h"

/* How long the guest's first vCPU may stay away; without it there is nobody who could wake another one. */
#define FIRST_RUN_NS UINT64_C(20000000000)

static bool has_guest(const struct cpu *cpu)
{
        return __atomic_load_n(&cpu->guest_vmsa, __ATOMIC_ACQUIRE);
}

/* False: there is no such VMPL on this vCPU, yet or any more. */
static bool run_guest(const struct cpu *cpu, unsigned int vmpl)
{
        enum ghcb_status status;

        stop_check();
        status = ghcb_run_vmpl(&cpu->ghcb, vmpl);
        stop_check();
        speculation_barrier();
        if (status != GHCB_OK && status != GHCB_NOT_THERE)
                kernel_stop(TERMINATE_HOST_LIES, "vcpu %u: the host does not run VMPL%u (%d)",
                            cpu->id, vmpl, status);
        return status == GHCB_OK;
}

static void wait_for_guest(const struct cpu *cpu, struct absence *absence, unsigned int vmpl)
{
        bool first = cpu->id == 0 && !cpu->guest_ran;

        if (first && absence->total_ns >= FIRST_RUN_NS)
                kernel_stop(TERMINATE_HOST_LIES, "the host never runs VMPL%u", vmpl);
        if (first || absence->total_ns < ABSENCE_SHORT_NS)
                absence_pause(absence);
        else
                interrupts_halt();
}

/* The host's doing, and without end if it likes: one line a vCPU. */
static void report_interrupts(struct cpu *cpu)
{
        if (!cpu->interrupts || cpu->interrupts_told)
                return;
        cpu->interrupts_told = true;
        log_line("vcpu %u: interrupt %u for VMPL0 is ignored, and all others", cpu->id,
                 cpu->interrupt_last);
}

void vcpu_run(unsigned int vmpl)
{
        struct cpu *cpu = cpu_current();
        struct absence absence = { 0 };

        for (;;) {
                svsm_handle_entry(cpu->id);
                interrupts_open();
                report_interrupts(cpu);
                if (has_guest(cpu) && run_guest(cpu, vmpl)) {
                        cpu->guest_ran = true;
                        absence = (struct absence){ 0 };
                } else {
                        wait_for_guest(cpu, &absence, vmpl);
                }
        }
}
