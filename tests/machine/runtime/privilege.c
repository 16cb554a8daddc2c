/* tests/machine/runtime/privilege.c - CPL 3, and the stacks that exceptions change to. */
#include "tests/machine/runtime/test.h"

#define TSS_SELECTOR   0x28
#define TSS_DESCRIPTOR (UINT64_C(0x89) << 40) /* present, available 64-bit TSS */

struct __attribute__((packed)) tss {
        uint32_t reserved_0;
        uint64_t rsp[3];
        uint64_t reserved_1c;
        uint64_t interrupt_stack[7];
        uint8_t reserved_5c[10];
        uint16_t io_map;
};
_Static_assert(sizeof(struct tss) == 104, "TSS");

static struct tss tss;
static _Alignas(16) uint8_t rsp0_stack[8192];
static _Alignas(16) uint8_t interrupt_stack[8192];
static _Alignas(16) uint8_t cpl3_stack[8192];

extern uint64_t gdt_tss[2];
void enter_cpl3(void (*function)(void), void *stack);

uint64_t rsp0_stack_end(void)
{
        return (uint64_t)(rsp0_stack + sizeof(rsp0_stack));
}

uint64_t interrupt_stack_end(void)
{
        return (uint64_t)(interrupt_stack + sizeof(interrupt_stack));
}

void load_tss(void)
{
        uint64_t base = (uint64_t)&tss;

        tss.rsp[0] = rsp0_stack_end();
        tss.interrupt_stack[0] = interrupt_stack_end();
        tss.io_map = sizeof(tss);
        gdt_tss[0] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 | TSS_DESCRIPTOR |
                     (base >> 24 & 0xff) << 56;
        gdt_tss[1] = base >> 32;
        __asm__ volatile("ltr %w0" : : "r"(TSS_SELECTOR) : "memory");
}

void run_at_cpl3(void (*function)(void))
{
        enter_cpl3(function, cpl3_stack + sizeof(cpl3_stack));
}
