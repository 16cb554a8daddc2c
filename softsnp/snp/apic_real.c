/* softsnp/snp/apic_real.c - see apic_real.h. Registers: APM vol. 2, section 16.3 (xAPIC) and 16.11 (x2APIC). */
#include "softsnp/snp/apic_real.h"

#include "softsnp/snp/apic_ipi.h"
#include "softsnp/svm/apic.h"

#define APIC_PAGE   UINT64_C(0xfee00000)
#define TO_EVERYONE 0xff

static volatile uint32_t *hardware(unsigned int number)
{
        return (volatile uint32_t *)(APIC_PAGE + number * UINT64_C(16));
}

/* Which registers there are the software APIC knows; what is in them is the hardware's. */
bool apic_real_read(const struct vcpu *vcpu, unsigned int number, uint64_t *value)
{
        if (!x2apic_read(&vcpu->apic, number, value))
                return false;
        if (number != APIC_ID && number != APIC_LDR && number != APIC_ICR)
                *value = *hardware(number);
        return true;
}

/* A logical destination names bits of a cluster, which the hardware does not know: each CPU is sent to by its ID. */
static void send(struct vcpu *vcpu, uint64_t command)
{
        uint32_t low = (uint32_t)command & ~ICR_LOGICAL;

        if (ICR_SHORTHAND(command) != ICR_TO_DESTINATION) {
                *hardware(APIC_ICR) = low;
                return;
        }
        if (command >> 32 == UINT32_MAX) {
                apic_send(TO_EVERYONE, low);
                return;
        }
        for (unsigned int i = 0; i < cpu_count; i++)
                if (apic_ipi_is_for(vcpu, &cpus[i].instances[vcpu->vmpl], command, true))
                        apic_send(cpus[i].id, low);
}

/*
 * A copy of the software APIC says what the write is: it is in x2APIC mode, and every bit that it refuses the hardware would
 * not have.
 */
bool apic_real_write(struct vcpu *vcpu, unsigned int number, uint64_t value)
{
        struct x2apic rules = vcpu->apic;

        switch (x2apic_write(&rules, number, value)) {
        case APIC_FAULT:
                return false;
        case APIC_SEND:
                vcpu->apic.icr = rules.icr;
                if (!apic_ipi_starts(vcpu, rules.icr, true))
                        send(vcpu, rules.icr);
                return true;
        case APIC_WRITTEN:
        default:
                if (number == APIC_SELF_IPI)
                        *hardware(APIC_ICR) = ICR_TO_SELF << 18 | ICR_VECTOR(value);
                else
                        *hardware(number) = (uint32_t)value;
                return true;
        }
}

/* The logical IDs of other CPUs are in their APICs, where only they can read them: taken for the IDs. */
bool apic_real_starts(struct vcpu *vcpu, uint32_t command)
{
        uint64_t high = *hardware(APIC_ICR_HIGH);

        return apic_ipi_starts(vcpu, high << 32 | (command & ~ICR_LOGICAL), false);
}
