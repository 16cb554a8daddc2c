/*
 * Puts code where a processor begins after a reset, and has the host run the launch state of vCPU 1. That code ends the machine
 * with reason 171 of set 5, in the name of whoever executes it.
 */
#include "tests/hostile/runtime/guest.h"

#define RESET_VECTOR UINT64_C(0xfffffff0)
#define CODE         UINT64_C(0x600)
#define CALLS        2000 /* time for the other vCPU */

/* Real mode: jmp 0:0x600. */
static const uint8_t jump[] = { 0xea, 0x00, 0x06, 0x00, 0x00 };

/* mov $MSR_GHCB, %ecx; mov $0xab5100, %eax; xor %edx, %edx; wrmsr; rep vmmcall; hlt */
static const uint8_t code[] = { 0x66, 0xb9, 0x30, 0x01, 0x01, 0xc0, 0x66, 0xb8, 0x00, 0x51, 0xab,
                                0x00, 0x66, 0x31, 0xd2, 0x0f, 0x30, 0xf3, 0x0f, 0x01, 0xd9, 0xf4 };

static void put(uint64_t at, const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                ((volatile uint8_t *)at)[i] = bytes[i];
}

void guest_main(void)
{
        put(RESET_VECTOR, jump, sizeof(jump));
        put(CODE, code, sizeof(code));
        if (!order("start-launched:1:1"))
                won("the host does not obey");
        for (unsigned int i = 0; i < CALLS; i++)
                if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL, 1, 0, 0) != SVSM_SUCCESS)
                        won("QUERY_PROTOCOL fails");
        kept_out("of VMPL0, whose vcpu 1 halts");
}
