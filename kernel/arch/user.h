/*
 * kernel/arch/user.h - CPL3: a service's registers, and running it on the vCPU that calls.
 *
 * begin, then enter as often as the service goes on, then end; between begin and end nothing else that needs the kernel's
 * own page tables to be the current ones, and no second begin. A service may go on on another vCPU after end.
 *
 * Implemented above: kernel/cpu/user.c, because services are run on the host as well, where tests/unit/kernel/fake_arch.c
 * takes what a service does from a script.
 */
#ifndef KERNEL_ARCH_USER_H
#define KERNEL_ARCH_USER_H

#include <stddef.h>
#include <stdint.h>

/* In user_context.vector: it has executed SYSCALL. Exceptions are 0 to 31. */
#define USER_VECTOR_SYSCALL 256

/* A service's registers while it does not run. kernel/cpu/exceptions.S knows the offsets. */
struct user_context {
        uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
        uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
        uint64_t rip, rflags;
        uint64_t vector; /* exception number or USER_VECTOR_SYSCALL */
        uint64_t error;  /* error code of the exception, or 0 */
        uint64_t cr2;    /* of a page fault */
        uint64_t fs_base;
        _Alignas(16) uint8_t fpu[512]; /* FXSAVE image (APM vol. 2, section 11.4.4) */
};
_Static_assert(offsetof(struct user_context, rip) == 128, "user context rip");
_Static_assert(offsetof(struct user_context, vector) == 144, "user context vector");
_Static_assert(offsetof(struct user_context, fpu) == 176, "user context fpu");

/*
 * Switches to the service's page tables (@page_tables: physical address of its PML4) and FPU state, and back to the
 * kernel's. What the vCPU had executed before steers no branch of the service's.
 */
void arch_user_begin(uint64_t page_tables, struct user_context *context);
void arch_user_end(struct user_context *context);

/*
 * Runs the service until its next system call or exception, and returns with everything stored in @context; vector says
 * which it was. An address or a flag that a service cannot have does not get it into the kernel: it is #GP, or ignored.
 */
void arch_enter_user(struct user_context *context);

/* Forgets this vCPU's translation of the page at @address, in case the service's page tables are the current ones. */
void arch_user_invalidate(uint64_t address);

#endif
