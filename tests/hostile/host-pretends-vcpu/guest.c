/*
 * The second vCPU's VMPL0 never comes, though CREATE_VCPU has succeeded: its guest runs or does not, and nobody answers it. The
 * first one is answered all the same.
 */
#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/bad_pages.h"
#include "tests/hostile/runtime/guest.h"

#define TICKS   UINT64_C(3000000000)
#define CALLS   50
#define APIC_ID 1

static volatile bool answered;
static uint64_t area;

static void at_second(void)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
        };

        (void)svsm_call_from(area, &registers);
        answered = true;
}

/* The host may run its guest or not. */
static void create_second(void)
{
        uint64_t vmsa = page_for_vmsa();

        area = fresh_page();
        fill_second(vmsa, at_second);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, APIC_ID) != SVSM_SUCCESS)
                won("CREATE_VCPU is refused: the test is wrong");
        (void)start_vcpu(vmsa, APIC_ID);
}

void guest_main(void)
{
        uint64_t begin = rdtsc();

        create_second();
        for (unsigned int i = 0; i < CALLS || rdtsc() - begin < TICKS; i++)
                if (!has_protocol(SVSM_PROTOCOL_CORE))
                        won("VMPL0 does not answer the first vcpu");
        kept_out("the first vcpu's calls are answered, the second one's are%s",
                 answered ? "" : " not");
}
