/* The guest creates a vCPU whose calling area is a page that is not its own. */
#include "tests/hostile/runtime/bad_pages.h"
#include "lib/snp/vmsa.h"

static uint64_t call(uint64_t page)
{
        static uint64_t vmsa;

        if (!vmsa)
                vmsa = page_for_vmsa();
        fill_vmsa((struct vmsa *)vmsa, (const void *)vmsa, (const void *)vmsa);
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, page, 1);
}

void guest_main(void)
{
        refuse_all("a calling area", call, BAD_SMALL | BAD_UNALIGNED, 0);
}
