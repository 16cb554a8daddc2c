/*
 * direct/start.S - from a processor's reset to C in long mode, and from there into Linux.
 *
 * The launched save area is in reset state, as firmware's is, so that a host takes the image for that of a guest without an SVSM.
 * Without paging every access is private. Where the C-bit is the CPUID page says, which the security processor has checked.
 */
#include "lib/direct/layout.h"
#include "lib/snp/c_bit.inc"

#define MSR_EFER        0xc0000080
#define MSR_GHCB        0xc0010130
#define EFER_LME        0x100
#define CR0_PROTECTED   0x33       /* NE ET MP PE */
#define CR0_LONG        0x80010033 /* PG WP NE ET MP PE */
#define CR4_PAE         0x20
#define PTE_TABLE       3    /* present, write */
#define PTE_LARGE       0x83 /* present, write, large */
#define TERMINATE_EARLY 0x25100 /* terminate, set 5, reason 2: parameters */

/* Segments, as Linux wants them (boot.rst): 0x10 code, 0x18 data. */
#define CODE_32 0x08
#define CODE_64 0x10
#define DATA    0x18

        .section .reset_vector, "ax"
        .code16
        .globl reset_vector
reset_vector:
        jmp start_16

        .section .text.start, "ax"
        .code16
start_16:
        cli
        cld
        lgdtl %cs:(gdt_pointer - 0xffff0000)
        mov $CR0_PROTECTED, %eax
        mov %eax, %cr0
        ljmpl $CODE_32, $start_32

        .code32
start_32:
        mov $DATA, %eax
        mov %eax, %ss
        mov %eax, %ds
        mov %eax, %es

        /*
         * The host launches a save area like this one for every vCPU, and may enter it whenever it likes. Whoever comes second gets
         * nothing; Linux makes the states of its vCPUs itself.
         */
        lock btsl $0, is_started
        jc park

        mov $DIRECT_CPUID, %ebp
        find_c_bit

        /* 4 GiB at their own addresses, for Linux too, and 2 MiB twice further up, which direct/pages.c changes. */
        .macro link_table table, index, target
        movl $\target + PTE_TABLE, \table + 8 * \index
        mov %ebx, \table + 8 * \index + 4
        .endm
        link_table page_map, 0, identity_pointers
        link_table page_map, 1, window_pointers
        link_table window_pointers, 0, window_directory
        link_table identity_pointers, 0, identity_directories
        link_table identity_pointers, 1, identity_directories + 0x1000
        link_table identity_pointers, 2, identity_directories + 0x2000
        link_table identity_pointers, 3, identity_directories + 0x3000
        mov $identity_directories, %edi
        mov $PTE_LARGE, %eax
1:      mov %eax, (%edi)
        mov %ebx, 4(%edi)
        add $8, %edi
        add $0x200000, %eax
        jnc 1b

        mov %cr4, %eax
        or $CR4_PAE, %eax
        mov %eax, %cr4
        mov $MSR_EFER, %ecx
        rdmsr
        or $EFER_LME, %eax
        wrmsr

        /* A number that nobody else knows, written while every access is private. */
        draw_number
        mov %edx, c_bit_probe
        mov %ebp, c_bit_probe + 4

        mov $page_map, %eax
        mov %eax, %cr3
        mov $CR0_LONG, %eax
        mov %eax, %cr0

        /* At a wrong position the C-bit is a bit of the address, and data comes from the host: everything but this number. */
        cmp %edx, c_bit_probe
        jne refuse
        cmp %ebp, c_bit_probe + 4
        jne refuse
        ljmp $CODE_64, $start_64

refuse:
        mov $MSR_GHCB, %ecx
        mov $TERMINATE_EARLY, %eax
        xor %edx, %edx
        wrmsr
        rep
        vmmcall
        hlt
        jmp refuse

park:
        hlt
        jmp park

        .code64
start_64:
        mov $stack_end, %esp
        xor %ebp, %ebp
        mov %ebx, %edi
        shl $32, %rdi
        call direct_main
        /* Linux' 64-bit entry: RSI is the zero page, interrupts are off. */
        mov $DIRECT_ZERO_PAGE, %esi
        jmp *%rax

        .data
        .balign 8
gdt:
        .quad 0
        .quad 0x00cf9b000000ffff /* code, 32 bit */
        .quad 0x00af9b000000ffff /* code, 64 bit */
        .quad 0x00cf93000000ffff /* data */
gdt_pointer:
        .word gdt_pointer - gdt - 1
        .long gdt

        .bss
        .balign 4096
page_map:
        .skip 4096
identity_pointers:
        .skip 4096
window_pointers:
        .skip 4096
        .globl window_directory
window_directory:
        .skip 4096
identity_directories:
        .skip 4 * 4096
stack:
        .skip 4 * 4096
stack_end:
c_bit_probe:
        .skip 8
is_started:
        .skip 4
        .section .note.GNU-stack, "", @progbits
