/*
 * softsnp/svm/x2apic.c - see x2apic.h. Which writes fault, which bits are kept: kvm_lapic_reg_write(),
 * kvm_lapic_readable_reg_mask() and __kvm_apic_set_base() of Linux arch/x86/kvm/{lapic,x86}.c.
 */
#include "softsnp/svm/x2apic.h"

#include "lib/base/memory.h"

#define DEFAULT_BASE UINT64_C(0xfee00000)
#define BASE_BITS    (UINT64_C(0xffffffffff000) | APIC_BASE_BSP | APIC_BASE_X2APIC | APIC_BASE_ENABLE)

#define VERSION     (0x14u | (APIC_LVT_COUNT - 1) << 16)
#define SVR_ENABLE  (1u << 8)
#define SVR_BITS    0x3ffu
#define LVT_MASKED  (1u << 16)
#define DIVIDE_BITS 0xbu
#define ICR_BUSY    (UINT64_C(1) << 12)

#define DFR_FLAT 0xffffffffu
#define LDR_BITS 0xff000000u

/* X2APIC_ICR_RESERVED_BITS. */
#define ICR_RESERVED UINT64_C(0xfff32000)

/* Bits of each entry of the local vector table: its mask, vector, mode, polarity, trigger (apic_lvt_mask[]). */
static const uint32_t lvt_bits[APIC_LVT_COUNT] = { 0x700ff, 0x107ff, 0x107ff,
                                                   0x1a7ff, 0x1a7ff, 0x100ff };

void x2apic_init(struct x2apic *apic, uint32_t id)
{
        memset(apic, 0, sizeof(*apic));
        apic->id = id;
        apic->base = DEFAULT_BASE | APIC_BASE_ENABLE | (id == 0 ? APIC_BASE_BSP : 0);
        apic->svr = 0xff;
        apic->dfr = DFR_FLAT;
        for (unsigned int i = 0; i < APIC_LVT_COUNT; i++)
                apic->lvt[i] = LVT_MASKED;
}

/* From x2APIC mode there is no way to xAPIC mode but through off; nor from off to x2APIC mode. */
bool x2apic_set_base(struct x2apic *apic, uint64_t value)
{
        const uint64_t mode = APIC_BASE_ENABLE | APIC_BASE_X2APIC;

        if (value & ~BASE_BITS || (value & mode) == APIC_BASE_X2APIC)
                return false;
        if ((value & mode) == APIC_BASE_ENABLE && x2apic_is_x2(apic))
                return false;
        if ((value & mode) == mode && !x2apic_is_on(apic))
                return false;
        apic->base = value;
        return true;
}

static uint32_t ldr(const struct x2apic *apic)
{
        return x2apic_is_x2(apic) ? apic->id >> 4 << 16 | 1u << (apic->id & 15) : apic->ldr;
}

/* The highest vector of 256; 0 if there is none, and 0 to 15 are none. */
static unsigned int highest(const uint32_t *words)
{
        for (unsigned int i = APIC_VECTOR_WORDS; i-- > 0;)
                if (words[i])
                        return i * 32 + 31 - (unsigned int)__builtin_clz(words[i]);
        return 0;
}

static uint32_t processor_priority(const struct x2apic *apic)
{
        uint32_t in_service = highest(apic->isr) & 0xf0;

        return (apic->tpr & 0xf0) >= in_service ? apic->tpr : in_service;
}

unsigned int x2apic_candidate(const struct x2apic *apic)
{
        unsigned int vector = highest(apic->irr);

        return x2apic_is_on(apic) && (vector & 0xf0) > (highest(apic->isr) & 0xf0) ? vector : 0;
}

unsigned int x2apic_pending(const struct x2apic *apic)
{
        unsigned int vector = x2apic_candidate(apic);

        return (vector & 0xf0) > (apic->tpr & 0xf0) ? vector : 0;
}

/* APIC_IRR stays as it is if it is disabled: what has come is kept (apic_enabled() in __apic_accept_irq()). */
void x2apic_accept(struct x2apic *apic, unsigned int vector, bool level)
{
        uint32_t bit = 1u << vector % 32;

        if (!x2apic_is_on(apic) || !(apic->svr & SVR_ENABLE))
                return;
        apic->irr[vector / 32] |= bit;
        apic->tmr[vector / 32] = (apic->tmr[vector / 32] & ~bit) | (level ? bit : 0);
}

void x2apic_acknowledge(struct x2apic *apic, unsigned int vector)
{
        apic->irr[vector / 32] &= ~(1u << vector % 32);
        apic->isr[vector / 32] |= 1u << vector % 32;
}

void x2apic_check_timer(struct x2apic *apic)
{
        if (apic_timer_expired(&apic->timer, apic->lvt[0]) && !(apic->lvt[0] & LVT_MASKED))
                x2apic_accept(apic, apic->lvt[0] & 0xff, false);
}

uint64_t x2apic_deadline(const struct x2apic *apic)
{
        return apic_timer_deadline(&apic->timer, apic->lvt[0]);
}

void x2apic_set_deadline(struct x2apic *apic, uint64_t value)
{
        apic_timer_set_deadline(&apic->timer, apic->lvt[0], value);
}

static void end_of_interrupt(struct x2apic *apic)
{
        unsigned int vector = highest(apic->isr);

        apic->isr[vector / 32] &= ~(1u << vector % 32);
}

static bool is_lvt(unsigned int number)
{
        return number >= APIC_LVT_TIMER && number <= APIC_LVT_ERROR;
}

/* One of the three times eight words. */
static bool read_vectors(const struct x2apic *apic, unsigned int number, uint64_t *value)
{
        const uint32_t *words = number < APIC_TMR   ? apic->isr
                                : number < APIC_IRR ? apic->tmr
                                                    : apic->irr;

        *value = words[number % APIC_VECTOR_WORDS];
        return true;
}

/* The ID and the upper half of the ICR look different in the two modes; DFR and that half are not in the newer. */
static bool read_by_mode(const struct x2apic *apic, unsigned int number, uint64_t *value)
{
        bool x2 = x2apic_is_x2(apic);

        switch (number) {
        case APIC_ID:
                *value = x2 ? apic->id : apic->id << 24;
                return true;
        case APIC_ICR:
                *value = x2 ? apic->icr : (uint32_t)apic->icr;
                return true;
        case APIC_ICR_HIGH:
                *value = apic->icr >> 32;
                return !x2;
        case APIC_DFR:
                *value = apic->dfr;
                return !x2;
        default:
                return false;
        }
}

bool x2apic_read(const struct x2apic *apic, unsigned int number, uint64_t *value)
{
        if (number >= APIC_ISR && number < APIC_IRR + APIC_VECTOR_WORDS)
                return read_vectors(apic, number, value);
        if (is_lvt(number)) {
                *value = apic->lvt[number - APIC_LVT_TIMER];
                return true;
        }
        switch (number) {
        case APIC_VERSION:
                *value = VERSION;
                return true;
        case APIC_TPR:
                *value = apic->tpr;
                return true;
        case APIC_PPR:
                *value = processor_priority(apic);
                return true;
        case APIC_LDR:
                *value = ldr(apic);
                return true;
        case APIC_SVR:
                *value = apic->svr;
                return true;
        case APIC_ESR:
                *value = 0; /* there are no errors here that anything sets it for */
                return true;
        case APIC_INITIAL_COUNT:
                *value = apic->timer.initial_count;
                return true;
        case APIC_CURRENT_COUNT:
                *value = apic_timer_count(&apic->timer, apic->lvt[0]);
                return true;
        case APIC_DIVIDE:
                *value = apic->timer.divide;
                return true;
        default:
                return read_by_mode(apic, number, value);
        }
}

/* An APIC that software disables has its table masked (apic_set_spiv()). */
static void set_spurious(struct x2apic *apic, uint32_t value)
{
        apic->svr = value & SVR_BITS;
        if (apic->svr & SVR_ENABLE)
                return;
        for (unsigned int i = 0; i < APIC_LVT_COUNT; i++)
                apic->lvt[i] |= LVT_MASKED;
}

static void set_lvt(struct x2apic *apic, unsigned int index, uint32_t value)
{
        uint32_t before = apic->lvt[index];

        if (!(apic->svr & SVR_ENABLE))
                value |= LVT_MASKED;
        apic->lvt[index] = value & lvt_bits[index];
        /* Another mode of the timer stops it (apic_update_lvtt()). */
        if (index == 0 && (before ^ apic->lvt[0]) & 0x60000) {
                apic->timer.expires = 0;
                apic->timer.initial_count = 0;
        }
}

static enum apic_write write_icr(struct x2apic *apic, uint64_t value)
{
        if (!x2apic_is_x2(apic)) {
                apic->icr = (apic->icr & ~UINT64_C(0xffffffff)) | (uint32_t)(value & ~ICR_BUSY);
                return APIC_SEND;
        }
        if (value & ICR_RESERVED)
                return APIC_FAULT;
        apic->icr = value & ~ICR_BUSY;
        return APIC_SEND;
}

/* What is written in one mode only. */
static enum apic_write write_by_mode(struct x2apic *apic, unsigned int number, uint64_t value)
{
        bool x2 = x2apic_is_x2(apic);

        if (number == APIC_SELF_IPI && x2 && value <= 0xff) {
                x2apic_accept(apic, (unsigned int)value, false);
                return APIC_WRITTEN;
        }
        if (x2)
                return APIC_FAULT;
        if (number == APIC_ICR_HIGH)
                apic->icr = (uint32_t)apic->icr | value << 32;
        else if (number == APIC_LDR)
                apic->ldr = (uint32_t)value & LDR_BITS;
        else if (number == APIC_DFR)
                apic->dfr = (uint32_t)value | 0x0fffffff;
        else
                return APIC_FAULT;
        return APIC_WRITTEN;
}

/* Only the ICR has an upper half (kvm_lapic_msr_write()). */
enum apic_write x2apic_write(struct x2apic *apic, unsigned int number, uint64_t value)
{
        if (number == APIC_ICR)
                return write_icr(apic, value);
        if (value >> 32)
                return APIC_FAULT;
        if (is_lvt(number)) {
                set_lvt(apic, number - APIC_LVT_TIMER, (uint32_t)value);
                return APIC_WRITTEN;
        }
        switch (number) {
        case APIC_TPR:
                apic->tpr = value & 0xff;
                return APIC_WRITTEN;
        case APIC_EOI:
                end_of_interrupt(apic);
                return APIC_WRITTEN;
        case APIC_SVR:
                set_spurious(apic, (uint32_t)value);
                return APIC_WRITTEN;
        case APIC_ESR:
                return x2apic_is_x2(apic) && value ? APIC_FAULT : APIC_WRITTEN;
        case APIC_INITIAL_COUNT:
                apic->timer.initial_count = (uint32_t)value;
                apic_timer_start(&apic->timer, apic->lvt[0]);
                return APIC_WRITTEN;
        case APIC_DIVIDE:
                apic->timer.divide = value & DIVIDE_BITS;
                apic_timer_start(&apic->timer, apic->lvt[0]);
                return APIC_WRITTEN;
        default:
                return write_by_mode(apic, number, value);
        }
}

/* Logical destinations in x2APIC mode: a cluster of 16 and a bit of it; in xAPIC mode 8 bits, or clusters of 4. */
static bool matches_logically(const struct x2apic *apic, uint32_t destination)
{
        uint32_t own = ldr(apic);

        if (x2apic_is_x2(apic))
                return destination >> 16 == own >> 16 && (destination & own & 0xffff);
        own >>= 24;
        if (apic->dfr == DFR_FLAT)
                return destination & own;
        return destination >> 4 == own >> 4 && (destination & own & 0xf);
}

/* All bits of the sender's width are everybody (kvm_apic_match_dest(), kvm_apic_broadcast()). */
bool x2apic_is_destination(const struct x2apic *apic, bool from_x2, uint32_t destination,
                           bool logical)
{
        if (destination == (from_x2 ? UINT32_MAX : 0xff))
                return true;
        return logical ? matches_logically(apic, destination) : destination == apic->id;
}
