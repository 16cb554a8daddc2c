/*
 * softsnp/run/events.c - see events.h.
 *
 * The device plane's interrupts need nothing here: they come through its own IDT. Its NMIs exit, since CPUs call each other by
 * NMIs, and are passed on. Other planes get what their software APICs have.
 */
#include "softsnp/run/events.h"

#include "lib/x86/cpu.h"
#include "softsnp/snp/doorbell.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/planes.h"

static bool is_soft(const struct vcpu *vcpu)
{
        return vcpu->save_area && !is_device_plane(vcpu);
}

/* Most machines start none of these timers. */
void events_check_timers(void)
{
        for (unsigned int i = 0; apic_timers_are_used() && i < cpu_count; i++)
                for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                        struct vcpu *vcpu = &cpus[i].instances[vmpl];

                        if (!vcpu->apic.timer.expires || !is_soft(vcpu))
                                continue;
                        x2apic_check_timer(&vcpu->apic);
                        if (x2apic_pending(&vcpu->apic) && (vmpl == 0 || vmpl == cpus[i].vmpl))
                                cpu_poke(&cpus[i]);
                }
}

bool events_may_come(const struct cpu *cpu)
{
        const struct vcpu *first = &cpu->instances[0];
        const struct vcpu *current = &cpu->instances[cpu->vmpl];

        return (is_soft(first) && first->apic.timer.expires) ||
               (is_soft(current) && current->apic.timer.expires);
}

/* Whether VMPL0 can take it now nobody asks, neither RFLAGS.IF nor an NMI's handler (kvm_check_plane0_events()). */
bool events_are_for_vmpl0(const struct cpu *cpu)
{
        const struct vcpu *vcpu = &cpu->instances[0];

        if (cpu->vmpl == 0 || !vcpu->save_area)
                return false;
        if (is_device_plane(vcpu))
                return cpu->device_waits || cpu->nmi_pending;
        return x2apic_pending(&vcpu->apic) || vcpu->apic.nmi_pending;
}

bool events_wake(const struct vcpu *vcpu)
{
        bool nmi = is_device_plane(vcpu) ? vcpu->cpu->nmi_pending : vcpu->apic.nmi_pending;

        if (nmi && !vcpu->nmi_blocked)
                return true;
        if (is_device_plane(vcpu) || !x2apic_pending(&vcpu->apic))
                return false;
        if (doorbell_is_used(vcpu))
                return doorbell_is_free(vcpu);
        return vmcb_save(vcpu->vmcb)->rflags & RFLAGS_IF;
}

/* Another NMI has to wait until the guest says that the handler is done, as IRET does not exit with encrypted state. */
static void offer_nmi(struct vcpu *vcpu, bool *pending)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        if (!*pending || vcpu->nmi_blocked || control->event_injection & EVENT_VALID)
                return;
        control->event_injection = EVENT_VALID | EVENT_TYPE_NMI | VECTOR_NMI;
        vcpu->nmi_blocked = true;
        *pending = false;
}

static void offer_doorbell(struct vcpu *vcpu)
{
        unsigned int vector = x2apic_pending(&vcpu->apic);

        if (vcpu->apic.nmi_pending && doorbell_ring_nmi(vcpu))
                vcpu->apic.nmi_pending = false;
        if (vector && doorbell_ring(vcpu, vector))
                x2apic_acknowledge(&vcpu->apic, vector);
}

void events_offer(struct vcpu *vcpu)
{
        if (is_device_plane(vcpu)) {
                offer_nmi(vcpu, &vcpu->cpu->nmi_pending);
        } else if (doorbell_is_used(vcpu)) {
                offer_doorbell(vcpu);
        } else {
                offer_nmi(vcpu, &vcpu->apic.nmi_pending);
                vcpu_control_interrupt(vcpu, x2apic_candidate(&vcpu->apic), vcpu->apic.tpr);
        }
}

/* CR8 is the TPR's upper half; a guest that changes it exits only while an interrupt is pending. */
void events_note(struct vcpu *vcpu)
{
        unsigned int vector;

        if (is_device_plane(vcpu) || doorbell_is_used(vcpu))
                return;
        if (vcpu_control_tpr(vcpu) != (vcpu->apic.tpr & 0xf0))
                vcpu->apic.tpr = vcpu_control_tpr(vcpu);
        vector = vcpu_control_delivered(vcpu);
        if (vector)
                x2apic_acknowledge(&vcpu->apic, vector);
}
