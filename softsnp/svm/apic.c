/* softsnp/svm/apic.c - see apic.h. Registers: APM vol. 2, chapter 16. */
#include "softsnp/svm/apic.h"

#include "lib/x86/cpu.h"

/* The local APIC (APM vol. 2, chapter 16), where the firmware leaves it. */
#define APIC_BASE     UINT64_C(0xfee00000)
#define APIC_SPURIOUS 0xf0
#define APIC_ICR_LOW  0x300
#define APIC_ICR_HIGH 0x310
#define APIC_ENABLE   (1u << 8)
#define ICR_PENDING   (1u << 12)

static volatile uint32_t *apic_register(uint64_t offset)
{
        return (volatile uint32_t *)(APIC_BASE + offset);
}

/* The guest may be between its own two writes of the ICR, so the half that is set before stays as it was. */
void apic_send(unsigned int cpu, uint32_t command)
{
        uint32_t destination = *apic_register(APIC_ICR_HIGH);

        *apic_register(APIC_ICR_HIGH) = cpu << 24;
        *apic_register(APIC_ICR_LOW) = command;
        while (*apic_register(APIC_ICR_LOW) & ICR_PENDING)
                cpu_relax();
        *apic_register(APIC_ICR_HIGH) = destination;
}

/*
 * The spurious-interrupt register has the enable bit (APM vol. 2, chapter 16); its vector is the
 * guest's.
 */
void apic_enable(void)
{
        *apic_register(APIC_SPURIOUS) |= APIC_ENABLE;
}
