/*
 * tests/machine/runtime/vectors.S - interrupts that are counted: vector_taken(vector), and back to where they came.
 */
#define FIRST_VECTOR 0x41
#define VECTOR_COUNT 64
        .text
        .altmacro
        .macro COUNTED number
vector_\number:
        pushq $\number
        jmp vector_common
        .endm
        .set number, FIRST_VECTOR
        .rept VECTOR_COUNT
        COUNTED %number
        .set number, number + 1
        .endr
        .globl nmi_counts
nmi_counts:
        pushq $2
        jmp vector_common
        .globl hv_counts
hv_counts:
        pushq $28

vector_common:
        cld
        pushq %rax
        pushq %rcx
        pushq %rdx
        pushq %rsi
        pushq %rdi
        pushq %r8
        pushq %r9
        pushq %r10
        pushq %r11
        pushq %rbp
        movq %rsp, %rbp
        movq 80(%rsp), %rdi
        andq $-16, %rsp
        call vector_taken
        movq %rbp, %rsp
        popq %rbp
        popq %r11
        popq %r10
        popq %r9
        popq %r8
        popq %rdi
        popq %rsi
        popq %rdx
        popq %rcx
        popq %rax
        addq $8, %rsp
        iretq

        .section .rodata
        .balign 8
        .globl vector_entries
        .altmacro
        .macro ENTRY_OF number
        .quad vector_\number
        .endm
vector_entries:
        .set number, FIRST_VECTOR
        .rept VECTOR_COUNT
        ENTRY_OF %number
        .set number, number + 1
        .endr

        .section .note.GNU-stack, "", @progbits
