/* softsnp/svm/kick.c - CPUs that interrupt each other, and wait for each other (vcpu.h). */
#include "lib/x86/cpu.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/svm/apic.h"
#include "softsnp/svm/vcpu.h"

/*
 * Sends the NMI, unless one is on its way: a second, taken after the exit, would look like the guest's. False if the CPU was
 * not in the guest, so that there is nothing to wait for.
 */
static bool start_kick(struct cpu *cpu)
{
        if (!cpu->in_guest)
                return false;
        if (!cpu->kicked) {
                cpu->kicked = true;
                apic_send(cpu->id, ICR_NMI);
        }
        return true;
}

/* Either flag ends it: out of the guest, or come out and gone back in. */
static void finish_kick(const struct cpu *cpu)
{
        while (cpu->in_guest && cpu->kicked)
                cpu_relax();
}

/* One that sleeps is woken and not waited for: it takes the lock before it looks. */
void cpu_kick(struct cpu *cpu)
{
        if (cpu->idle) {
                cpu->idle = false;
                apic_send(cpu->id, ICR_NMI);
        } else if (start_kick(cpu)) {
                finish_kick(cpu);
        }
}

void cpu_poke(struct cpu *cpu)
{
        if (cpu->idle) {
                cpu->idle = false;
                apic_send(cpu->id, ICR_NMI);
        } else {
                (void)start_kick(cpu);
        }
}

/* All at once, then waiting for all. A CPU that is not in the guest has no translations left to forget. */
static void shoot_down(const struct cpu *self)
{
        bool kicked[MAX_CPUS] = { false };

        for (unsigned int i = 0; i < cpu_count; i++)
                kicked[i] = &cpus[i] != self && start_kick(&cpus[i]);
        for (unsigned int i = 0; i < cpu_count; i++)
                if (kicked[i])
                        finish_kick(&cpus[i]);
}

/* Nobody is disturbed unless rights were taken: new ones need no flush. */
void npt_flush(const struct cpu *self)
{
        if (npt_took_rights())
                shoot_down(self);
}

/*
 * GIF is clear, so a kick between unlocking and sleeping still ends the sleep. Who kicks has cleared `idle`: an NMI that finds it set
 * is the guest's, unless one of ours was on its way when the CPU came out of the guest.
 */
void cpu_sleep(struct cpu *cpu)
{
        cpu->idle = true;
        machine_unlock();
        cpu_halt();
        machine_lock();
        if (cpu->idle && !cpu->kicked)
                cpu->nmi_pending = true;
        cpu->idle = false;
        cpu->kicked = false;
}
