/* CREATE_VCPU, and then VMPL 0 is written into it. */
#include "tests/hostile/runtime/bad_pages.h"
#include "lib/snp/vmsa.h"

void guest_main(void)
{
        uint64_t vmsa = page_for_vmsa();

        fill_vmsa((struct vmsa *)vmsa, (const void *)vmsa, (const void *)vmsa);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, fresh_page(), 1) != SVSM_SUCCESS)
                won("CREATE_VCPU is refused: the test is wrong");
        ((volatile struct vmsa *)vmsa)->vmpl = 0;
        won("the save area says VMPL%u", ((volatile struct vmsa *)vmsa)->vmpl);
}
