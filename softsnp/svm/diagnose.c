/* softsnp/svm/diagnose.c - see diagnose.h. */
#include "softsnp/svm/diagnose.h"

#include <stdarg.h>

#include "lib/base/format.h"
#include "softsnp/start/console.h"
#include "softsnp/svm/guest_memory.h"

#define RING_SIZE   16
#define CODES       0x100 /* exit codes below, and NPF behind them */
#define CODE_NPF    CODES
#define CODE_OTHER  (CODES + 1)
#define BYTES_SHOWN 16

/* Less than a second. */
#define REPEATS_MOST 20000

/* One #VC; the codes are the exit codes that it was raised for. */
struct vc_note {
        uint64_t code, rip, rax, rcx;
        uint8_t cpu, vmpl;
};

uint64_t exit_counts[CODE_OTHER + 1];
/*
 * Under the machine lock, as all of this file is; ring_next counts on and is taken modulo the size.
 */
static struct vc_note ring[RING_SIZE];
static unsigned int ring_next;

/* Two more counters than codes: nested page faults, and all that there should not be. */
void diagnose_count_exit(uint64_t exit_code)
{
        if (exit_code < CODES)
                exit_counts[exit_code]++;
        else
                exit_counts[exit_code == SVM_EXIT_NPF ? CODE_NPF : CODE_OTHER]++;
}

/* The oldest is overwritten: the last 16 of all vCPUs together. */
void diagnose_note_vc(const struct vcpu *vcpu, uint64_t code)
{
        const struct vmsa *state = (const struct vmsa *)(const void *)vcpu->vmcb->save;

        ring[ring_next++ % RING_SIZE] = (struct vc_note){
                .code = code,
                .rip = state->rip,
                .rax = state->rax,
                .rcx = vcpu->registers[REGISTER_RCX],
                .cpu = (uint8_t)vcpu->cpu->id,
                .vmpl = (uint8_t)vcpu->vmpl,
        };
}

/* Equal sums are taken for equal registers: a loop that does something has another one every time. */
static uint64_t register_sum(const struct vcpu *vcpu, const struct vmsa *state)
{
        uint64_t sum = state->rax + 3 * state->rsp + 5 * state->rflags;

        for (unsigned int i = 0; i < REGISTER_COUNT; i++)
                if (i != REGISTER_RAX && i != REGISTER_RSP)
                        sum = sum * 31 + vcpu->registers[i];
        return sum;
}

void diagnose_repeated_vc(struct vcpu *vcpu, uint64_t code)
{
        const struct vmsa *state = vcpu_state(vcpu);
        struct vc_repeat now = { .code = code, .rip = state->rip };
        struct vc_repeat *last = &vcpu->repeat;

        now.registers = register_sum(vcpu, state);
        if (now.code != last->code || now.rip != last->rip || now.registers != last->registers) {
                *last = now;
                return;
        }
        if (++last->count >= REPEATS_MOST)
                vcpu_stop(vcpu,
                          "VMPL%u of vcpu %u is in an endless #VC 0x%lx at rip 0x%lx, %u times "
                          "without a request",
                          vcpu->vmpl, vcpu->cpu->id, code, state->rip, last->count);
}

void diagnose_forget_vc(struct vcpu *vcpu)
{
        vcpu->repeat.count = 0;
}

/* What the guest went through before: each #VC is a request that somebody could have answered wrongly. */
static void print_ring(void)
{
        for (unsigned int i = ring_next > RING_SIZE ? ring_next - RING_SIZE : 0; i < ring_next;
             i++) {
                const struct vc_note *note = &ring[i % RING_SIZE];

                log_line("  #VC 0x%lx on vcpu %u vmpl %u, rip 0x%lx, rax 0x%lx, rcx 0x%lx",
                         note->code, note->cpu, note->vmpl, note->rip, note->rax, note->rcx);
        }
}

/* Only those that came. */
static void print_exits(void)
{
        for (unsigned int i = 0; i <= CODE_OTHER; i++)
                if (exit_counts[i] != 0)
                        log_line("  exits 0x%x: %lu", i == CODE_NPF ? SVM_EXIT_NPF : i,
                                 exit_counts[i]);
}

/* 16 hold any instruction, which has at most 15; fewer if the next page is not readable. */
static void print_bytes(struct vcpu *vcpu)
{
        uint8_t bytes[BYTES_SHOWN];
        char text[3 * BYTES_SHOWN + 1] = "";
        size_t count = guest_fetch(vcpu, bytes, sizeof(bytes));

        for (size_t i = 0; i < count; i++)
                (void)format_text(text + 3 * i, 4, " %02x", bytes[i]);
        log_line("  bytes at rip:%s", count ? text : " not readable");
}

/* Grouped as one reads them: where, in which mode, with what. */
static void print_registers(struct vcpu *vcpu)
{
        const struct vmsa *s = vcpu_state(vcpu);
        const uint64_t *r = vcpu->registers;

        log_line("  rip 0x%lx rsp 0x%lx rflags 0x%lx cs 0x%x cpl %u", s->rip, s->rsp, s->rflags,
                 s->cs.selector, s->cpl);
        log_line("  cr0 0x%lx cr2 0x%lx cr3 0x%lx cr4 0x%lx efer 0x%lx", s->cr0, s->cr2, s->cr3,
                 s->cr4, s->efer);
        log_line("  rax 0x%lx rbx 0x%lx rcx 0x%lx rdx 0x%lx", s->rax, r[REGISTER_RBX],
                 r[REGISTER_RCX], r[REGISTER_RDX]);
        log_line("  rsi 0x%lx rdi 0x%lx rbp 0x%lx r8 0x%lx", r[REGISTER_RSI], r[REGISTER_RDI],
                 r[REGISTER_RBP], r[8]);
        log_line("  idt 0x%lx limit 0x%x, gdt 0x%lx, ghcb msr 0x%lx", s->idtr.base, s->idtr.limit,
                 s->gdtr.base, vcpu->ghcb_msr);
}

/* Should what it prints come here again, only the reason is printed. */
void vcpu_stop(struct vcpu *vcpu, const char *format, ...)
{
        const struct vmcb_control *control = &vcpu->vmcb->control;
        static bool stopping;
        va_list arguments;

        va_start(arguments, format);
        if (stopping)
                machine_stop_arguments(format, arguments);
        stopping = true;
        log_line("vcpu %u at vmpl %u, exit 0x%lx, info 0x%lx 0x%lx, event 0x%lx", vcpu->cpu->id,
                 vcpu->vmpl, control->exit_code, control->exit_info1, control->exit_info2,
                 control->exit_interrupt_info);
        print_registers(vcpu);
        print_bytes(vcpu);
        print_ring();
        print_exits();
        machine_stop_arguments(format, arguments);
}
