/*
 * vCPU 1 writes to a page for ever, so that its TLB has it, while vCPU 0 has the page made a VMSA. What vCPU 1 writes is the place of the
 * VMPL.
 */
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/paging.h"
#include "tests/hostile/runtime/guest.h"

#define THIRD_APIC_ID 2
#define PATIENCE      20000000

static volatile uint64_t page;
static volatile bool go;
static volatile unsigned int writes;

static void write_for_ever(void)
{
        for (;;) {
                volatile struct vmsa *vmsa = (volatile struct vmsa *)page;

                vmsa->vmpl = go ? 0 : (uint8_t)probe.secrets->svsm_guest_vmpl;
                writes++;
        }
}

static bool second_goes_on(void)
{
        unsigned int before = writes;

        for (unsigned int i = 0; i < PATIENCE && writes < before + 2; i++)
                cpu_relax();
        return writes >= before + 2;
}

void guest_main(void)
{
        page = fresh_page();
        if (page % LARGE_PAGE_SIZE == 0)
                page = fresh_page();
        fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
        if (!run_on_second(write_for_ever) || !second_goes_on())
                kept_out("the second vCPU does not write");
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, page, fresh_page(), THIRD_APIC_ID) !=
            SVSM_SUCCESS)
                kept_out("CREATE_VCPU is refused");
        go = true;
        if (second_goes_on() && second_goes_on())
                won("the page is a VMSA, and vCPU 1 still writes to it");
        kept_out("vCPU 1 writes no more");
}
