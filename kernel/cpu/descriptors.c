/*
 * kernel/cpu/descriptors.c - GDT, TSS and IDT (APM vol. 2, sections 4.8 and 8.2).
 *
 * One GDT for all, and the boot vCPU's TSS; paging_protect() makes them read-only. The CPU writes to a GDT when a segment is
 * loaded for the first time (the accessed bits are set here already) and at LTR, which marks the TSS as busy: the boot vCPU
 * does that before. No other vCPU executes it: its VMSA has the task register loaded, with a TSS in its own area.
 */
#include "kernel/cpu/area.h"
#include "kernel/cpu/gates.h"
#include "kernel/cpu/image.h"
#include "lib/snp/reset.h"
#include "lib/snp/vmsa.h"

#define GDT_ENTRIES 8

/*
 * Flat segments, present and accessed, code with the L bit; base and limit do not count in 64-bit mode (APM vol. 2, section
 * 4.8). SYSCALL wants the kernel's data behind its code; SYSRET, which is not used, would want the user's code behind its data.
 */
#define DESCRIPTOR_KERNEL_CODE UINT64_C(0x00af9b000000ffff)
#define DESCRIPTOR_KERNEL_DATA UINT64_C(0x00cf93000000ffff)
#define DESCRIPTOR_USER_DATA   UINT64_C(0x00cff3000000ffff)
#define DESCRIPTOR_USER_CODE   UINT64_C(0x00affb000000ffff)
#define DESCRIPTOR_TSS         (UINT64_C(0x89) << 40) /* present, 64-bit TSS, available */

struct descriptor_pointer {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

extern const uint8_t exception_stubs[];

static struct gate idt[VECTORS] RO_AFTER_INIT;
static uint64_t gdt[GDT_ENTRIES] RO_AFTER_INIT;
static struct task_state boot_task_state RO_AFTER_INIT;

static void make_gdt(void)
{
        uint64_t base = (uint64_t)&boot_task_state;

        gdt[1] = DESCRIPTOR_KERNEL_CODE;
        gdt[2] = DESCRIPTOR_KERNEL_DATA;
        gdt[3] = DESCRIPTOR_USER_DATA;
        gdt[4] = DESCRIPTOR_USER_CODE;
        gdt[5] = (sizeof(boot_task_state) - 1) | (base & 0xffffff) << 16 | DESCRIPTOR_TSS |
                 (base >> 24 & 0xff) << 56;
        gdt[6] = base >> 32;
}

static void load(void)
{
        struct descriptor_pointer gdt_pointer = { sizeof(gdt) - 1, (uint64_t)gdt };
        struct descriptor_pointer idt_pointer = { sizeof(idt) - 1, (uint64_t)idt };

        __asm__ volatile("lgdt %0\n\t"
                         "pushq %1\n\t"
                         "leaq 1f(%%rip), %%rax\n\t"
                         "pushq %%rax\n\t"
                         "lretq\n"
                         "1:\tmovl %2, %%ss\n\t"
                         "movl %3, %%ds\n\t"
                         "movl %3, %%es\n\t"
                         "ltr %w4\n\t"
                         "lidt %5"
                         :
                         : "m"(gdt_pointer), "i"(SELECTOR_KERNEL_CODE), "r"(SELECTOR_KERNEL_DATA),
                           "r"(0), "r"(SELECTOR_TSS), "m"(idt_pointer)
                         : "rax", "memory");
}

void descriptors_init(void)
{
        gates_fill(idt, (uint64_t)exception_stubs);
        make_gdt();
        task_state_fill(&boot_task_state, 0);
        load();
}

void descriptors_fill_vmsa(struct vmsa *vmsa, unsigned int vcpu)
{
        vmsa->gdtr.limit = sizeof(gdt) - 1;
        vmsa->gdtr.base = (uint64_t)gdt;
        vmsa->idtr.limit = sizeof(idt) - 1;
        vmsa->idtr.base = (uint64_t)idt;
        vmsa->tr = (struct vmsa_segment){ SELECTOR_TSS, SEGMENT_TSS_BUSY,
                                          sizeof(struct task_state) - 1,
                                          vcpu_page(vcpu, VCPU_PAGE_TSS) };
}
