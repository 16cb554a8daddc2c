/*
 * tests/machine/runtime/entry.S - from the first instruction of VMPL0 (docs/boot.md) to test_start() in C.
 *
 * Page tables: low 4 GiB identity, private; the same at 0x4000000000 shared; the image at its link address. All of it is
 * readable, writable and executable at every CPL: the tests are about the RMP, not about paging.
 */
#define VIRTUAL_BASE 0xffffffff80000000
#define PHYSICAL(symbol) ((symbol) - VIRTUAL_BASE)
#define PARAMS_CPUID_PAGE 40
#define CPUID_ENTRIES 16
#define CPUID_ENTRY_SIZE 48
#define CPUID_ENTRY_EBX 28

        .section .text.entry, "ax"
        .code32
        .globl entry
entry:
        cld
        leal PHYSICAL(boot_stack_end)(%esi), %esp

        /* The C-bit: EBX 5:0 of leaf 0x8000001f in the CPUID page; our entries need its place in their upper half. */
        movl PARAMS_CPUID_PAGE(%edi), %ebx
        movl (%ebx), %ecx
        addl $CPUID_ENTRIES, %ebx
1:      cmpl $0x8000001f, (%ebx)
        je 2f
        addl $CPUID_ENTRY_SIZE, %ebx
        loop 1b
        hlt
2:      movl CPUID_ENTRY_EBX(%ebx), %ecx
        andl $0x3f, %ecx
        movl %ecx, PHYSICAL(cbit_position)(%esi)
        subl $32, %ecx
        movl $1, %ebp
        shll %cl, %ebp

        /* 2 MiB pages: 4 GiB private, then 4 GiB shared. */
        leal PHYSICAL(page_directories)(%esi), %ebx
        xorl %ecx, %ecx
        movl $0x87, %eax
3:      movl %eax, (%ebx, %ecx, 8)
        movl %ebp, 4(%ebx, %ecx, 8)
        movl %eax, 4 * 4096(%ebx, %ecx, 8)
        addl $0x200000, %eax
        incl %ecx
        cmpl $2048, %ecx
        jne 3b

        leal PHYSICAL(page_directories) + 7(%esi), %eax
        leal PHYSICAL(low_pointers)(%esi), %ebx
        xorl %ecx, %ecx
4:      movl %eax, (%ebx, %ecx, 8)
        movl %ebp, 4(%ebx, %ecx, 8)
        leal 4 * 4096(%eax), %edx
        movl %edx, 256 * 8(%ebx, %ecx, 8)
        movl %ebp, 256 * 8 + 4(%ebx, %ecx, 8)
        addl $4096, %eax
        incl %ecx
        cmpl $4, %ecx
        jne 4b

        /* The image at its link address: 16 MiB from our base. */
        leal PHYSICAL(image_directory)(%esi), %ebx
        leal 0x87(%esi), %eax
        xorl %ecx, %ecx
5:      movl %eax, (%ebx, %ecx, 8)
        movl %ebp, 4(%ebx, %ecx, 8)
        addl $0x200000, %eax
        incl %ecx
        cmpl $8, %ecx
        jne 5b
        leal 7(%ebx), %eax
        movl %eax, PHYSICAL(image_pointers) + 510 * 8(%esi)
        movl %ebp, PHYSICAL(image_pointers) + 510 * 8 + 4(%esi)

        leal PHYSICAL(low_pointers) + 7(%esi), %eax
        movl %eax, PHYSICAL(pml4)(%esi)
        movl %ebp, PHYSICAL(pml4) + 4(%esi)
        leal PHYSICAL(image_pointers) + 7(%esi), %eax
        movl %eax, PHYSICAL(pml4) + 511 * 8(%esi)
        movl %ebp, PHYSICAL(pml4) + 511 * 8 + 4(%esi)

        movl $0x620, %eax /* PAE, OSFXSR, OSXMMEXCPT */
        movl %eax, %cr4
        leal PHYSICAL(pml4)(%esi), %eax
        movl %eax, %cr3
        movl $0xc0000080, %ecx
        rdmsr
        orl $0x900, %eax /* LME, NXE */
        wrmsr
        leal PHYSICAL(gdt)(%esi), %eax
        movl %eax, PHYSICAL(gdt_pointer) + 2(%esi)
        lgdt PHYSICAL(gdt_pointer)(%esi)
        leal PHYSICAL(entry64)(%esi), %eax
        movl %eax, PHYSICAL(far_pointer)(%esi)
        movl $0x80010033, %eax
        movl %eax, %cr0
        ljmp *PHYSICAL(far_pointer)(%esi)

        .code64
entry64:
        movl $0x10, %eax
        movl %eax, %ss
        movl %eax, %ds
        movl %eax, %es
        movq $boot_stack_end, %rsp
        lgdt gdt_pointer_high
        movl %esi, %esi
        movl %edi, %edi
        movq $test_start, %rax
        call *%rax
6:      hlt
        jmp 6b

        /* The lower VMPL's first instruction: RDI is the function, the stack is its own. */
        .globl lower_entry
lower_entry:
        call *%rdi
        call lower_return
7:      hlt
        jmp 7b

        /* The second vCPU's first instruction at VMPL0: the same, and then it sleeps. */
        .globl vcpu1_entry
vcpu1_entry:
        call *%rdi
8:      hlt
        jmp 8b

        /*
         * enter_cpl3(function, stack): calls the function at CPL 3. It ends with UD2, which test_exception() knows by its
         * address and answers by going on at cpl3_returned on the stack of before.
         */
        .globl enter_cpl3
enter_cpl3:
        pushq %rbx
        pushq %rbp
        pushq %r12
        pushq %r13
        pushq %r14
        pushq %r15
        movq %rsp, cpl3_caller_stack
        pushq $0x1b
        pushq %rsi
        pushq $2
        pushq $0x23
        pushq $cpl3_entry
        iretq
cpl3_entry:
        call *%rdi
        .globl cpl3_leave
cpl3_leave:
        ud2
        .globl cpl3_returned
cpl3_returned:
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rbp
        popq %rbx
        ret

        /* Exceptions: vector and error code on the stack, then test_exception(frame). */
        .altmacro
        .macro EXCEPTION number
exception_\number:
        .if (\number == 8) || ((\number >= 10) && (\number <= 14)) || (\number == 17) || (\number == 21) || (\number == 29) || (\number == 30)
        .else
        pushq $0
        .endif
        pushq $\number
        jmp exception_common
        .endm
        .set number, 0
        .rept 32
        EXCEPTION %number
        .set number, number + 1
        .endr

exception_common:
        cld
        pushq %r15
        pushq %r14
        pushq %r13
        pushq %r12
        pushq %r11
        pushq %r10
        pushq %r9
        pushq %r8
        pushq %rbp
        pushq %rdi
        pushq %rsi
        pushq %rdx
        pushq %rcx
        pushq %rbx
        pushq %rax
        movq %rsp, %rdi
        movq %rsp, %rbp
        andq $-16, %rsp
        call test_exception
        movq %rbp, %rsp
        popq %rax
        popq %rbx
        popq %rcx
        popq %rdx
        popq %rsi
        popq %rdi
        popq %rbp
        popq %r8
        popq %r9
        popq %r10
        popq %r11
        popq %r12
        popq %r13
        popq %r14
        popq %r15
        addq $16, %rsp
        iretq

        /* Vector 0x40, for tests of interrupts; nobody sends a second one, so it is not acknowledged. */
        .globl interrupt_entry
interrupt_entry:
        incl interrupts_taken
        iretq

        .section .rodata
        .globl exception_entries
        .balign 8
exception_entries:
        .macro EXCEPTION_ENTRY number
        .quad exception_\number
        .endm
        .set number, 0
        .rept 32
        EXCEPTION_ENTRY %number
        .set number, number + 1
        .endr

        .data
        .balign 8
        .globl gdt
gdt:    .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
        .quad 0x00cff3000000ffff, 0x00affb000000ffff /* 0x18, 0x20: data and code of CPL 3 */
        .globl gdt_tss
gdt_tss: .quad 0, 0 /* 0x28 */
gdt_pointer: .word 55
        .long 0, 0
        .balign 8
        .globl gdt_pointer_high
gdt_pointer_high: .word 55
        .quad gdt
        .balign 8
far_pointer: .long 0
        .word 8
        .balign 4
        .globl cbit_position
cbit_position: .long 0
        .globl interrupts_taken
interrupts_taken: .long 0
        .balign 8
        .globl cpl3_caller_stack
cpl3_caller_stack: .quad 0

        .bss
        .balign 4096
        .globl pml4
pml4:           .skip 4096
low_pointers:   .skip 4096
image_pointers: .skip 4096
image_directory: .skip 4096
page_directories: .skip 8 * 4096
boot_stack:     .skip 16384
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
