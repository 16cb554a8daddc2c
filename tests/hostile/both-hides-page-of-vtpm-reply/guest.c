/* The order is given by the other vCPU while the TPM makes a key. */
#include "tests/hostile/runtime/race.h"

static uint64_t page;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static uint64_t take(void)
{
        exchange(page, "now");
        return SVSM_SUCCESS;
}

void guest_main(void)
{
        struct race done;

        start_tpm();
        page = fresh_page();
        race_begin();
        done = race(call, take, 1);
        expect_result("the command", done.called, SVSM_ERR_INVALID_ADDRESS);
        page = fresh_page();
        flush_rsa_key();
        expect_result("the next one", vtpm_get_random(probe.calling_area, page, 16), SVSM_SUCCESS);
        kept_out("during %d", done.during);
}
