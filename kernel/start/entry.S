/*
 * kernel/start/entry.S - from the VMSA's 32-bit protected mode to C in long mode.
 *
 * In: ESI the physical address of the image, EDI the parameter block's. Nothing is known about the C-bit
 * yet; without paging every access is private. EAX is 0, or this is a vCPU's launch state that nobody needs. docs/boot.md
 * has the whole contract.
 *
 * Why 32 bits: a VMSA in long mode needs page tables, whose entries have the C-bit in them, and where that is only the
 * machine says. So the image brings no tables, and the same image is right for every C-bit (APM vol. 2, section 15.34).
 */
#include "kernel/cpu/layout.h"
#include "lib/snp/c_bit.inc"

#define PHYSICAL(symbol) ((symbol) - KERNEL_VIRTUAL)

/* Offset in struct params_header (lib/params/block.h). */
#define PARAMS_CPUID_PAGE 40

#define MSR_EFER         0xc0000080
#define MSR_GHCB         0xc0010130
#define EFER_NXE_LME_SCE 0x901
#define CR4_PAE          0x20
#define CR0_INITIAL      0x80010033 /* PG WP NE ET MP PE */

/* Bits of an entry (APM vol. 2, section 5.4). In 32 bits an entry is two halves; no execution is bit 63. */
#define PTE_TABLE       3    /* present, write */
#define PTE_LARGE_RWX   0x83 /* present, write, large */
#define PTE_HIGH_NX     0x80000000
#define TERMINATE_EARLY 0x25100 /* terminate, set 5, reason 2: parameters */

        /* Makes entry @index of @table point to @target. EBX: upper half of the C-bit's mask. */
        .macro link_table table, index, target
        lea PHYSICAL(\target) + PTE_TABLE(%esi), %eax
        mov %eax, PHYSICAL(\table) + 8 * \index(%esi)
        mov %ebx, PHYSICAL(\table) + 8 * \index + 4(%esi)
        .endm

        /*
         * Maps the image's pages from @start to @end with the rights @low and @high, the bits of an entry's lower and upper half.
         * EAX goes through the pages' offsets in the image; shifted right by 9 they are the offsets of their entries.
         */
        .macro map_section start, end, low, high
        mov $PHYSICAL(\start), %eax
1:      cmp $PHYSICAL(\end), %eax
        jae 2f
        mov %eax, %edx
        shr $9, %edx
        lea \low(%esi, %eax), %ebp
        mov %ebp, PHYSICAL(kernel_pt)(%esi, %edx)
        mov %ebx, %ebp
        or $\high, %ebp
        mov %ebp, PHYSICAL(kernel_pt) + 4(%esi, %edx)
        add $4096, %eax
        jmp 1b
2:
        .endm

        .section .text.start, "ax"
        .code32
        .globl start
start:
        test %eax, %eax
        jnz park
        cli
        cld
        lea PHYSICAL(boot_stack_end)(%esi), %esp

        mov PARAMS_CPUID_PAGE(%edi), %ebp
        find_c_bit
c_bit_known:

        /* The image at its virtual address, and 2 MiB of identity for the next instructions. */
        link_table kernel_pml4, 0, boot_pdpt
        link_table kernel_pml4, 511, high_pdpt
        link_table high_pdpt, 508, vcpu_pd
        link_table high_pdpt, 509, vcpu_pd + 4096
        link_table high_pdpt, 510, kernel_pd
        link_table kernel_pd, 0, kernel_pt
        /* The identity's two entries are those of the image's own GiB and 2 MiB; the image does not cross 2 MiB. */
        mov %esi, %ecx
        shr $30, %ecx
        lea PHYSICAL(boot_pd) + PTE_TABLE(%esi), %eax
        mov %eax, PHYSICAL(boot_pdpt)(%esi, %ecx, 8)
        mov %ebx, PHYSICAL(boot_pdpt) + 4(%esi, %ecx, 8)
        mov %esi, %ecx
        shr $21, %ecx
        and $511, %ecx
        lea PTE_LARGE_RWX(%esi), %eax
        mov %eax, PHYSICAL(boot_pd)(%esi, %ecx, 8)
        mov %ebx, PHYSICAL(boot_pd) + 4(%esi, %ecx, 8)
        map_section text_start, text_end, 1, 0
        map_section rodata_start, rodata_end, 1, PTE_HIGH_NX
        map_section data_start, data_end, 3, PTE_HIGH_NX

        mov %cr4, %eax
        or $CR4_PAE, %eax
        mov %eax, %cr4
        mov $MSR_EFER, %ecx
        rdmsr
        or $EFER_NXE_LME_SCE, %eax
        wrmsr

        /* A number that nobody else knows, written while every access is private. EDX and EBP keep it. */
        draw_number
        mov %edx, PHYSICAL(c_bit_probe)(%esi)
        mov %ebp, PHYSICAL(c_bit_probe) + 4(%esi)

        /* Page-table walks are private whatever CR3's C-bit says; C code loads CR3 again with it. */
        lea PHYSICAL(kernel_pml4)(%esi), %eax
        mov %eax, %cr3
        mov $CR0_INITIAL, %eax
        mov %eax, %cr0

        /*
         * With paging the C-bit decides. At a wrong position it is a bit of the address and data comes from the host, who can
         * give everything but this number. Until here, and only until here, nothing has been read by way of the tables: code
         * and tables themselves are private in any case (APM vol. 2, section 15.34.5).
         */
c_bit_check:
        cmp %edx, PHYSICAL(c_bit_probe)(%esi)
        jne refuse
        cmp %ebp, PHYSICAL(c_bit_probe) + 4(%esi)
        jne refuse

        /* The GDT's address is only known now. LRET loads a CS whose descriptor has the L bit: 64-bit mode from then on. */
        lea PHYSICAL(boot_gdt)(%esi), %eax
        mov %eax, PHYSICAL(boot_gdt_pointer) + 2(%esi)
        lgdt PHYSICAL(boot_gdt_pointer)(%esi)
        push $0x08
        lea PHYSICAL(start_long_mode)(%esi), %eax
        push %eax
        lret

        /* The parameters do not hold what is needed to go on: the only thing left is to say so. */
refuse:
        mov $MSR_GHCB, %ecx
        mov $TERMINATE_EARLY, %eax
        xor %edx, %edx
        wrmsr
        rep
        vmmcall
        hlt
        jmp refuse

        /* VMPL0 makes the states of its vCPUs itself; who runs one that was measured besides gets nothing. */
park:
        hlt
        jmp park

        /* Still at the physical address; everything after this is at the linked one. */
        .code64
start_long_mode:
        mov $start_virtual, %rax
        jmp *%rax

        .text
start_virtual:
        mov $0x10, %eax
        mov %eax, %ss
        xor %eax, %eax
        mov %eax, %ds
        mov %eax, %es
        mov %eax, %fs
        mov %eax, %gs
        mov $boot_stack_end, %rsp
        /* kernel_early(image, C-bit's mask) on the start's stack, then kernel_main(parameters) on the boot vCPU's. */
        xor %ebp, %ebp
        mov %edi, %r12d
        mov %esi, %edi
        mov %ebx, %esi
        shl $32, %rsi
        call kernel_early
        mov $VCPU_AREAS + VCPU_STACK_TOP, %rsp
        mov %r12, %rdi
        call kernel_main
        ud2

        .data
        .balign 8
boot_gdt:
        .quad 0
        .quad 0x00af9b000000ffff /* 0x08 code, 64 bit */
        .quad 0x00cf93000000ffff /* 0x10 data */
boot_gdt_pointer:
        .word 23
        .long 0
        .balign 8
c_bit_probe:
        .quad 0

        .section .bss.ro_after_init.pages, "aw", @nobits
        .balign 4096
high_pdpt:
        .skip 4096
kernel_pd:
        .skip 4096

        .bss
        .balign 4096
boot_pdpt:
        .skip 4096
boot_pd:
        .skip 4096
boot_stack:
        .skip 4096
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
