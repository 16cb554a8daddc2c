/*
 * kernel/cpu/descriptors.c - GDT, TSS and IDT (APM vol. 2, sections 4.8 and 8.2).
 *
 * Those of all vCPUs are made at once, before paging_protect() makes them read-only. The CPU writes to a GDT when a
 * segment is loaded for the first time (the accessed bits are set here already) and at LTR, which marks the TSS as busy:
 * the boot vCPU does that before, and no other vCPU executes it, since its VMSA has the task register loaded.
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
#define DESCRIPTOR_TSS_BUSY    (UINT64_C(0x8b) << 40)

struct descriptor_pointer {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

struct descriptors {
        uint64_t gdt[GDT_ENTRIES];
        struct task_state task_state;
};

extern const uint8_t exception_stubs[];

static struct gate idt[VECTORS] RO_AFTER_INIT;
static struct descriptors descriptors[MAX_VCPUS] RO_AFTER_INIT;

static void make_gdt(struct descriptors *of, uint64_t tss)
{
        uint64_t base = (uint64_t)&of->task_state;

        of->gdt[1] = DESCRIPTOR_KERNEL_CODE;
        of->gdt[2] = DESCRIPTOR_KERNEL_DATA;
        of->gdt[3] = DESCRIPTOR_USER_DATA;
        of->gdt[4] = DESCRIPTOR_USER_CODE;
        of->gdt[5] = (sizeof(of->task_state) - 1) | (base & 0xffffff) << 16 | tss |
                     (base >> 24 & 0xff) << 56;
        of->gdt[6] = base >> 32;
}

static void load(const struct descriptors *of)
{
        struct descriptor_pointer gdt_pointer = { sizeof(of->gdt) - 1, (uint64_t)of->gdt };
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
        for (unsigned int vcpu = 0; vcpu < MAX_VCPUS; vcpu++) {
                make_gdt(&descriptors[vcpu], vcpu == 0 ? DESCRIPTOR_TSS : DESCRIPTOR_TSS_BUSY);
                task_state_fill(&descriptors[vcpu].task_state, vcpu);
        }
        load(&descriptors[0]);
}

void descriptors_fill_vmsa(struct vmsa *vmsa, unsigned int vcpu)
{
        const struct descriptors *of = &descriptors[vcpu];

        vmsa->gdtr.limit = sizeof(of->gdt) - 1;
        vmsa->gdtr.base = (uint64_t)of->gdt;
        vmsa->idtr.limit = sizeof(idt) - 1;
        vmsa->idtr.base = (uint64_t)idt;
        vmsa->tr = (struct vmsa_segment){ SELECTOR_TSS, SEGMENT_TSS_BUSY,
                                          sizeof(of->task_state) - 1, (uint64_t)&of->task_state };
}
