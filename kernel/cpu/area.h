/*
 * kernel/cpu/area.h - what belongs to one vCPU.
 *
 * struct cpu lies in the vCPU's area (layout.h), and so do all stacks that the kernel runs on. So it is found
 * from the stack pointer, in every situation; GS, which a service's exit may not have switched yet, only serves
 * the system call entry.
 */
#ifndef KERNEL_CPU_AREA_H
#define KERNEL_CPU_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/cpu/layout.h"
#include "lib/base/address.h"
#include "lib/snp/ghcb_client.h"
#include "lib/svsm/guest_request_device.h"

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_DATA   0x1b
#define SELECTOR_USER_CODE   0x23
#define SELECTOR_TSS         0x28

/* What this vCPU's sources of random numbers gave last: two equal ones in a row are a broken source. */
struct entropy {
        uint64_t last_seed, last_random;
        uint64_t stirred; /* of all numbers until now, and of when they came */
};

struct user_context;

struct cpu {
        struct user_context *context; /* the service that runs here */
        uint64_t kernel_rsp;          /* arch_enter_user()'s stack */
        uint64_t scratch;             /* RSP of a service during the system call entry */

        unsigned int id; /* 0 is the boot vCPU */
        uint32_t apic_id;
        bool started;            /* the host has been given its VMSA, or runs it; others read it */
        bool guest_ran;          /* the host has run the guest here */
        bool interrupts_told;    /* there is a line about the first one */
        uint8_t stacks_in_use;   /* a bit for each IST stack on which an exception is handled */
        bool ending;             /* in arch_terminate() */
        bool has_ghcb;           /* the page protocol may be used */
        struct ghcb_client ghcb; /* this vCPU's page */
        uint64_t
                vmsa; /* the page from which VMPL0 runs here; the boot vCPU's is the host's to say */
        uint64_t interrupts; /* that have come while they were let in */
        uint8_t interrupt_last;
        uint64_t guest_vmsa; /* GPA of the page to run the guest from; 0: none. Others write it */
        uint64_t guest_vmsa_shown; /* what the VMSA window shows now */
        struct entropy entropy;
        uint64_t user_fs_base; /* what MSR_FS_BASE holds */
};
_Static_assert(offsetof(struct cpu, context) == 0, "cpu context");
_Static_assert(offsetof(struct cpu, kernel_rsp) == 8, "cpu kernel rsp");
_Static_assert(offsetof(struct cpu, scratch) == 16, "cpu scratch");
_Static_assert(sizeof(struct cpu) <= 4096, "cpu is one page");

/* The address of a page of a vCPU's area. */
static inline uint64_t vcpu_page(unsigned int vcpu, unsigned int page)
{
        return VCPU_AREAS + (uint64_t)vcpu * VCPU_AREA_SIZE + page * PAGE_SIZE;
}

static inline struct cpu *cpu_of(unsigned int vcpu)
{
        return (struct cpu *)vcpu_page(vcpu, VCPU_PAGE_CPU);
}

/* The vCPU that runs this. */
static inline struct cpu *cpu_current(void)
{
        uint64_t rsp;

        __asm__("mov %%rsp, %0" : "=r"(rsp));
        return (struct cpu *)((rsp & ~(uint64_t)(VCPU_AREA_SIZE - 1)) + VCPU_PAGE_CPU * PAGE_SIZE);
}

/* True if a guest's page can be at @address for @vcpu: its window of 4 KiB, or the one of 2 MiB. */
static inline bool window_has(unsigned int vcpu, uint64_t address)
{
        return address - vcpu_page(vcpu, VCPU_PAGE_WINDOW) < PAGE_SIZE ||
               address - (vcpu_page(vcpu, 0) + VCPU_WINDOW_LARGE) < LARGE_PAGE_SIZE;
}

/* Control registers and system call MSRs of the vCPU that runs this. */
void cpu_init(struct cpu *cpu);

/*
 * descriptors.c: makes the IDT, the GDT and the boot vCPU's TSS, and loads them; once. The others begin with them and a TSS in
 * their area: fill_vmsa puts them into the VMSA of @vcpu.
 */
struct vmsa;
void descriptors_init(void);
void descriptors_fill_vmsa(struct vmsa *vmsa, unsigned int vcpu);

/*
 * Takes a private, checked copy of the CPUID page; arch_cpuid() answers from it from then on. False if the page's count is wrong.
 */
struct cpuid_page;
__attribute__((warn_unused_result)) bool cpuid_init(const struct cpuid_page *page);

/* Starts arch_monotonic_ns(); and asks the CPUID page for the frequency, after cpuid_init(), if nobody better has said it. */
void time_init(void);
void time_ask_cpuid(void);
/* Ticks a microsecond of the TSC: from the security processor, the host, or assumed (docs/kernel.md); false: assumed. */
uint64_t time_mhz(void);
bool time_frequency_is_known(void);

/* What a new VMSA says of its TSC; zeros without Secure TSC. */
struct guest_request_time time_for_vmsa(void);
/* False: with Secure TSC, nobody has said how the TSC of another VMSA would run (arch_take_time()). */
bool time_is_known(void);

/* What assembly leaves on the stack when an exception hits the kernel. */
struct exception_frame {
        uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp;
        uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
        uint64_t vector, error;
        uint64_t rip, cs, rflags, rsp, ss;
};
_Static_assert(sizeof(struct exception_frame) == 176, "exception frame");

#endif
