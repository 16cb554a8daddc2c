/*
 * softsnp/start/exceptions.S - exceptions of softsnp's own, which are bugs, and NMIs, which are how
 * CPUs call each other out of the guest.
 */
        .section .text

/* Pushes what the CPU did not push, so that all frames look alike: vector, error code, RIP, CS, ... */
.macro exception vector, has_error
exception_\vector:
        .if \has_error == 0
        pushq   $0
        .endif
        pushq   $\vector
        jmp     exception_common
.endm

.irp vector, 0, 1, 2, 3, 4, 5, 6, 7, 9, 15, 16, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 31
        exception \vector, 0
.endr
.irp vector, 8, 10, 11, 12, 13, 14, 17, 21, 29, 30
        exception \vector, 1
.endr

exception_common:
        movq    %rsp, %rdi
        call    exception_report
1:      hlt
        jmp     1b

/*
 * NMIs come only where cpu_idle() and cpu_take_nmi() set GIF. An NMI between STGI and HLT would be lost as a
 * wake-up, so one that interrupts at the HLT returns behind it.
 */
        .globl nmi_entry
nmi_entry:
        pushq   %rax
        leaq    idle_halt(%rip), %rax
        cmpq    %rax, 8(%rsp)
        jne     1f
        incq    8(%rsp)
1:      popq    %rax
        iretq

/* Waits for an NMI, with GIF clear before and after. */
        .globl cpu_halt
cpu_halt:
        stgi
idle_halt:
        hlt
        clgi
        ret

/* Takes the NMI that is pending; the instruction behind STGI is where it comes. */
        .globl cpu_take_nmi
cpu_take_nmi:
        stgi
        nop
        nop
        clgi
        ret

        .section .rodata
        .balign 8
        .globl exception_table
exception_table:
        .irp vector, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        .quad exception_\vector
        .endr

        .section .note.GNU-stack, "", @progbits
