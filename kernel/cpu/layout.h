/*
 * kernel/cpu/layout.h - the kernel's address space: where everything is, for C and assembly.
 *
 *   0xffff800000000000 + physical   direct map of VMPL0's own memory, no execution
 *   0xffffffff00000000 + 4 MiB * n  the area of vCPU n: its stacks, GHCB, windows and struct cpu
 *   0xffffffff80000000              the kernel's image, rights by section
 *
 * The lower half is a service's, or empty. Guest memory is nowhere but in the windows.
 */
#ifndef KERNEL_CPU_LAYOUT_H
#define KERNEL_CPU_LAYOUT_H

/* -mcmodel=kernel wants the image in the upper 2 GiB; kernel.ld has the same number. */
#define KERNEL_VIRTUAL     0xffffffff80000000
#define DIRECT_MAP         0xffff800000000000
#define VCPU_AREAS         0xffffffff00000000
#define VCPU_AREA_SIZE     0x400000
#define VCPU_WINDOW_LARGE  0x200000 /* offset of the 2 MiB window in the area */
#define USER_ADDRESS_LIMIT 0x0000800000000000

/*
 * Pages of a vCPU's area. Those that are not named are guard pages and never mapped: a stack that runs over ends in
 * a page fault, which has a stack of its own like every exception.
 */
#define VCPU_PAGE_STACK  1 /* the kernel's stack, VCPU_STACK_PAGES */
#define VCPU_STACK_PAGES 4
#define VCPU_PAGE_TRAP   6 /* exceptions without a stack of their own, a service's too */
#define VCPU_PAGE_DF     8
#define VCPU_PAGE_NMI    10
#define VCPU_PAGE_VC     12
#define VCPU_PAGE_GHCB   14
#define VCPU_PAGE_WINDOW 16 /* a guest page */
#define VCPU_PAGE_VMSA   19 /* the guest's VMSA */
#define VCPU_PAGE_CPU    21 /* struct cpu */
#define VCPU_PAGE_INTR   23 /* the stack of interrupts */
#define VCPU_PAGE_TSS    25 /* the task state segment, read-only; the boot vCPU's is in the image */
#define VCPU_STACK_TOP   0x5000 /* offset of its end in the area */

/*
 * Two page directories have the areas of all: an area has two entries of 2 MiB. What a vCPU needs besides is allocated when the
 * guest creates it; by its number alone go a few words.
 */
#define VCPU_DIRECTORIES 2
#define MAX_VCPUS        512

#endif
