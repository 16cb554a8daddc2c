/*
 * kernel/mm/window_copy.S - accesses to guest memory that may fault.
 *
 * Each instruction that touches a window has an entry in .fixups: when it faults because the page is not
 * validated, execution goes on at the landing, and the function returns 0 instead of 1. The fault's address must lie in a
 * window (cpu/exceptions.c): the other operand is VMPL0's own memory.
 */
#define RMP_UNCHANGED_SHIFT 4     /* enum rmp_result, lib/snp/rmp.h */
#define RMP_FAULT           0x100

        .macro may_fault instruction, landing
        .pushsection .fixups, "a"
        .quad \instruction, \landing
        .popsection
        .endm

        .text

/* bool window_copy(void *to, const void *from, size_t size) */
        .globl window_copy
window_copy:
        mov %rdx, %rcx
        shr $3, %rcx
copy_words:
        rep movsq
        mov %edx, %ecx
        and $7, %ecx
copy_bytes:
        rep movsb
        mov $1, %eax
        ret
        may_fault copy_words, window_fault
        may_fault copy_bytes, window_fault

/*
 * bool window_zero(void *to, size_t size)
 *
 * A guest's whole memory goes through here when it is validated, and most of it is zero already: what is, is only read, so
 * that a host need not find memory for pages that nobody uses. Plain moves, 64 bytes at a time: an emulated CPU leaves its
 * translated code after each step of a `rep`.
 */
        .macro guest_word name, instruction:vararg
\name:
        \instruction
        may_fault \name, window_fault
        .endm

        .globl window_zero
window_zero:
        xor %edx, %edx
        mov %rsi, %rcx
        shr $6, %rcx
        jz 4f
1:
        guest_word look_0, mov 0(%rdi), %rax
        guest_word look_1, or 8(%rdi), %rax
        guest_word look_2, or 16(%rdi), %rax
        guest_word look_3, or 24(%rdi), %rax
        guest_word look_4, or 32(%rdi), %rax
        guest_word look_5, or 40(%rdi), %rax
        guest_word look_6, or 48(%rdi), %rax
        guest_word look_7, or 56(%rdi), %rax
        test %rax, %rax
        jz 3f
        guest_word zero_0, mov %rdx, 0(%rdi)
        guest_word zero_1, mov %rdx, 8(%rdi)
        guest_word zero_2, mov %rdx, 16(%rdi)
        guest_word zero_3, mov %rdx, 24(%rdi)
        guest_word zero_4, mov %rdx, 32(%rdi)
        guest_word zero_5, mov %rdx, 40(%rdi)
        guest_word zero_6, mov %rdx, 48(%rdi)
        guest_word zero_7, mov %rdx, 56(%rdi)
3:      add $64, %rdi
        dec %rcx
        jnz 1b
4:      mov %esi, %ecx
        and $63, %ecx
        xor %eax, %eax
zero_bytes:
        rep stosb
        mov $1, %eax
        ret
        may_fault zero_bytes, window_fault

/* bool window_exchange_u8(uint8_t *at, uint8_t value, uint8_t *old) */
        .globl window_exchange_u8
window_exchange_u8:
        mov %esi, %eax
exchange:
        xchg %al, (%rdi)
        mov %al, (%rdx)
        mov $1, %eax
        ret
        may_fault exchange, window_fault

window_fault:
        xor %eax, %eax
        ret

/* enum rmp_result window_pvalidate(uint64_t at, bool large, bool validate): CF with EAX 0 is RMP_UNCHANGED. */
        .globl window_pvalidate
window_pvalidate:
        mov %rdi, %rax
        movzbl %sil, %ecx
        movzbl %dl, %edx
do_pvalidate:
        .byte 0xf2, 0x0f, 0x01, 0xff
        setc %dl
        test %eax, %eax
        jnz 1f
        movzbl %dl, %eax
        shl $RMP_UNCHANGED_SHIFT, %eax
1:      ret
        may_fault do_pvalidate, rmp_fault

/* enum rmp_result window_rmpadjust(uint64_t at, bool large, uint64_t attributes) */
        .globl window_rmpadjust
window_rmpadjust:
        mov %rdi, %rax
        movzbl %sil, %ecx
do_rmpadjust:
        .byte 0xf3, 0x0f, 0x01, 0xfe
        ret
        may_fault do_rmpadjust, rmp_fault

rmp_fault:
        mov $RMP_FAULT, %eax
        ret

        .section .note.GNU-stack, "", @progbits
