/*
 * kernel/mm/window_copy.S - accesses to guest memory that may fault.
 *
 * Each instruction that touches a window has an entry in .fixups: when it faults because the page is not
 * validated, execution goes on at the landing, and the function returns 0 instead of 1. Windows are in the
 * kernel's half, so it may be any register that holds the guest's address.
 */
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

/* bool window_zero(void *to, size_t size) */
        .globl window_zero
window_zero:
        xor %eax, %eax
        mov %rsi, %rcx
        shr $3, %rcx
zero_words:
        rep stosq
        mov %esi, %ecx
        and $7, %ecx
zero_bytes:
        rep stosb
        mov $1, %eax
        ret
        may_fault zero_words, window_fault
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

        .section .note.GNU-stack, "", @progbits
