/*
 * kernel/cpu/exceptions.S - every way into the kernel, and the way out to a service.
 *
 * An entry from CPL3 stores the service's registers in its struct user_context and returns from enter_user(), so that
 * nothing stays on a stack. An entry from the kernel saves the registers on the stack and calls C.
 *
 * After SYSCALL the kernel runs on the service's RSP, and then on its context, until syscall_entry_end. Whatever exception
 * the host injects there is pushed on an IST stack (cpu/gates.h), and as its CS is the kernel's GS is left as it is.
 */
#include "kernel/cpu/layout.h"

/* struct user_context, kernel/arch/user.h */
#define USER_RAX    0
#define USER_RBX    8
#define USER_RCX    16
#define USER_RDX    24
#define USER_RSI    32
#define USER_RDI    40
#define USER_RBP    48
#define USER_RSP    56
#define USER_R8     64
#define USER_R9     72
#define USER_R10    80
#define USER_R11    88
#define USER_R12    96
#define USER_R13    104
#define USER_R14    112
#define USER_R15    120
#define USER_RIP    128
#define USER_RFLAGS 136
#define USER_VECTOR 144
#define USER_ERROR  152
#define USER_CR2    160

#define VECTOR_SYSCALL 256

/* struct cpu, kernel/cpu/area.h */
#define CPU_CONTEXT    0
#define CPU_KERNEL_RSP 8
#define CPU_SCRATCH    16

#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define CLEAN_RFLAGS       2

        .text

/* void enter_user(struct user_context *context, struct cpu *cpu): returns at the service's next entry. */
        .globl enter_user
enter_user:
        push %rbx
        push %rbp
        push %r12
        push %r13
        push %r14
        push %r15
        mov %rdi, CPU_CONTEXT(%rsi)
        mov %rsp, CPU_KERNEL_RSP(%rsi)
        pushq $SELECTOR_USER_DATA
        pushq USER_RSP(%rdi)
        pushq USER_RFLAGS(%rdi)
        pushq $SELECTOR_USER_CODE
        pushq USER_RIP(%rdi)
        mov USER_RAX(%rdi), %rax
        mov USER_RBX(%rdi), %rbx
        mov USER_RCX(%rdi), %rcx
        mov USER_RDX(%rdi), %rdx
        mov USER_RSI(%rdi), %rsi
        mov USER_RBP(%rdi), %rbp
        mov USER_R8(%rdi), %r8
        mov USER_R9(%rdi), %r9
        mov USER_R10(%rdi), %r10
        mov USER_R11(%rdi), %r11
        mov USER_R12(%rdi), %r12
        mov USER_R13(%rdi), %r13
        mov USER_R14(%rdi), %r14
        mov USER_R15(%rdi), %r15
        mov USER_RDI(%rdi), %rdi
        swapgs
        iretq

/* SYSCALL: RCX is the return address, R11 the flags, RSP still the service's. */
        .globl syscall_entry
syscall_entry:
        swapgs
        mov %rsp, %gs:CPU_SCRATCH
        mov %gs:CPU_CONTEXT, %rsp
        mov %rax, USER_RAX(%rsp)
        mov %rcx, USER_RIP(%rsp)
        mov %r11, USER_RFLAGS(%rsp)
        mov %gs:CPU_SCRATCH, %rax
        mov %rax, USER_RSP(%rsp)
        movq $VECTOR_SYSCALL, USER_VECTOR(%rsp)
        movq $0, USER_ERROR(%rsp)
        mov %rsp, %rax

        .globl leave_user, syscall_entry_end
/* RAX is the context; RAX, RIP, RFLAGS, RSP, vector and error code are in it. RCX and R11 are the service's as they are. */
leave_user:
        mov %rbx, USER_RBX(%rax)
        mov %rcx, USER_RCX(%rax)
        mov %rdx, USER_RDX(%rax)
        mov %rsi, USER_RSI(%rax)
        mov %rdi, USER_RDI(%rax)
        mov %rbp, USER_RBP(%rax)
        mov %r8, USER_R8(%rax)
        mov %r9, USER_R9(%rax)
        mov %r10, USER_R10(%rax)
        mov %r11, USER_R11(%rax)
        mov %r12, USER_R12(%rax)
        mov %r13, USER_R13(%rax)
        mov %r14, USER_R14(%rax)
        mov %r15, USER_R15(%rax)
        mov %cr2, %rcx
        mov %rcx, USER_CR2(%rax)
        mov %gs:CPU_KERNEL_RSP, %rsp
syscall_entry_end:
        pop %r15
        pop %r14
        pop %r13
        pop %r12
        pop %rbp
        pop %rbx
        ret

/*
 * One stub a vector, 16 bytes each. Those whose exception has no error code push a zero: vectors with one are
 * 8, 10 to 14, 17, 21, 29 and 30 (APM vol. 2, section 8.2).
 */
        .balign 16
        .globl exception_stubs
exception_stubs:
        .set vector, 0
        .rept 256
        .balign 16
        .if (vector == 8) || ((vector >= 10) && (vector <= 14)) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30)
        .else
        pushq $0
        .endif
        pushq $vector
        jmp exception_entry
        .set vector, vector + 1
        .endr

/*
 * Stack: vector, error code, RIP, CS, RFLAGS, RSP, SS. Exceptions leave AC, DF and NT as the service had them:
 * AC would lift SMAP, so they are all cleared first.
 *
 * Whether the CPU has pushed an error code is the host's choice if it has injected the event: EVENTINJ has a type and an EV
 * bit besides the vector (APM vol. 2, section 15.20). With a word too many or too few another word would pass for CS. Every
 * stack here begins at the end of a page and seven words are on it, or the frame is not what the vector has.
 */
exception_entry:
        pushq $CLEAN_RFLAGS
        popfq
        testb $8, %spl
        jz exception_without_its_frame
        testb $3, 24(%rsp)
        jz exception_in_kernel
        swapgs
        push %rax
        mov %gs:CPU_CONTEXT, %rax
        popq USER_RAX(%rax)
        popq USER_VECTOR(%rax)
        popq USER_ERROR(%rax)
        popq USER_RIP(%rax)
        add $8, %rsp
        popq USER_RFLAGS(%rax)
        popq USER_RSP(%rax)
        jmp leave_user

/* Nothing of the frame is believed, CS neither; GS is not used. There is no way back. */
exception_without_its_frame:
        mov (%rsp), %rdi
        call kernel_wrong_frame
        ud2

exception_in_kernel:
        push %r15
        push %r14
        push %r13
        push %r12
        push %r11
        push %r10
        push %r9
        push %r8
        push %rbp
        push %rdi
        push %rsi
        push %rdx
        push %rcx
        push %rbx
        push %rax
        mov %rsp, %rdi
        call kernel_exception
        pop %rax
        pop %rbx
        pop %rcx
        pop %rdx
        pop %rsi
        pop %rdi
        pop %rbp
        pop %r8
        pop %r9
        pop %r10
        pop %r11
        pop %r12
        pop %r13
        pop %r14
        pop %r15
        add $16, %rsp
        iretq

        .section .note.GNU-stack, "", @progbits
