/*
 * softsnp/svm/exception.c - see exception.h. Delivery in long mode: APM vol. 2, section 8.9;
 * in 32-bit protected mode, section 8.7.
 */
#include "softsnp/svm/exception.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/svm/diagnose.h"
#include "softsnp/svm/guest_memory.h"

#define GATE_PRESENT   (UINT64_C(1) << 47)
#define GATE_INTERRUPT 0xe /* type; a trap gate is 0xf and leaves IF alone */
#define CODE_PRESENT   (UINT64_C(1) << 47)
#define CODE_LONG      (UINT64_C(1) << 53)
#define CODE_CONFORM   (UINT64_C(1) << 42)

#define TSS64_RSP0  4
#define TSS64_IST1  0x24
#define SELECTOR_TI 4

/* What a gate says, whichever its form. */
struct gate_target {
        uint64_t offset;
        uint16_t selector;
        unsigned int stack; /* IST index, 0 for none */
        unsigned int type;
        uint64_t code; /* the code segment's descriptor */
};

void raise_gp(struct vcpu *vcpu)
{
        vcpu->vmcb->control.event_injection =
                EVENT_VALID | EVENT_HAS_ERROR | EVENT_TYPE_EXCEPTION | VECTOR_GP;
}

void raise_ud(struct vcpu *vcpu)
{
        vcpu->vmcb->control.event_injection = EVENT_VALID | EVENT_TYPE_EXCEPTION | VECTOR_UD;
}

void raise_nm(struct vcpu *vcpu)
{
        vcpu->vmcb->control.event_injection = EVENT_VALID | EVENT_TYPE_EXCEPTION | VECTOR_NM;
}

void raise_pf(struct vcpu *vcpu, uint64_t address, uint32_t error)
{
        vcpu_state(vcpu)->cr2 = address;
        vcpu->vmcb->control.event_injection = (uint64_t)error << 32 | EVENT_VALID |
                                              EVENT_HAS_ERROR | EVENT_TYPE_EXCEPTION | VECTOR_PF;
}

/*
 * Hardware would raise #DF; a guest that cannot take a #VC could not take that either, and the
 * reason would be lost.
 */
static void read_or_stop(struct vcpu *vcpu, uint64_t address, void *out, size_t size,
                         const char *what)
{
        if (!guest_read(vcpu, address, out, size))
                vcpu_stop(vcpu, "#VC cannot be delivered: %s at 0x%lx is not readable", what,
                          address);
}

/* 16 bytes a gate in long mode, 8 in protected mode: @size tells which. */
static void read_gate(struct vcpu *vcpu, void *out, size_t size)
{
        const struct vmsa *state = vcpu_state(vcpu);

        if (VECTOR_VC * size + size - 1 > state->idtr.limit)
                vcpu_stop(vcpu, "#VC cannot be delivered: the IDT has no entry %d", VECTOR_VC);
        read_or_stop(vcpu, state->idtr.base + VECTOR_VC * size, out, size, "IDT entry");
        if (!(*(const uint64_t *)out & GATE_PRESENT))
                vcpu_stop(vcpu, "#VC cannot be delivered: IDT entry %d is not present", VECTOR_VC);
}

/* The selector's low three bits are table and privilege; the GDT is all that is searched. */
static void read_code_segment(struct vcpu *vcpu, struct gate_target *target)
{
        const struct vmsa *state = vcpu_state(vcpu);
        uint64_t at = state->gdtr.base + (target->selector & ~7u);

        if (target->selector & SELECTOR_TI || (target->selector & ~7u) + 7u > state->gdtr.limit)
                vcpu_stop(vcpu,
                          "#VC cannot be delivered: the gate's selector 0x%x is not in the GDT",
                          target->selector);
        read_or_stop(vcpu, at, &target->code, sizeof(target->code), "code segment");
        if (!(target->code & CODE_PRESENT))
                vcpu_stop(vcpu, "#VC cannot be delivered: code segment 0x%x is not present",
                          target->selector);
}

/*
 * The offset lies in three pieces, IST in 34:32 and the type in 43:40 (APM vol. 2, section 4.8.4).
 */
static struct gate_target long_target(struct vcpu *vcpu)
{
        struct gate_target target;
        uint64_t gate[2];

        read_gate(vcpu, gate, sizeof(gate));
        target = (struct gate_target){
                .offset = (gate[0] & 0xffff) | gate[0] >> 48 << 16 | gate[1] << 32,
                .selector = (uint16_t)(gate[0] >> 16),
                .stack = gate[0] >> 32 & 7,
                .type = gate[0] >> 40 & 0xf,
        };
        read_code_segment(vcpu, &target);
        if (!(target.code & CODE_LONG))
                vcpu_stop(vcpu, "#VC cannot be delivered: code segment 0x%x is not a 64-bit one",
                          target.selector);
        return target;
}

/* A conforming segment keeps the level; any other has its own. */
static unsigned int target_cpl(const struct vmsa *state, const struct gate_target *target)
{
        return target->code & CODE_CONFORM ? state->cpl : target->code >> 45 & 3;
}

/* The stack the handler gets: the gate's own, the new level's, or the one in use. */
static uint64_t long_stack(struct vcpu *vcpu, const struct gate_target *target, unsigned int cpl)
{
        const struct vmsa *state = vcpu_state(vcpu);
        uint64_t stack = state->rsp;

        if (target->stack != 0)
                read_or_stop(vcpu, state->tr.base + TSS64_IST1 + UINT64_C(8) * (target->stack - 1),
                             &stack, sizeof(stack), "IST entry");
        else if (cpl != state->cpl)
                read_or_stop(vcpu, state->tr.base + TSS64_RSP0 + UINT64_C(8) * cpl, &stack,
                             sizeof(stack), "RSP of the TSS");
        return stack & ~UINT64_C(15);
}

/* Nothing was changed before this, so what the reason shows is the guest's state at the fault. */
static void push_frame(struct vcpu *vcpu, uint64_t address, const void *frame, size_t size)
{
        if (!guest_write(vcpu, address, frame, size))
                vcpu_stop(vcpu, "#VC cannot be delivered: stack at 0x%lx is not writable", address);
}

/* The limit is not the descriptor's: 64-bit code has none, and flat code the whole. */
static void enter_code_segment(struct vmsa *state, const struct gate_target *target,
                               unsigned int cpl)
{
        state->cs.selector = (uint16_t)((target->selector & ~3u) | cpl);
        state->cs.attributes =
                (uint16_t)((target->code >> 40 & 0xff) | (target->code >> 44 & 0xf00));
        state->cs.limit = UINT32_MAX;
        state->rip = target->offset;
        state->rflags &= ~(RFLAGS_TF | RFLAGS_NT | RFLAGS_RF);
        if (target->type == GATE_INTERRUPT)
                state->rflags &= ~RFLAGS_IF;
}

/*
 * From the top of the stack down: SS, RSP, RFLAGS, CS, RIP, error code. A new level gets a null SS
 * (APM vol. 2, section 8.9).
 */
static void deliver_long(struct vcpu *vcpu, uint64_t code)
{
        struct vmsa *state = vcpu_state(vcpu);
        struct gate_target target = long_target(vcpu);
        unsigned int cpl = target_cpl(state, &target);
        uint64_t frame[] = { code,          state->rip, state->cs.selector,
                             state->rflags, state->rsp, state->ss.selector };
        uint64_t stack = long_stack(vcpu, &target, cpl) - sizeof(frame);

        push_frame(vcpu, stack, frame, sizeof(frame));
        enter_code_segment(state, &target, cpl);
        state->cs.base = 0;
        state->rsp = stack;
        if (cpl != state->cpl)
                state->ss = (struct vmsa_segment){ .selector = (uint16_t)cpl,
                                                   .attributes = (uint16_t)(cpl << 5) };
        state->cpl = (uint8_t)cpl;
}

/* As long_target(), with a gate of 8 bytes and no IST. */
static struct gate_target flat_target(struct vcpu *vcpu)
{
        struct gate_target target;
        uint64_t gate;

        read_gate(vcpu, &gate, sizeof(gate));
        target = (struct gate_target){
                .offset = (gate & 0xffff) | gate >> 48 << 16,
                .selector = (uint16_t)(gate >> 16),
                .type = gate >> 40 & 0xf,
        };
        read_code_segment(vcpu, &target);
        return target;
}

/* 32-bit protected mode without paging, as firmware has it at its start: no change of privilege. */
static void deliver_flat(struct vcpu *vcpu, uint64_t code)
{
        struct vmsa *state = vcpu_state(vcpu);
        struct gate_target target = flat_target(vcpu);
        uint32_t frame[] = { (uint32_t)code, (uint32_t)state->rip, state->cs.selector,
                             (uint32_t)state->rflags };
        uint32_t stack = (uint32_t)(state->rsp - sizeof(frame));

        push_frame(vcpu, (uint32_t)(state->ss.base + stack), frame, sizeof(frame));
        enter_code_segment(state, &target, state->cpl);
        state->cs.base = (target.code >> 16 & 0xffffff) | target.code >> 56 << 24;
        state->rsp = stack;
}

/*
 * The instruction is tried again or skipped by the handler; RIP stays at it. STI's shadow ends with
 * the delivery.
 */
void raise_vc(struct vcpu *vcpu, uint64_t code)
{
        const struct vmsa *state = vcpu_state(vcpu);

        diagnose_note_vc(vcpu, code);
        diagnose_repeated_vc(vcpu, code);
        if (state->efer & EFER_LMA)
                deliver_long(vcpu, code);
        else if (state->cr0 & CR0_PE && !(state->cr0 & CR0_PG))
                deliver_flat(vcpu, code);
        else
                vcpu_stop(vcpu, "#VC 0x%lx in a mode where no guest can handle it", code);
        vcpu->vmcb->control.interrupt_shadow = 0;
}
