/* CREATE_VCPU, then nothing for four seconds of a fast TSC, then AP creation. */
#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/bad_pages.h"
#include "tests/hostile/runtime/guest.h"

#define TICKS_A_SECOND UINT64_C(4200000000) /* VMPL0 does not know better either */
#define SECONDS        4
#define APIC_ID        1

static volatile bool answered;
static uint64_t area;

static void at_second(void)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
        };

        answered = svsm_call_from(area, &registers) == SVSM_SUCCESS;
}

static void wait(uint64_t ticks)
{
        uint64_t begin = rdtsc();

        while (rdtsc() - begin < ticks)
                cpu_relax();
}

void guest_main(void)
{
        uint64_t vmsa = page_for_vmsa();

        area = fresh_page();
        fill_second(vmsa, at_second);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, APIC_ID) != SVSM_SUCCESS)
                won("CREATE_VCPU is refused: the test is wrong");
        wait(SECONDS * TICKS_A_SECOND);
        if (start_vcpu(vmsa, APIC_ID) != 0)
                won("AP creation is refused: the test is wrong");
        while (!answered)
                cpu_relax();
        kept_out("the vcpu runs after %u s, its calls are answered", SECONDS);
}
