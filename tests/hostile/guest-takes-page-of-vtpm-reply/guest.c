/* One way to lose the page after the other. The last is to share it with the host without asking VMPL0. */
#include "tests/hostile/runtime/race.h"

#define ROUNDS 8

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

/* Again with another page if the command was done before the page was taken. */
static void lose(const char *how, uint64_t (*take)(void))
{
        struct race done = { .during = false };

        for (unsigned int i = 0; i < ROUNDS && !done.during; i++) {
                page = fresh_page();
                done = race(call, take, 1);
                flush_rsa_key();
        }
        if (!done.during || done.took != SVSM_SUCCESS)
                won("%s: %lx, %d: the test is wrong", how, done.took, done.during);
        if (done.called != SVSM_ERR_INVALID_ADDRESS)
                won("%s: the reply went somewhere: %lx", how, done.called);
}

static bool comes_back(void)
{
        for (;;) {
                uint64_t back = withdraw();

                if (back == page || back == 0)
                        return back == page;
        }
}

void guest_main(void)
{
        start_tpm();
        race_begin();
        lose("depositing", deposit_it);
        if (!comes_back() || !is_unchanged(page))
                won("a deposited page was written");
        lose("rescinding", rescind_it);
        if (svsm_pvalidate(page, false, true, false) != SVSM_SUCCESS || *(uint64_t *)page != 0)
                won("a rescinded page was written");
        lose("sharing", share_it);
        kept_out("3 pages without a reply");
}
