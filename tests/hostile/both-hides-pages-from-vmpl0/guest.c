/* The same hidden page in each place of a call where VMPL0 reads or writes memory of the guest's. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

void guest_main(void)
{
        uint64_t hidden = fresh_page();
        uint64_t vmsa = page_for_vmsa();

        exchange(hidden, "now");
        expect_result("PVALIDATE", core(SVSM_CORE_PVALIDATE, hidden), SVSM_ERR_INVALID_ADDRESS);
        expect_result("DEPOSIT_MEM", core(SVSM_CORE_DEPOSIT_MEM, hidden), SVSM_ERR_INVALID_ADDRESS);
        expect_result("WITHDRAW_MEM", core(SVSM_CORE_WITHDRAW_MEM, hidden),
                      SVSM_ERR_INVALID_ADDRESS);
        expect_result("REMAP_CA", core(SVSM_CORE_REMAP_CA, hidden), SVSM_ERR_INVALID_ADDRESS);
        fill_vmsa((struct vmsa *)vmsa, (const void *)vmsa, (const void *)vmsa);
        expect_result("CREATE_VCPU",
                      svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, hidden, 1),
                      SVSM_ERR_INVALID_ADDRESS);
        if (deposit(hidden) == SVSM_SUCCESS)
                won("it is deposited");
        *(volatile uint8_t *)vmsa = 1;
        kept_out("of 6 calls");
}
