/* kernel/cpu/descriptors.c - GDT, TSS and IDT (APM vol. 2, sections 4.8 and 8.2). */
#include "kernel/cpu/cpu.h"

#define VECTORS   32
#define STUB_SIZE UINT64_C(16)

#define DESCRIPTOR_KERNEL_CODE UINT64_C(0x00af9b000000ffff)
#define DESCRIPTOR_KERNEL_DATA UINT64_C(0x00cf93000000ffff)
#define DESCRIPTOR_USER_DATA   UINT64_C(0x00cff3000000ffff)
#define DESCRIPTOR_USER_CODE   UINT64_C(0x00affb000000ffff)
#define DESCRIPTOR_TSS         (UINT64_C(0x89) << 40) /* present, 64-bit TSS, available */

#define GATE_INTERRUPT UINT64_C(0x8e00) /* present, DPL 0: INT n in a service is #GP */

struct descriptor_pointer {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

struct gate {
        uint64_t low;
        uint64_t high;
};

extern const uint8_t exception_stubs[];

static struct gate idt[VECTORS];

static unsigned int interrupt_stack(unsigned int vector)
{
        switch (vector) {
        case VECTOR_DF:
                return IST_DF;
        case VECTOR_NMI:
                return IST_NMI;
        case VECTOR_VC:
                return IST_VC;
        default:
                return 0;
        }
}

/* The same for every vCPU, which writes the same values. */
static void make_idt(void)
{
        for (unsigned int vector = 0; vector < VECTORS; vector++) {
                uint64_t handler = (uint64_t)exception_stubs + vector * STUB_SIZE;

                idt[vector].low = (handler & 0xffff) | (uint64_t)SELECTOR_KERNEL_CODE << 16 |
                                  (uint64_t)interrupt_stack(vector) << 32 | GATE_INTERRUPT << 32 |
                                  (handler & 0xffff0000) << 32;
                idt[vector].high = handler >> 32;
        }
}

static void make_gdt(struct cpu *cpu)
{
        uint64_t base = (uint64_t)&cpu->task_state;

        cpu->gdt[1] = DESCRIPTOR_KERNEL_CODE;
        cpu->gdt[2] = DESCRIPTOR_KERNEL_DATA;
        cpu->gdt[3] = DESCRIPTOR_USER_DATA;
        cpu->gdt[4] = DESCRIPTOR_USER_CODE;
        cpu->gdt[5] = (sizeof(cpu->task_state) - 1) | (base & 0xffffff) << 16 | DESCRIPTOR_TSS |
                      (base >> 24 & 0xff) << 56;
        cpu->gdt[6] = base >> 32;
}

/* Each stack is one page; it begins at the end of its page. */
static uint64_t page_stack(const struct cpu *cpu, unsigned int page)
{
        return vcpu_page(cpu->id, page + 1);
}

static void make_task_state(struct cpu *cpu)
{
        cpu->task_state.rsp[0] = page_stack(cpu, VCPU_PAGE_TRAP);
        cpu->task_state.ist[IST_DF - 1] = page_stack(cpu, VCPU_PAGE_DF);
        cpu->task_state.ist[IST_NMI - 1] = page_stack(cpu, VCPU_PAGE_NMI);
        cpu->task_state.ist[IST_VC - 1] = page_stack(cpu, VCPU_PAGE_VC);
        cpu->task_state.io_map = sizeof(cpu->task_state);
}

static void load_gdt(const struct cpu *cpu)
{
        struct descriptor_pointer pointer = { sizeof(cpu->gdt) - 1, (uint64_t)cpu->gdt };

        __asm__ volatile("lgdt %0\n\t"
                         "pushq %1\n\t"
                         "leaq 1f(%%rip), %%rax\n\t"
                         "pushq %%rax\n\t"
                         "lretq\n"
                         "1:\tmovl %2, %%ss\n\t"
                         "movl %3, %%ds\n\t"
                         "movl %3, %%es\n\t"
                         "ltr %w4"
                         :
                         : "m"(pointer), "i"(SELECTOR_KERNEL_CODE), "r"(SELECTOR_KERNEL_DATA),
                           "r"(0), "r"(SELECTOR_TSS)
                         : "rax", "memory");
}

void descriptors_load(struct cpu *cpu)
{
        struct descriptor_pointer pointer = { sizeof(idt) - 1, (uint64_t)idt };

        make_gdt(cpu);
        make_task_state(cpu);
        load_gdt(cpu);
        make_idt();
        __asm__ volatile("lidt %0" : : "m"(pointer));
}
