/* Each vCPU makes one call from its own calling area, says so, and halts; then the next one is created. */
#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/guest.h"

#define VCPUS 64

static uint8_t pages[2 * VCPUS][PAGE_SIZE] __attribute__((aligned(4096)));
static volatile unsigned int current, answered;

static void at_vcpu(void)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
                .rcx = 1,
        };

        if (svsm_call_from((uint64_t)pages[2 * current + 1], &registers) == SVSM_SUCCESS &&
            registers.rcx == (UINT64_C(1) << 32 | 1))
                answered = current;
        for (;;)
                __asm__ volatile("cli\n\thlt" : : : "memory");
}

static void create(unsigned int vcpu)
{
        uint64_t vmsa = (uint64_t)pages[2 * vcpu];

        current = vcpu;
        fill_second(vmsa, at_vcpu);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, (uint64_t)pages[2 * vcpu + 1],
                 vcpu) != SVSM_SUCCESS)
                won("vcpu %u cannot be created", vcpu);
        if (start_vcpu(vmsa, vcpu) != 0)
                won("the host does not run vcpu %u: the test is wrong", vcpu);
        while (answered != vcpu)
                cpu_relax();
}

void guest_main(void)
{
        for (unsigned int vcpu = 1; vcpu < VCPUS; vcpu++)
                create(vcpu);
        kept_out("%u vcpus, each is answered", VCPUS);
}
