/*
 * kernel/cpu/exceptions.c - exceptions in the kernel itself: a fault at a guest access goes on at its landing, an interrupt
 * where interrupts are let in is counted, everything else is the end.
 *
 * An NMI is the end, too. It can come between any two instructions, so going on after one would mean that whoever injects
 * events at instructions of his choice gets a return path into each of them; and nobody but the host sends one here.
 */
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/gates.h"
#include "lib/snp/ghcb.h"

/* One instruction that may fault, and where to go on then: collected by kernel.ld from the sections .fixups. */
struct fixup {
        uint64_t instruction;
        uint64_t landing;
};

extern const struct fixup fixups_start[], fixups_end[];
extern const char wrmsr_try_instruction[];
extern const uint8_t interrupts_begin[], interrupts_end[]; /* interrupts.S */

void kernel_exception(struct exception_frame *frame);
__attribute__((noreturn)) void kernel_wrong_frame(uint64_t vector);

static uint64_t landing_of(uint64_t rip)
{
        for (const struct fixup *fixup = fixups_start; fixup < fixups_end; fixup++)
                if (fixup->instruction == rip)
                        return fixup->landing;
        return 0;
}

/*
 * The guest's page is not there or not validated. Both exceptions leave the address in CR2 (#VC: APM vol. 2, section
 * 15.36.10), so that the same instruction's fault at a page of VMPL0 is not taken for one.
 */
static bool is_guest_fault(const struct exception_frame *frame, const struct cpu *cpu)
{
        if (!window_has(cpu->id, read_cr2()))
                return false;
        return frame->vector == VECTOR_PF ||
               (frame->vector == VECTOR_VC && frame->error == GHCB_EVENT_PAGE_NOT_VALIDATED);
}

/* What an MSR that is not there, or that the host has intercepted, does to an attempt to write it. */
static bool is_msr_fault(const struct exception_frame *frame)
{
        return frame->rip == (uint64_t)wrmsr_try_instruction &&
               (frame->vector == VECTOR_GP ||
                (frame->vector == VECTOR_VC && frame->error == GHCB_EVENT_MSR));
}

__attribute__((noreturn)) static void stop(const struct exception_frame *frame, const char *what)
{
        kernel_stop(TERMINATE_EXCEPTION,
                    "%s %lu error 0x%lx rip 0x%lx rsp 0x%lx cr2 0x%lx on vcpu %u", what,
                    frame->vector, frame->error, frame->rip, frame->rsp, read_cr2(), arch_vcpu());
}

/*
 * Each exception begins at the top of its IST stack, so a second one on the same stack while the first is handled has
 * overwritten the first one's frame: there is no way back.
 */
static void guard_nesting(const struct exception_frame *frame, struct cpu *cpu, uint8_t stack)
{
        if (cpu->stacks_in_use & stack)
                stop(frame, "nested exception");
        cpu->stacks_in_use |= stack;
}

/*
 * True if the CPU would take an interrupt there by itself; elsewhere it is one that the host has injected. All interrupts share a
 * stack, and none of its handling is such a place: a second one while the first is handled does not return.
 */
static bool is_interrupt(const struct exception_frame *frame)
{
        return frame->vector >= VECTOR_FIRST && (frame->rflags & RFLAGS_IF) &&
               frame->rip - (uint64_t)interrupts_begin <
                       (uint64_t)(interrupts_end - interrupts_begin);
}

static void count_interrupt(const struct exception_frame *frame, struct cpu *cpu)
{
        cpu->interrupts++;
        cpu->interrupt_last = (uint8_t)frame->vector;
}

static uint64_t landing_of_fault(const struct exception_frame *frame, const struct cpu *cpu)
{
        return is_guest_fault(frame, cpu) || is_msr_fault(frame) ? landing_of(frame->rip) : 0;
}

void kernel_exception(struct exception_frame *frame)
{
        struct cpu *cpu = cpu_current();
        uint8_t stack = (uint8_t)(1u << exception_stack((unsigned int)frame->vector));
        uint64_t landing;

        guard_nesting(frame, cpu, stack);
        if (is_interrupt(frame)) {
                count_interrupt(frame, cpu);
        } else {
                landing = landing_of_fault(frame, cpu);
                if (!landing)
                        stop(frame, "exception");
                frame->rip = landing;
        }
        cpu->stacks_in_use &= (uint8_t)~stack;
}

/* An exception of the CPU's own has an error code or none, as its vector says; only an injected event can differ. */
void kernel_wrong_frame(uint64_t vector)
{
        kernel_stop(TERMINATE_HOST_LIES,
                    "exception %lu: an event that the CPU does not raise like this, on vcpu %u",
                    vector, arch_vcpu());
}
