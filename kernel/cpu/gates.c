/* kernel/cpu/gates.c - see gates.h. */
#include "kernel/cpu/gates.h"

#include "kernel/cpu/area.h"

#define GATE_INTERRUPT UINT64_C(0x8e00) /* present, DPL 0: INT n in a service is #GP */

unsigned int exception_stack(unsigned int vector)
{
        if (vector >= VECTOR_FIRST)
                return IST_INTR;
        switch (vector) {
        case VECTOR_DF:
                return IST_DF;
        case VECTOR_NMI:
                return IST_NMI;
        case VECTOR_VC:
                return IST_VC;
        default:
                return IST_TRAP;
        }
}

void gates_fill(struct gate idt[VECTORS], uint64_t stubs)
{
        for (unsigned int vector = 0; vector < VECTORS; vector++) {
                uint64_t handler = stubs + vector * STUB_SIZE;

                idt[vector].low = (handler & 0xffff) | (uint64_t)SELECTOR_KERNEL_CODE << 16 |
                                  (uint64_t)exception_stack(vector) << 32 | GATE_INTERRUPT << 32 |
                                  (handler & 0xffff0000) << 32;
                idt[vector].high = handler >> 32;
        }
}

/* Each stack is one page; it begins at the end of its page, with a guard page below (layout.h). */
static uint64_t page_stack(unsigned int vcpu, unsigned int page)
{
        return vcpu_page(vcpu, page + 1);
}

void task_state_fill(struct task_state *state, unsigned int vcpu)
{
        *state = (struct task_state){ .io_map = sizeof(*state) };
        state->ist[IST_DF - 1] = page_stack(vcpu, VCPU_PAGE_DF);
        state->ist[IST_NMI - 1] = page_stack(vcpu, VCPU_PAGE_NMI);
        state->ist[IST_VC - 1] = page_stack(vcpu, VCPU_PAGE_VC);
        state->ist[IST_TRAP - 1] = page_stack(vcpu, VCPU_PAGE_TRAP);
        state->ist[IST_INTR - 1] = page_stack(vcpu, VCPU_PAGE_INTR);
}
