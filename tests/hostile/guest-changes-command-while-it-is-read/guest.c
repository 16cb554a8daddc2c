/* The size is right, 0, huge, one too big; the locality 0, 4, 255. */
#include "tests/hostile/runtime/race.h"

#define COMMANDS 400

static uint64_t page;
static volatile bool over;

static uint64_t change(void)
{
        static const uint32_t sizes[] = { 12, 0, 4087, 4088, UINT32_MAX, 12, 0x80000000, 11 };

        for (unsigned int i = 0; !over; i++) {
                *(volatile uint32_t *)(page + 5) = sizes[i % 8];
                *(volatile uint8_t *)(page + 4) = (uint8_t)(i % 3 ? 0 : i);
        }
        return 0;
}

static uint64_t send(void)
{
        unsigned int refused = 0;

        for (unsigned int i = 0; i < COMMANDS; i++) {
                uint64_t result = vtpm_get_random(probe.calling_area, page, 8);

                if (result != SVSM_SUCCESS && result != SVSM_ERR_INVALID_PARAMETER)
                        won("command %u: %lx", i, result);
                refused += result != SVSM_SUCCESS;
        }
        over = true;
        return refused;
}

void guest_main(void)
{
        struct race done;

        start_tpm();
        page = fresh_page();
        race_begin();
        done = race(change, send, 0);
        if (vtpm_get_random(probe.calling_area, page, 8) != SVSM_SUCCESS)
                won("the TPM is gone");
        kept_out("%lu of %u commands refused", done.took, COMMANDS);
}
