/*
 * kernel/cpu/exceptions.c - exceptions in the kernel itself: a fault at a guest access goes on at its landing,
 * everything else is the end.
 */
#include "kernel/cpu/cpu.h"
#include "kernel/host/log.h"
#include "kernel/host/terminate.h"
#include "lib/snp/ghcb.h"

/* One instruction that may fault, and where to go on then. */
struct fixup {
        uint64_t instruction;
        uint64_t landing;
};

extern const struct fixup fixups_start[], fixups_end[];
extern const char wrmsr_try_instruction[];

void kernel_exception(struct exception_frame *frame);

static uint64_t landing_of(uint64_t rip)
{
        for (const struct fixup *fixup = fixups_start; fixup < fixups_end; fixup++)
                if (fixup->instruction == rip)
                        return fixup->landing;
        return 0;
}

/* What an access to a guest's page can raise: it is not validated, or not memory at all. */
static bool is_guest_fault(const struct exception_frame *frame)
{
        if (frame->vector != VECTOR_VC)
                return frame->vector == VECTOR_PF;
        return frame->error == GHCB_EVENT_PAGE_NOT_VALIDATED || frame->error == GHCB_EVENT_NPF;
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
 * #VC has a stack of its own, so a second one while the first is handled has overwritten the first one's
 * frame: there is no way back.
 */
static void guard_nesting(const struct exception_frame *frame, struct cpu *cpu)
{
        if (frame->vector != VECTOR_VC)
                return;
        if (cpu->in_vc)
                stop(frame, "nested exception");
        cpu->in_vc = true;
}

void kernel_exception(struct exception_frame *frame)
{
        struct cpu *cpu = cpu_current();
        uint64_t landing;

        guard_nesting(frame, cpu);
        landing = landing_of(frame->rip);
        if (!landing || !(is_guest_fault(frame) || is_msr_fault(frame)))
                stop(frame, "exception");
        frame->rip = landing;
        cpu->in_vc = false;
}
