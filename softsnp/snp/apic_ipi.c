/*
 * softsnp/snp/apic_ipi.c - see apic_ipi.h. APM vol. 2, section 16.5; kvm_apic_send_ipi() and __apic_accept_irq() in Linux
 * arch/x86/kvm/lapic.c.
 */
#include "softsnp/snp/apic_ipi.h"

#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/console.h"

#define LOG_LIMIT 4

/* The sender's width: x2APIC has 32 bits for it, xAPIC the upper 8. */
static uint32_t destination(uint64_t command, bool from_x2)
{
        return (uint32_t)(from_x2 ? command >> 32 : command >> 56);
}

bool apic_ipi_is_for(const struct vcpu *sender, const struct vcpu *target, uint64_t command,
                     bool from_x2)
{
        switch (ICR_SHORTHAND(command)) {
        case ICR_TO_SELF:
                return target == sender;
        case ICR_TO_ALL:
                return true;
        case ICR_TO_OTHERS:
                return target != sender;
        default:
                return x2apic_is_destination(&target->apic, from_x2, destination(command, from_x2),
                                             command & ICR_LOGICAL);
        }
}

/* Only the sender's own CPU knows already; of the others one that runs the plane, or runs below VMPL0, has to look. */
static void notice(const struct vcpu *target)
{
        if (target->vmpl == target->cpu->vmpl || target->vmpl == 0)
                cpu_poke(target->cpu);
}

static void deliver(struct vcpu *target, uint64_t command)
{
        switch (ICR_MODE(command)) {
        case ICR_MODE_FIXED:
        case ICR_MODE_LOWEST:
                x2apic_accept(&target->apic, ICR_VECTOR(command), command & ICR_LEVEL);
                break;
        case ICR_MODE_NMI:
                target->apic.nmi_pending = true;
                break;
        default: /* SMI, remote read, external: nobody answers to them */
                return;
        }
        notice(target);
}

/* The end of an INIT, which only old processors need, is none (APIC_DM_INIT in __apic_accept_irq()). */
bool apic_ipi_starts(struct vcpu *sender, uint64_t command, bool from_x2)
{
        static uint64_t dropped;
        uint64_t mode = ICR_MODE(command);

        if (mode != ICR_MODE_INIT && mode != ICR_MODE_START_UP)
                return false;
        if (mode == ICR_MODE_INIT && command & ICR_LEVEL && !(command & ICR_ASSERT))
                return true;
        if (dropped++ < LOG_LIMIT)
                log_line("apic: VMPL%u sends %s, dropped (%lu so far)", sender->vmpl,
                         mode == ICR_MODE_INIT ? "INIT" : "a start-up IPI", dropped);
        for (unsigned int i = 0; mode == ICR_MODE_INIT && i < cpu_count; i++)
                if (apic_ipi_is_for(sender, &cpus[i].instances[sender->vmpl], command, from_x2))
                        ap_creation_on_init(sender, cpus[i].id);
        return true;
}

/* Lowest priority goes to one of those it names: here the first. */
void apic_ipi_send(struct vcpu *sender)
{
        uint64_t command = sender->apic.icr;
        bool from_x2 = x2apic_is_x2(&sender->apic);

        if (apic_ipi_starts(sender, command, from_x2))
                return;
        for (unsigned int i = 0; i < cpu_count; i++) {
                struct vcpu *target = &cpus[i].instances[sender->vmpl];

                if (!apic_ipi_is_for(sender, target, command, from_x2))
                        continue;
                deliver(target, command);
                if (ICR_MODE(command) == ICR_MODE_LOWEST)
                        return;
        }
}
