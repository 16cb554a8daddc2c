/*
 * tests/boot/linux-alone.S - a kernel of a few instructions, in Linux' place: it looks at what it is given, and ends the guest, in
 * order or with one of these reasons (of Cashew's set).
 */
#define NO_RSDP      0x71
#define NO_BLOB      0x72
#define NO_CMDLINE   0x73
#define NO_INITRD    0x74
#define WRONG_MEMORY 0x75

        .macro expect condition, reason
        j\condition 1f
        mov $\reason, %eax
        jmp end
1:
        .endm

        .section .text
        .org 0x200 /* the 64-bit entry */
        mov 0x70(%rsi), %rdi
        movabs $0x2052545020445352, %rax /* "RSD PTR " */
        cmp %rax, (%rdi)
        expect e, NO_RSDP
        mov 0x250(%rsi), %rdi
        cmpl $7, 8(%rdi)
        expect e, NO_BLOB
        mov 16(%rdi), %edi
        cmpl $0x45444d41, (%rdi)
        expect e, NO_BLOB
        mov 0x228(%rsi), %edi
        cmpl $0x646e6168, (%rdi) /* "hand" */
        expect e, NO_CMDLINE
        mov 0x218(%rsi), %edi
        cmpl $0x74696e69, (%rdi) /* "init" */
        expect e, NO_INITRD

        /* A byte of each page of all RAM below 4 GiB is written: only validated pages bear that. */
        movzbl 0x1e8(%rsi), %ecx
        lea 0x2d0(%rsi), %rbx
        mov $1 << 32, %r8
        xor %r9, %r9
next:   cmpl $1, 16(%rbx)
        jne skip
        mov (%rbx), %rdi
        mov 8(%rbx), %rdx
        add %rdi, %rdx
page:   cmp %r8, %rdi
        jae skip
        orb $0, (%rdi)
        inc %r9
        add $0x1000, %rdi
        cmp %rdx, %rdi
        jb page
skip:   add $20, %rbx
        dec %ecx
        jnz next
        cmp $(896 << 8) - 96, %r9 /* in pages: low RAM without what is between 640 KiB and 1 MiB */
        expect e, WRONG_MEMORY
        xor %eax, %eax

end:    shl $16, %eax
        or $0x5100, %eax
        xor %edx, %edx
        mov $0xc0010130, %ecx
        wrmsr
        rep
        vmmcall
        hlt
        jmp end
        .org 0x1000
        .section .note.GNU-stack, "", @progbits
