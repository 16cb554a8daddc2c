/* softsnp/start/exceptions.c - see exceptions.h. */
#include "softsnp/start/exceptions.h"

#include <stdint.h>

#include "lib/x86/cpu.h"
#include "softsnp/start/console.h"

#define EXCEPTION_COUNT 32
#define CODE_SELECTOR   8
#define INTERRUPT_GATE \
        0x8e00 /* present, DPL 0, 64-bit interrupt gate (APM vol. 2, section 4.8.4) */

/* A gate of the IDT in long mode. */
struct gate {
        uint16_t offset_low;
        uint16_t selector;
        uint16_t attributes;
        uint16_t offset_middle;
        uint32_t offset_high;
        uint32_t reserved;
};
_Static_assert(sizeof(struct gate) == 16, "gate");

/* What exceptions.S leaves on the stack. */
struct exception_frame {
        uint64_t vector, error_code, rip, cs, rflags, rsp, ss;
};

struct __attribute__((packed)) table_register {
        uint16_t limit;
        uint64_t base;
};

extern const uint64_t exception_table[EXCEPTION_COUNT];
extern const uint8_t nmi_entry[];
void exception_report(const struct exception_frame *frame);

static struct gate idt[EXCEPTION_COUNT];

static void set_gate(unsigned int vector, uint64_t handler)
{
        idt[vector] = (struct gate){
                .offset_low = (uint16_t)handler,
                .selector = CODE_SELECTOR,
                .attributes = INTERRUPT_GATE,
                .offset_middle = (uint16_t)(handler >> 16),
                .offset_high = (uint32_t)(handler >> 32),
        };
}

/*
 * All 32 that the architecture has: none of them is expected but the NMI, by which CPUs call each
 * other (svm/kick.c).
 */
void exceptions_init(void)
{
        struct table_register idtr = { sizeof(idt) - 1, (uint64_t)idt };

        for (unsigned int i = 0; i < EXCEPTION_COUNT; i++)
                set_gate(i, exception_table[i]);
        set_gate(VECTOR_NMI, (uint64_t)nmi_entry);
        __asm__ volatile("lidt %0" : : "m"(idtr));
}

/*
 * softsnp causes no exceptions, so this is a bug of its own and no guest's: there is nothing to go
 * on with.
 */
void exception_report(const struct exception_frame *frame)
{
        machine_stop(
                "bug in softsnp: exception %lu, error code 0x%lx, rip 0x%lx, rsp 0x%lx, cr2 0x%lx",
                frame->vector, frame->error_code, frame->rip, frame->rsp, read_cr2());
}
