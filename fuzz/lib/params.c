/*
 * fuzz/lib/params.c - the parameter block, given anything: what is accepted has the promised properties, and survives being
 * written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/params/block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct params *params)
{
        static uint8_t block[PARAMS_MAX_SIZE];
        size_t size = params_encode(params, block, sizeof(block));
        struct params again;
        uint32_t tag;

        if (size == 0 || params_decode(block, size, &again, &tag) != PARAMS_OK)
                abort();
        /* Records that were skipped are gone, so the size may differ. */
        again.header.size = params->header.size;
        if (memcmp(&again.header, &params->header, sizeof(again.header)) != 0 ||
            memcmp(again.regions, params->regions, sizeof(again.regions)) != 0)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct params params;
        uint32_t tag;

        if (params_decode(data, size, &params, &tag) != PARAMS_OK)
                return 0;
        if (params.guest.region_count > PARAMS_MAX_REGIONS)
                abort();
        check_again(&params);
        return 0;
}
