/*
 * guest/probe/entry.S - 64-bit entry of a flat guest (docs/boot.md): RDI calling area, RSI secrets page, RDX CPUID page.
 */
        .section .text.entry, "ax"
        .globl entry
entry:
        cld
        leaq stack_end(%rip), %rsp
        call probe_start
1:      hlt
        jmp 1b

        /* The second vCPU's first instruction, where the probe creates one; its save area has given it a stack. */
        .globl second_entry
second_entry:
        call second_main
2:      pause
        jmp 2b

        .bss
        .balign 16
stack:  .skip 32768
stack_end:
        .section .note.GNU-stack, "", @progbits
