/*
 * tests/machine/runtime/apic.h - the local APIC of VMPL0, by MSR events and by its page, and interrupts that are counted.
 */
#ifndef TESTS_MACHINE_RUNTIME_APIC_H
#define TESTS_MACHINE_RUNTIME_APIC_H

#include <stdbool.h>
#include <stdint.h>

struct ghcb;

#define MSR_TSC_DEADLINE 0x6e0
#define X2APIC(number)   (0x800 + (number))

/* Numbers of registers (APM vol. 2, section 16.11.1); in xAPIC mode they are at 16 times that. */
enum {
        X2_ID = 0x02,
        X2_VERSION = 0x03,
        X2_TPR = 0x08,
        X2_PPR = 0x0a,
        X2_EOI = 0x0b,
        X2_LDR = 0x0d,
        X2_SVR = 0x0f,
        X2_ISR = 0x10,
        X2_IRR = 0x20,
        X2_ICR = 0x30,
        X2_LVT_TIMER = 0x32,
        X2_INITIAL_COUNT = 0x38,
        X2_CURRENT_COUNT = 0x39,
        X2_DIVIDE = 0x3e,
        X2_SELF_IPI = 0x3f,
};
#define SVR_ENABLED 0x1ff

#define ICR_NMI       0x400
#define ICR_TO_LOGIC  0x800
#define ICR_TO_SELF   0x40000
#define ICR_TO_ALL    0x80000
#define ICR_TO_OTHERS 0xc0000

/* A GHCB page besides test_ghcb(): for another vCPU or VMPL, which calls this itself. @page is given away. */
struct ghcb *another_ghcb(uint64_t page);
/* The one that the functions below use from now on, on this vCPU: at first test_ghcb(). */
void use_ghcb(struct ghcb *ghcb);

/* exit_info1 of the answer: GHCB_RESULT_OK, or GHCB_RESULT_EXCEPTION for #GP. */
uint32_t write_msr(uint32_t number, uint64_t value);
uint32_t read_msr(uint32_t number, uint64_t *value);
/* The same; it must work. */
void set_msr(uint32_t number, uint64_t value);
uint64_t get_msr(uint32_t number);

/* 4 bytes of a device's register; it must work. */
uint32_t mmio_read(uint64_t address);

/* x2APIC mode, enabled by software too. */
void start_x2apic(void);

/* Interrupts from FIRST_VECTOR on, NMIs and #HV, by order: each puts its vector here and nothing else. */
#define FIRST_VECTOR  0x41
#define VECTOR_COUNT  64
#define VECTORS_TAKEN 32
extern volatile unsigned int taken_count;
extern volatile uint8_t taken[VECTORS_TAKEN];
/* The IDT gets gates for them; every vCPU of a test has this IDT. */
void count_vectors(void);

void enable_interrupts(void);
void disable_interrupts(void);
/* Interrupts are on for a few instructions. */
void allow_interrupts(void);
/* STI and HLT, as one; back when something has ended it, interrupts off. */
void wait_for_interrupt(void);

/* A vCPU other than 0 runs @function at VMPL0 on a stack of its own; @page becomes its save area. */
void start_vcpu(unsigned int vcpu, uint64_t page, void (*function)(void));
/* Waits until *@counter is @value, at most for a few seconds; checks that it came to it. */
void wait_until(const volatile unsigned int *counter, unsigned int value);

#endif
