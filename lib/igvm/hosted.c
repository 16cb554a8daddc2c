/* lib/igvm/hosted.c - see hosted.h. */
#include "lib/igvm/hosted.h"

#include <errno.h>
#include <stdlib.h>

/* Every header takes at least this many bytes of the file if it needs room here: PARAMETER_AREA's. */
#define SMALLEST_HEADER (sizeof(struct igvm_variable_header) + sizeof(struct igvm_parameter_area))

static uint32_t power_of_two(size_t least)
{
        uint32_t power = 1;

        while (power < least && power < UINT32_C(1) << 31)
                power *= 2;
        return power;
}

int igvm_workspace_allocate(struct igvm_workspace *workspace, const void *data, size_t size)
{
        struct igvm_fixed_header fixed = { 0 };
        size_t headers;

        memcpy(&fixed, data, size < sizeof(fixed) ? size : sizeof(fixed));
        headers = (fixed.variable_header_size < size ? fixed.variable_header_size : size) /
                          SMALLEST_HEADER +
                  1;
        *workspace = (struct igvm_workspace){
                .ranges = calloc(headers, sizeof(struct igvm_range)),
                .range_capacity = (uint32_t)headers,
                .areas = calloc(power_of_two(headers), sizeof(struct igvm_area)),
                .area_capacity = power_of_two(headers),
        };
        if (workspace->ranges && workspace->areas)
                return 0;
        igvm_workspace_free(workspace);
        return -ENOMEM;
}

void igvm_workspace_free(struct igvm_workspace *workspace)
{
        free(workspace->ranges);
        free(workspace->areas);
        *workspace = (struct igvm_workspace){ 0 };
}
