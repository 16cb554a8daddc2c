/* The page is a save area behind the command; CREATE_VCPU takes it while the command runs. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

#define ROUNDS 3

static uint64_t page;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static uint64_t take(void)
{
        remember(page);
        return create_third(page);
}

void guest_main(void)
{
        unsigned int during = 0;

        start_tpm();
        page = page_for_vmsa();
        race_begin();
        for (unsigned int round = 0; round < ROUNDS; round++) {
                struct race done;

                fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
                done = race(call, take, 1 + round);
                flush_rsa_key();
                if (done.took != SVSM_SUCCESS)
                        continue; /* the reply was there first */
                during += done.during;
                if (!is_unchanged(page))
                        won("a save area was written, command %lx", done.called);
                if (done.called != SVSM_ERR_INVALID_ADDRESS)
                        won("the reply went somewhere: %lx", done.called);
                if (delete_third(page) != SVSM_SUCCESS)
                        won("DELETE_VCPU is refused: the test is wrong");
        }
        kept_out("save areas as they were, during %u commands", during);
}
