/*
 * softsnp/svm/x2apic.h - the local APIC of an instance that devices do not reach, in software: what KVM's is
 * (Linux arch/x86/kvm/lapic.c), one for each plane of a vCPU. Registers: APM vol. 2, chapter 16.
 *
 * The CPU's own APIC belongs to the device plane (planes.h). Registers have the numbers of x2APIC mode: MSR 0x800 + n is
 * register n, which is at 16 * n in xAPIC mode.
 */
#ifndef SOFTSNP_SVM_X2APIC_H
#define SOFTSNP_SVM_X2APIC_H

#include <stdbool.h>
#include <stdint.h>

#include "softsnp/svm/apic_timer.h"

#define APIC_VECTOR_WORDS 8 /* 256 vectors, 32 a word */

enum apic_register {
        APIC_ID = 0x02,
        APIC_VERSION = 0x03,
        APIC_TPR = 0x08,
        APIC_PPR = 0x0a,
        APIC_EOI = 0x0b,
        APIC_LDR = 0x0d,
        APIC_DFR = 0x0e, /* xAPIC mode only */
        APIC_SVR = 0x0f,
        APIC_ISR = 0x10,
        APIC_TMR = 0x18,
        APIC_IRR = 0x20,
        APIC_ESR = 0x28,
        APIC_ICR = 0x30,
        APIC_ICR_HIGH = 0x31, /* xAPIC mode only */
        APIC_LVT_TIMER = 0x32,
        APIC_LVT_ERROR = 0x37,
        APIC_INITIAL_COUNT = 0x38,
        APIC_CURRENT_COUNT = 0x39,
        APIC_DIVIDE = 0x3e,
        APIC_SELF_IPI = 0x3f, /* x2APIC mode only */
};
#define APIC_LVT_COUNT (APIC_LVT_ERROR - APIC_LVT_TIMER + 1)

/* APIC_BASE. */
#define APIC_BASE_BSP    (UINT64_C(1) << 8)
#define APIC_BASE_X2APIC (UINT64_C(1) << 10)
#define APIC_BASE_ENABLE (UINT64_C(1) << 11)

/* The interrupt command register, lower half. */
#define ICR_VECTOR(icr)    ((unsigned int)(icr)&0xff)
#define ICR_MODE(icr)      ((icr) >> 8 & 7)
#define ICR_LOGICAL        (1u << 11)
#define ICR_ASSERT         (1u << 14)
#define ICR_LEVEL          (1u << 15)
#define ICR_SHORTHAND(icr) ((icr) >> 18 & 3)
enum icr_mode {
        ICR_MODE_FIXED = 0,
        ICR_MODE_LOWEST = 1,
        ICR_MODE_NMI = 4,
        ICR_MODE_INIT = 5,
        ICR_MODE_START_UP = 6,
};
enum icr_shorthand {
        ICR_TO_DESTINATION,
        ICR_TO_SELF,
        ICR_TO_ALL,
        ICR_TO_OTHERS,
};

struct x2apic {
        uint32_t id;
        uint64_t base; /* MSR_APIC_BASE; that of the device plane too */
        uint32_t tpr;
        uint32_t svr;
        uint32_t ldr, dfr; /* xAPIC mode; in x2APIC mode the ID says what the LDR is */
        uint64_t icr;
        uint32_t lvt[APIC_LVT_COUNT];
        uint32_t irr[APIC_VECTOR_WORDS];
        uint32_t isr[APIC_VECTOR_WORDS];
        uint32_t tmr[APIC_VECTOR_WORDS];
        struct apic_timer timer;
        bool nmi_pending;
};

/* What a write did. */
enum apic_write {
        APIC_WRITTEN,
        APIC_SEND,  /* the command register: what it says is to be sent */
        APIC_FAULT, /* #GP in x2APIC mode, nothing in xAPIC mode */
};

void x2apic_init(struct x2apic *apic, uint32_t id);

static inline bool x2apic_is_x2(const struct x2apic *apic)
{
        return apic->base & APIC_BASE_X2APIC;
}

static inline bool x2apic_is_on(const struct x2apic *apic)
{
        return apic->base & APIC_BASE_ENABLE;
}

/* MSR_APIC_BASE; false: #GP, and nothing has changed. */
__attribute__((warn_unused_result)) bool x2apic_set_base(struct x2apic *apic, uint64_t value);

/* One register, as the mode of the APIC has it. False: there is none to read. */
__attribute__((warn_unused_result)) bool x2apic_read(const struct x2apic *apic, unsigned int number,
                                                     uint64_t *value);
__attribute__((warn_unused_result)) enum apic_write
x2apic_write(struct x2apic *apic, unsigned int number, uint64_t value);

/* An interrupt arrives; nothing happens while software has the APIC disabled. */
void x2apic_accept(struct x2apic *apic, unsigned int vector, bool level);

/* The vector that the CPU would take, were interrupts enabled; and, were the TPR 0. 0 if there is none. */
unsigned int x2apic_pending(const struct x2apic *apic);
unsigned int x2apic_candidate(const struct x2apic *apic);

/* The CPU has taken it: it is in service until the next EOI. */
void x2apic_acknowledge(struct x2apic *apic, unsigned int vector);

/* The destination of an interrupt: as @mode of the sender has it, x2APIC or not. */
__attribute__((warn_unused_result)) bool
x2apic_is_destination(const struct x2apic *apic, bool from_x2, uint32_t destination, bool logical);

/* The timer: an interrupt if it has expired. */
void x2apic_check_timer(struct x2apic *apic);
uint64_t x2apic_deadline(const struct x2apic *apic);
void x2apic_set_deadline(struct x2apic *apic, uint64_t value);

#endif
