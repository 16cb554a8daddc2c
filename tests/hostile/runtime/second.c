/* tests/hostile/runtime/second.c - the second vCPU. */
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/bad_pages.h"
#include "tests/hostile/runtime/guest.h"

#define SECOND_APIC_ID 1
#define PATIENCE       200000000

static uint8_t stack[16384];
static void (*volatile function_of_second)(void);
static volatile bool begun;
static uint64_t area, save_area;

extern const uint8_t second_entry[];
void second_main(void);

void second_main(void)
{
        begun = true;
        function_of_second();
        for (;;)
                cpu_relax();
}

void fill_second(uint64_t vmsa, void (*function)(void))
{
        function_of_second = function;
        fill_vmsa((struct vmsa *)vmsa, second_entry, stack + sizeof(stack));
}

uint64_t run_on_second(void (*function)(void))
{
        uint64_t vmsa = page_for_vmsa();

        area = fresh_page();
        save_area = vmsa;
        fill_second(vmsa, function);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, SECOND_APIC_ID) !=
                    SVSM_SUCCESS ||
            start_vcpu(vmsa, SECOND_APIC_ID) != 0)
                return 0;
        for (unsigned int i = 0; i < PATIENCE && !begun; i++)
                cpu_relax();
        return begun ? area : 0;
}

uint64_t second_calling_area(void)
{
        return area;
}

uint64_t second_save_area(void)
{
        return save_area;
}
