/* CREATE_VCPU, DEPOSIT_MEM, REMAP_CA with the area of the vCPU in the call; then it is rescinded and validated. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

static uint64_t page;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static void refuse(const char *what, uint64_t result)
{
        if (result != SVSM_ERR_INVALID_ADDRESS)
                won("%s of a calling area: %lx", what, result);
}

static uint64_t take(void)
{
        uint64_t area = second_calling_area();
        uint64_t vmsa = page_for_vmsa();

        refuse("CREATE_VCPU", create_third(area));
        refuse("DEPOSIT_MEM", deposit(area));
        refuse("REMAP_CA", core(SVSM_CORE_REMAP_CA, area));
        fill_vmsa((struct vmsa *)vmsa, (const void *)vmsa, (const void *)vmsa);
        refuse("CREATE_VCPU with it",
               svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, 2));
        if (svsm_pvalidate(area, false, false, false) != SVSM_SUCCESS)
                return UINT64_MAX;
        refuse("REMAP_CA", core(SVSM_CORE_REMAP_CA, area));
        return svsm_pvalidate(area, false, true, false);
}

void guest_main(void)
{
        struct race done;

        start_tpm();
        page = fresh_page();
        race_begin();
        done = race(call, take, 1);
        if (!done.during || done.took != SVSM_SUCCESS)
                won("%lx, %d: the test is wrong", done.took, done.during);
        kept_out("the call returns %lx", done.called);
}
