/*
 * softsnp/start/entry.S - from the PVH entry (32-bit, no paging; EBX = start info) to C in long mode.
 *
 * Everything is identity-mapped by 1 GiB pages: 512 GiB, which is all RAM that there can be here. Devices may be further up
 * (device_map.h). A fifth level stands above for the nested page tables' sake (START_CR4).
 */
#include "softsnp/start/layout.h"

        .section .note.pvh, "a", @note
        .balign 4
        .long 4, 4, 18                  /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz "Xen"
        .long pvh_entry

        .section .text.start, "ax"
        .code32
        .globl pvh_entry
pvh_entry:
        cli
        cld
        movl    %ebx, %esi
        movl    $boot_stack_top, %esp
        call    require_large_pages
        call    require_five_levels

        movl    $(identity_map + 3), page_table_root
        movl    $(identity_map + 3), page_table_root + 511 * 8
        movl    $(page_directories + 3), identity_map
        movl    $(page_directories + 3), identity_map + 511 * 8 /* GUEST_MAP */
        xorl    %ecx, %ecx
1:      movl    %ecx, %eax
        andl    $3, %eax
        shll    $30, %eax
        orl     $0x83, %eax             /* present, writable, large */
        movl    %eax, page_directories(, %ecx, 8)
        movl    %ecx, %eax
        shrl    $2, %eax
        movl    %eax, page_directories + 4(, %ecx, 8)
        incl    %ecx
        cmpl    $512, %ecx
        jne     1b

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
        lgdt    start_gdt_register
        ljmp    $8, $long_mode

/* Each says so on the UART and ends the machine if the CPU lacks something; changes EAX to EDX. */
require_large_pages:
        movl    $0x80000001, %eax
        cpuid
        movl    $no_large_pages, %ebx
        btl     $26, %edx
        jnc     refuse
        ret
require_five_levels:
        movl    $7, %eax
        xorl    %ecx, %ecx
        cpuid
        movl    $no_five_levels, %ebx
        btl     $16, %ecx
        jnc     refuse
        ret

/* EBX: what to say. */
refuse:
        movl    $UART_PORT, %edx
1:      movb    (%ebx), %al
        testb   %al, %al
        jz      2f
        outb    %al, %dx
        incl    %ebx
        jmp     1b
2:      movb    $0x12, %al
        movl    $END_PORT, %edx
        outb    %al, %dx
3:      hlt
        jmp     3b

        .code64
long_mode:
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        movl    $16, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    $boot_stack_top, %esp
        movl    %esi, %edi
        xorl    %ebp, %ebp
        call    softsnp_main
1:      hlt
        jmp     1b

        .section .rodata
no_large_pages:
        .asciz "softsnp: refused: the CPU has no 1 GiB pages (pdpe1gb)\r\n"
no_five_levels:
        .asciz "softsnp: refused: the CPU has no page tables of five levels (la57; with QEMU: -cpu max)\r\n"
        .balign 8
        .globl start_gdt
start_gdt:
        .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
        .globl start_gdt_register
start_gdt_register:
        .word 23
        .quad start_gdt

        .section .bss
        .balign 4096
        .globl page_table_root
page_table_root:
        .skip 4096
        .globl identity_map
identity_map:
        .skip 4096
page_directories:
        .skip 4096
boot_stack:
        .skip 65536
boot_stack_top:

        .section .note.GNU-stack, "", @progbits
