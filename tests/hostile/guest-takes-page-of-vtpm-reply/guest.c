/* One way to lose the page after the other. The last is to share it with the host without asking VMPL0. */
#include "tests/hostile/runtime/race.h"

static uint64_t page;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static uint64_t deposit_it(void)
{
        remember(page);
        return deposit(page);
}

static uint64_t rescind_it(void)
{
        return svsm_pvalidate(page, false, false, false);
}

static uint64_t share_it(void)
{
        return msr_protocol(page | (uint64_t)GHCB_PSC_SHARED << 52 | GHCB_MSR_PSC_REQUEST) ==
                               GHCB_MSR_PSC_RESPONSE
                       ? SVSM_SUCCESS
                       : SVSM_ERR_INVALID_REQUEST;
}

static void lose(const char *how, uint64_t (*take)(void))
{
        struct race done = race(call, take, 2);

        flush_rsa_key();
        if (!done.during || done.took != SVSM_SUCCESS)
                won("%s: %lx, %d: the test is wrong", how, done.took, done.during);
        if (done.called != SVSM_ERR_INVALID_ADDRESS)
                won("%s: the reply went somewhere: %lx", how, done.called);
}

void guest_main(void)
{
        start_tpm();
        page = fresh_page();
        race_begin();
        lose("depositing", deposit_it);
        if (withdraw() != page || !is_unchanged(page))
                won("a deposited page was written");
        lose("rescinding", rescind_it);
        if (svsm_pvalidate(page, false, true, false) != SVSM_SUCCESS || *(uint64_t *)page != 0)
                won("a rescinded page was written");
        lose("sharing", share_it);
        kept_out("3 pages without a reply");
}
