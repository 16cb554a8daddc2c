/*
 * kernel/cpu/wrmsr_try.S - bool wrmsr_try(uint32_t number, uint64_t value). Where WRMSR faults, exceptions.c goes on at
 * the landing.
 */
        .text
        .globl wrmsr_try, wrmsr_try_instruction
wrmsr_try:
        mov %edi, %ecx
        mov %rsi, %rdx
        shr $32, %rdx
        mov %esi, %eax
wrmsr_try_instruction:
        wrmsr
        mov $1, %eax
        ret
wrmsr_try_fault:
        xor %eax, %eax
        ret
        .pushsection .fixups, "a"
        .quad wrmsr_try_instruction, wrmsr_try_fault
        .popsection

        .section .note.GNU-stack, "", @progbits
