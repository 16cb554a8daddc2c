/* softsnp/svm/apic.h - interrupts from one CPU to another, by the local APIC (APM vol. 2, section 16.5). */
#ifndef SOFTSNP_SVM_APIC_H
#define SOFTSNP_SVM_APIC_H

#include <stdint.h>

/* The low half of the interrupt command register; to ICR_STARTUP the vector is added: the page of the code. */
#define ICR_NMI     0x4400
#define ICR_INIT    0x4500
#define ICR_STARTUP 0x4600

/* Makes the APIC of this CPU take interrupts. */
void apic_enable(void);

/* Sends one to the CPU with APIC ID @cpu; returns when it is on its way. */
void apic_send(unsigned int cpu, uint32_t command);

#endif
