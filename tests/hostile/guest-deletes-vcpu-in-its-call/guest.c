/* DELETE_VCPU and CREATE_VCPU of the vCPU that is in the call. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

static uint64_t page, other;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static uint64_t take(void)
{
        uint64_t result = core(SVSM_CORE_DELETE_VCPU, second_save_area());

        if (result != SVSM_ERR_VCPU_IN_USE)
                won("DELETE_VCPU: %lx", result);
        if (svsm_pvalidate(second_save_area(), false, false, true) != SVSM_ERR_INVALID_ADDRESS)
                won("the save area is rescinded");
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, other, second_calling_area(), 1);
}

void guest_main(void)
{
        struct race done;

        start_tpm();
        page = fresh_page();
        other = page_for_vmsa();
        fill_vmsa((struct vmsa *)other, (const void *)other, (const void *)other);
        race_begin();
        done = race(call, take, 1);
        if (!done.during)
                won("the call was over: the test is wrong");
        if (done.took != SVSM_ERR_INVALID_REQUEST)
                won("CREATE_VCPU: %lx", done.took);
        kept_out("the call returns %lx", done.called);
}
