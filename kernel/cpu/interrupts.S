/*
 * kernel/cpu/interrupts.S - the only instructions of VMPL0 before which an interrupt may come. STI lets none in before the
 * instruction after the next one begins, so between it and CLI there has to be one (APM vol. 3, STI).
 */
        .text
        .globl interrupts_begin, interrupts_end, interrupts_open, interrupts_let_in, interrupts_halt

interrupts_begin:
interrupts_open:
        sti
        nop
interrupts_let_in: /* where one comes, if it is pending */
        cli
        ret
interrupts_halt:
        sti
        hlt
        cli
        ret
interrupts_end:

        .section .note.GNU-stack, "", @progbits
