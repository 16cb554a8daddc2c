/* Rescinding takes one right from one page and none from the other; then the first is back, and all calls are tried with it. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

void guest_main(void)
{
        uint64_t page = page_for_vmsa();
        struct vmsa *vmsa = (struct vmsa *)page;

        fill_vmsa(vmsa, (const void *)page, (const void *)page);
        vmsa->vmpl = 0;
        exchange(page, "rmpadjust=2:exit=2");
        if (svsm_pvalidate(page, false, false, true) == SVSM_SUCCESS)
                won("it is rescinded");
        if (vmsa->vmpl != 0)
                won("the page is not back: the test is wrong");
        vmsa->vmpl = probe.secrets->svsm_guest_vmpl;
        expect_result("CREATE_VCPU", create_third(page), SVSM_ERR_INVALID_ADDRESS);
        expect_result("DEPOSIT_MEM", deposit(page), SVSM_ERR_INVALID_ADDRESS);
        expect_result("validating", svsm_pvalidate(page, false, true, true),
                      SVSM_ERR_INVALID_ADDRESS);
        expect_result("REMAP_CA", core(SVSM_CORE_REMAP_CA, page), SVSM_ERR_INVALID_ADDRESS);
        kept_out("the page is nobody's");
}
