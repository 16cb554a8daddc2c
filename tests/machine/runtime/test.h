/*
 * tests/machine/runtime/test.h - what a test of the machine is made of.
 *
 * Each directory beside this one is a test: one architectural rule, a program that runs at VMPL0 in
 * place of the kernel and, where the rule is about lower levels, at VMPL2 too. main.c begins with
 * the rule and its source, and says how the test was seen to fail when the rule was broken. A test
 * passes when it ends by itself without a failed CHECK; a test whose rule is that the machine stops
 * has a file `expect` with a pattern for the line `softsnp: stopped: ...`.
 */
#ifndef TESTS_MACHINE_RUNTIME_TEST_H
#define TESTS_MACHINE_RUNTIME_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/params/block.h"
#include "lib/snp/ghcb.h"
#include "lib/snp/rmp.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"

/* The test itself. */
void test_main(void);

__attribute__((format(printf, 1, 2))) void test_log(const char *format, ...);
__attribute__((format(printf, 2, 3))) void test_check(bool ok, const char *format, ...);

/* CHECK(condition): the condition's text is the message. CHECK_EQUAL shows both values. */
#define CHECK(condition) test_check((condition), "%s", #condition)
#define CHECK_EQUAL(value, wanted)                                                        \
        do {                                                                              \
                uint64_t value_ = (uint64_t)(value);                                      \
                uint64_t wanted_ = (uint64_t)(wanted);                                    \
                                                                                          \
                test_check(value_ == wanted_, "%s is %lx, should be %lx", #value, value_, \
                           wanted_);                                                      \
        } while (0)

/* The measured block. */
extern const struct params_header *test_params;

/* A virtual address through which @physical is reached as shared memory (C-bit 0). */
static inline void *shared_view(uint64_t physical)
{
        return (void *)(physical + UINT64_C(0x4000000000));
}

/* The physical address of something in the image. */
uint64_t physical_of(const void *address);

/* The view of the image's memory with the C-bit, by physical address. */
static inline void *private_view(uint64_t physical)
{
        return (void *)physical;
}

/*
 * A page of VMPL0's memory outside the image: the n-th of a few hundred. It is private and not
 * validated, as a host leaves memory at launch (KVM with QEMU); give_away() makes it shared.
 */
uint64_t spare_page(unsigned int n);
void give_away(uint64_t page);

/* Makes a page private and validates it (for VMPL0), by the MSR protocol; checks that it worked. */
void make_private(uint64_t page);
/* Rescinds validation and makes the page shared. */
void make_shared(uint64_t page);

/* One request of the MSR protocol: the value that MSR_GHCB has afterwards. */
uint64_t msr_protocol(uint64_t request);

/*
 * Faults. TRY(instruction, constraints) runs one instruction; if it faults, execution goes on
 * behind it and test_fault says what happened. test_fault.happened is false if nothing did.
 */
struct test_fault {
        bool happened;
        uint64_t vector;
        uint64_t error;
        uint64_t cr2;
        uint64_t cs;    /* the selector that the exception interrupted */
        uint64_t rsp;   /* the stack pointer that it interrupted */
        uint64_t stack; /* where the handler's stack began: the byte above the frame */
};
extern volatile struct test_fault test_fault;
extern volatile uint64_t test_resume;

#define TRY(instruction, ...)                                                           \
        do {                                                                            \
                test_fault.happened = false;                                            \
                __asm__ volatile("lea 771f(%%rip), %%r11\n\t"                           \
                                 "mov %%r11, test_resume(%%rip)\n\t" instruction "\n\t" \
                                 "771: movq $0, test_resume(%%rip)" __VA_ARGS__);       \
        } while (0)

bool try_read(const volatile void *address);
bool try_write(volatile void *address);
bool try_execute(const void *address); /* a RET is expected there */

/* Checks that the last TRY raised @vector with @error. */
void check_fault(const char *what, uint64_t vector, uint64_t error);
#define VC(code) VECTOR_VC, (code)

/* The GHCB page of VMPL0, set up on first use; the shared view. */
struct ghcb *test_ghcb(void);
uint64_t test_ghcb_address(void);
/* Clears the valid bitmap, fills the event in and exits; the answers are in the page. */
void ghcb_event(struct ghcb *ghcb, uint64_t event, uint64_t info1, uint64_t info2);

/*
 * IN or OUT of any size through the GHCB: @flags is what IOIO has below the port (IOIO_SIZE_8 and so on, IOIO_IN), @value goes to
 * RAX, and what is there afterwards is returned. The machine must take it.
 */
uint64_t port_io(uint64_t port, uint64_t flags, uint64_t value);

/* IN (@flags is IOIO_IN; the answer is in RAX of the GHCB) or OUT of a byte through the GHCB. */
void port_access(uint16_t port, uint64_t flags, uint8_t value);

/* Writes 4 bytes of a device's register through the GHCB; checks that it was done. */
void mmio_write(uint64_t address, uint32_t value);

/* One request of AP creation: exit_info1 31:0 of the answer, GHCB_RESULT_*. */
struct ap_request {
        uint32_t vcpu;
        unsigned int vmpl;
        unsigned int event;    /* GHCB_AP_* */
        uint64_t sev_features; /* goes to RAX */
        uint64_t vmsa;
};
uint32_t ap_creation(struct ghcb *ghcb, const struct ap_request *request);

/* VMPL0's SEV_FEATURES, which every save area of VMPL0 has; asked at VMPL0. */
uint64_t launch_features(void);

/* A save area in @vmsa that begins in 64-bit mode at @entry with our tables and RDI = @function. */
void fill_vmsa(struct vmsa *vmsa, unsigned int vmpl, const void *entry, void (*function)(void),
               void *stack_end);

/*
 * Runs @function at VMPL2 of this vCPU on a stack of its own until it returns (it comes back by
 * RUN_VMPL). The image is made accessible to VMPL2 first. Its GHCB protocol is the MSR one.
 */
void run_at_vmpl2(void (*function)(void));
/* The save area that run_at_vmpl2() uses, made ready for @function; the page is not VMSA yet. */
struct vmsa *lower_vmsa(void (*function)(void));
/*
 * run_at_vmpl2() in two steps: all until the VMSA is created, whose page is returned; and running
 * it.
 */
uint64_t prepare_vmpl2(void (*function)(void));
void enter_vmpl2(void);
/* The first step with a save area of lower_vmsa()'s that was changed; its page stays VMPL0's to read and write. */
void prepare_vmpl2_as(const struct vmsa *vmsa);

/*
 * Makes @page private and, with the VMSA bit, a save area with which vCPU 1 runs @function at
 * VMPL0, then sleeps.
 */
void make_vcpu1_vmsa(uint64_t page, void (*function)(void));
/* AP creation for vCPU 1 at VMPL0 with @event; true if it was done. */
bool request_vcpu1(unsigned int event, uint64_t vmsa);

/* What vCPU 1 can do to be seen: each counts up its own number for ever. */
extern volatile unsigned int first_rounds, second_rounds;
void count_first(void);
void count_second(void);

/* Waits until *@counter differs from @value, at most for @milliseconds; false if it stayed. */
bool changes_from(const volatile unsigned int *counter, unsigned int value,
                  unsigned int milliseconds);

/* The vector of an interrupt that is counted and nothing else; at most one may come. */
#define TEST_INTERRUPT 0x40
extern volatile unsigned int interrupts_taken;

/* Loads a TSS with the stacks below; before run_at_cpl3() and set_gate_stack(). */
void load_tss(void);
/* Calls @function at CPL 3. In it TRY works, CHECK does not. */
void run_at_cpl3(void (*function)(void));
/* The interrupt gate of @vector, for level 0; and from then on for every vCPU that has our IDT. */
void set_gate(unsigned int vector, uint64_t entry);
/* The gate of @vector uses the interrupt stack if @on, or else whatever stack there is. */
void set_gate_stack(unsigned int vector, bool on);
/* The byte above RSP0's stack and above the interrupt stack. */
uint64_t rsp0_stack_end(void);
uint64_t interrupt_stack_end(void);

/* What VMPL0 does after it took rights: all CPUs forget. invlpgb() alone is not enough. */
void invlpgb(void);
void tlbsync(void);

/* Rights of VMPL2 to [start, start + size); those that are taken are taken from all CPUs. */
void grant_vmpl2(uint64_t start, uint64_t size, unsigned int permissions);

/*
 * @access is run at VMPL2, to do something with page_of_vmpl2, which holds a RET: first with all rights to it, then with @left
 * alone, where the machine is to be stopped. Returns if it is not.
 */
extern uint64_t page_of_vmpl2;
void take_right_of_vmpl2(void (*access)(void), unsigned int left);

#endif
