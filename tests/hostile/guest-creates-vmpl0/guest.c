/* Gives the SVSM a save area that says VMPL0, or 1; and asks the host to run a page that is no VMSA at VMPL0. */
#include "lib/snp/vmsa.h"
#include "tests/hostile/runtime/guest.h"

static uint64_t create(unsigned int vmpl)
{
        uint64_t page = fresh_page();
        struct vmsa *vmsa = (struct vmsa *)page;

        fill_vmsa(vmsa, (const void *)page, (const void *)page);
        vmsa->vmpl = (uint8_t)vmpl;
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, page, fresh_page(), 1);
}

void guest_main(void)
{
        for (unsigned int vmpl = 0; vmpl < 4; vmpl++)
                if (vmpl != probe.secrets->svsm_guest_vmpl && create(vmpl) == SVSM_SUCCESS)
                        won("CREATE_VCPU takes VMPL%u", vmpl);
        kept_out("of all other VMPLs");
}
