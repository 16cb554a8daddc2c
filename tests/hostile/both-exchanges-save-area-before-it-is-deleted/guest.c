/* CREATE_VCPU, the exchange, DELETE_VCPU; then the first page is back. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

void guest_main(void)
{
        uint64_t page = page_for_vmsa();
        uint64_t other = page_for_vmsa();

        fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
        fill_vmsa((struct vmsa *)other, (const void *)other, (const void *)other);
        expect_result("CREATE_VCPU", create_third(page), SVSM_SUCCESS);
        exchange(page, "now:guest-exit=3");
        if (delete_third(page) == SVSM_SUCCESS)
                won("DELETE_VCPU has found it");
        if (svsm_pvalidate(page, false, true, true) == SVSM_SUCCESS)
                won("it is validated again");
        if (create_third(page) == SVSM_SUCCESS || deposit(page) == SVSM_SUCCESS)
                won("it is used again");
        expect_result("another CREATE_VCPU", create_third(other), SVSM_SUCCESS);
        kept_out("the old page is nobody's");
}
