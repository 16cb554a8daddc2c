/*
 * softsnp/start/trampoline.S - how the other CPUs come from real mode to C. Copied to TRAMPOLINE_BASE;
 * ap_stack and ap_argument are set for one CPU at a time.
 */
#include "softsnp/start/layout.h"

        .section .text
        .code16
        .globl trampoline
trampoline:
        cli
        xorw    %ax, %ax
        movw    %ax, %ds
        lgdtl   TRAMPOLINE_BASE + (trampoline_gdt_register - trampoline)
        movl    $START_CR4, %eax
        movl    %eax, %cr4
        movl    $page_table_root, %eax
        movl    %eax, %cr3
        movl    $START_EFER_MSR, %ecx
        rdmsr
        orl     $START_EFER, %eax
        wrmsr
        movl    $START_CR0, %eax
        movl    %eax, %cr0
        ljmpl   $8, $ap_long_mode
trampoline_gdt_register:
        .word 23
        .long start_gdt
        .globl trampoline_end
trampoline_end:

        .code64
ap_long_mode:
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        movl    $16, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movq    ap_stack, %rsp
        movq    ap_argument, %rdi
        xorl    %ebp, %ebp
        call    ap_main
1:      hlt
        jmp     1b

        .section .data
        .balign 8
        .globl ap_stack
ap_stack:
        .quad 0
        .globl ap_argument
ap_argument:
        .quad 0

        .section .note.GNU-stack, "", @progbits
