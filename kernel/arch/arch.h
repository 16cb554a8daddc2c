/*
 * kernel/arch/arch.h - everything that touches hardware or guest memory, behind functions.
 *
 * The kernel implements them in kernel/{cpu,mm,snp,host}; tests/unit/fake_arch.c implements them on plain memory,
 * so that all other kernel code runs on the host under sanitizers. Which one is linked decides; there are
 * no function pointers.
 */
#ifndef KERNEL_ARCH_ARCH_H
#define KERNEL_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/rmp.h"
#include "lib/snp/secrets_page.h"
#include "lib/snp/vmsa.h"
#include "lib/svsm/guest_request_device.h"
#include "lib/x86/cpu.h"

/* VMPL0's own memory: the kernel's address of a physical page of ours, and back. */
void *arch_own_memory(uint64_t physical);
uint64_t arch_own_physical(const void *address);

/*
 * Makes [start, start + size) of VMPL0's reserve private, validated and zero, so that it can be allocated.
 * False: the host refuses.
 */
__attribute__((warn_unused_result)) bool arch_accept_own(uint64_t start, uint64_t size);

/*
 * Copies VMPL0's own pages that the direct map does not have, or has read-only: the parameter block before anything is mapped,
 * and the secrets page. False: the page is not there.
 */
__attribute__((warn_unused_result)) bool arch_own_read(void *to, uint64_t physical, size_t size);
__attribute__((warn_unused_result)) bool arch_own_write(uint64_t physical, const void *from,
                                                        size_t size);

/*
 * The end of what can be a guest-physical address: below the C-bit, and within the CPU's physical address width as the CPUID
 * page has it, which a host can only make less.
 */
uint64_t arch_physical_end(void);

/* The bits that a page-table entry of ours needs besides address and rights: the C-bit. */
uint64_t arch_pte_private(void);

/* One number from all of the CPU's sources of entropy; false if one of them has none, or repeats itself. */
__attribute__((warn_unused_result)) bool arch_entropy(uint64_t *out);

/* Nanoseconds since VMPL0 started; counts only forward. */
uint64_t arch_monotonic_ns(void);

/* The vCPU that runs this, 0 to arch_vcpu_count() - 1. */
unsigned int arch_vcpu(void);
unsigned int arch_vcpu_count(void);
/* The vCPU with that APIC ID, or -1. */
int arch_vcpu_of_apic_id(uint32_t apic_id);

/* CPUID for services and guests: the CPUID page, with this vCPU's APIC ID; zeros for leaves not in it. */
struct cpuid_result arch_cpuid(uint32_t function, uint32_t index);

/* The console: a whole line or part of one; the interface may be absent. */
void arch_console_write(const char *text, size_t size);

/* The channel (a UART): bytes out, and up to @size bytes in without waiting. -1: there is none. */
int arch_channel_write(const uint8_t *data, size_t size);
int arch_channel_read(uint8_t *out, size_t size);

/*
 * Messages to the security processor. open: shares pages with the host for them, once; false if that cannot be
 * had. take_message_key: VMPCK0, which is erased where it was; false if it cannot be read or was taken before.
 */
__attribute__((warn_unused_result)) bool arch_guest_request_open(void);
__attribute__((warn_unused_result)) bool arch_take_message_key(uint8_t key[VMPCK_SIZE]);

/* How the TSC runs, for the VMSAs to be made from now on; false: it stands still, or was said before. */
__attribute__((warn_unused_result)) bool arch_take_time(const struct guest_request_time *time);

/* Private pages for what comes back. */
struct guest_request_pages {
        uint8_t *response;
        uint8_t *certificates[GUEST_REQUEST_CERTIFICATE_PAGES];
};

/*
 * One message, with room for certificates or without (GHCB 2.0, sections 4.1.8 and 4.1.7). What the host has written is
 * copied out once; it proves nothing. False: the host has not answered as it must.
 */
__attribute__((warn_unused_result)) bool arch_guest_request(const uint8_t *message, size_t size,
                                                            bool certificates,
                                                            const struct guest_request_pages *out,
                                                            struct guest_request_answer *answer);

/*
 * One turn of waiting for another vCPU. It does not return once the machine has been stopped: whoever holds what is
 * waited for may have done so (log.h, kernel_stop()).
 */
void arch_relax(void);

/* Ends everything with a reason of the kernel's own set (kernel/host/terminate.h). */
__attribute__((noreturn)) void arch_terminate(unsigned int reason);

/*
 * CPL3. A service's registers; enter_user.S knows the offsets. arch_enter_user() runs the service on this vCPU until its
 * next system call or exception and returns with everything stored here.
 */
#define USER_VECTOR_SYSCALL 256
struct user_context {
        uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
        uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
        uint64_t rip, rflags;
        uint64_t vector; /* exception number or USER_VECTOR_SYSCALL */
        uint64_t error;  /* error code of the exception, or 0 */
        uint64_t cr2;    /* of a page fault */
        uint64_t fs_base;
        _Alignas(16) uint8_t fpu[512]; /* FXSAVE image */
};
_Static_assert(offsetof(struct user_context, rip) == 128, "user context rip");
_Static_assert(offsetof(struct user_context, vector) == 144, "user context vector");
_Static_assert(offsetof(struct user_context, fpu) == 176, "user context fpu");

/* Switches to the service's page tables, FPU state and FS base, and back to the kernel's. */
void arch_user_begin(uint64_t page_tables, struct user_context *context);
void arch_user_end(struct user_context *context);
void arch_enter_user(struct user_context *context);
/* Forgets one page's translation, if the service's page tables are the current ones. */
void arch_user_invalidate(uint64_t address);

/* Copies the kernel's upper half into a new PML4 of a service. */
void arch_share_kernel_half(uint64_t *pml4);

/* SEV_FEATURES of the guest's VMSAs: VMPL0's own, without those that each VMPL has for itself. Never changes. */
uint64_t arch_guest_sev_features(void);

/*
 * The VMSA from which the guest's VMPL runs on this vCPU, which must be the one that asks; NULL if it has none. Mapped until
 * the next arch_set_guest_vmsa() for this vCPU; the guest does not run while VMPL0 looks at it.
 */
struct vmsa *arch_guest_vmsa(unsigned int vcpu);

/* Says which page is the guest's VMSA on @vcpu from its next entry on; page 0: none. Any vCPU may call it. */
void arch_set_guest_vmsa(unsigned int vcpu, gpa_t page);

#endif
