/* tests/proof/crc32.c - the checksum reads the bytes that it is given, and igvm_is_zero() those and no more; both end. */
#include <stdlib.h>

#include "lib/igvm/check_state.h"
#include "lib/igvm/crc32.h"

#define MOST 24

size_t nondet_size(void);

int main(void)
{
        size_t size = nondet_size();
        uint8_t *data;

        __CPROVER_assume(size <= MOST);
        data = malloc(size);
        __CPROVER_assume(data != NULL);
        (void)igvm_crc32(0, data, size);
        if (igvm_is_zero(data, size))
                for (size_t i = 0; i < size; i++)
                        __CPROVER_assert(data[i] == 0, "igvm_is_zero() has looked at all of them");
        return 0;
}
