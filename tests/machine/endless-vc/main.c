/*
 * A guest whose #VC handler changes nothing and asks nobody meets the same #VC again and again, and on hardware would do so for
 * ever without a word. The machine ends it and says where.
 *
 * Broken on purpose by forgetting each #VC at once: the machine goes on until the run's limit.
 */
#include "tests/machine/runtime/test.h"

struct __attribute__((packed)) table_register {
        uint16_t limit;
        uint64_t base;
};

/* IRETQ behind the error code: back to the instruction. */
__asm__(".globl back_to_it\n"
        "back_to_it: add $8, %rsp\n"
        "iretq\n");
void back_to_it(void);

static _Alignas(16) uint64_t gates[2 * 256];

static void set_handler(unsigned int vector, const void *handler)
{
        uint64_t address = (uint64_t)handler;
        uint16_t code;

        __asm__("mov %%cs, %0" : "=r"(code));
        gates[2 * vector] = (address & 0xffff) | (uint64_t)code << 16 | UINT64_C(0x8e00) << 32 |
                            (address >> 16 & 0xffff) << 48;
        gates[2 * vector + 1] = address >> 32;
}

void test_main(void)
{
        struct table_register table = { sizeof(gates) - 1, (uint64_t)gates };

        set_handler(VECTOR_VC, (const void *)back_to_it);
        __asm__ volatile("lidt %0" : : "m"(table));
        __asm__ volatile("wbinvd" : : : "memory");
        test_check(false, "the machine goes on");
}
