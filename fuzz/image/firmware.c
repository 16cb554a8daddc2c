/* fuzz/image/firmware.c - the tables at the end of a firmware file, given anything. */
#include <stdlib.h>

#include "tools/image/build/memory/firmware.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct firmware firmware;

        if (firmware_parse(data, size, &firmware))
                return 0;
        if (firmware.range_count == 0 || firmware.range_count > FIRMWARE_MAX_RANGES)
                abort();
        if (firmware.map_size > firmware.parameters_size ||
            firmware.map_offset > firmware.parameters_size - firmware.map_size ||
            firmware.count_size > firmware.parameters_size ||
            firmware.count_offset > firmware.parameters_size - firmware.count_size)
                abort();
        return 0;
}
