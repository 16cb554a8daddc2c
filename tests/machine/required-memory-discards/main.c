/*
 * Memory that a file requires is emptied then: QEMU makes it private and throws away what is there (accel/kvm/kvm-all.c,
 * kvm_convert_memory(): ram_block_discard_range()), parameters that it has put there before included. derive.py requires the
 * page with the number of vCPUs once more, behind everything else.
 *
 * Broken on purpose by leaving the memory as it is.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        const struct params_host_count *count = private_view(test_params->host_count);
        const struct params_host_map *map = private_view(test_params->host_map);

        CHECK_EQUAL(count->vcpus, 0);
        CHECK(map->entries[0].pages != 0); /* that page was not required again */
}
