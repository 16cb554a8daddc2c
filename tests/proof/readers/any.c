/* tests/proof/readers/any.c - see any.h. */
#include "tests/proof/readers/any.h"

#include <stdlib.h>

uint8_t *any_bytes(size_t size)
{
        uint8_t *bytes = malloc(size);

        __CPROVER_assume(bytes != NULL);
        return bytes;
}

bool is_inside(const void *data, size_t whole, const void *place, size_t size)
{
        const size_t offset = __CPROVER_POINTER_OFFSET(place) - __CPROVER_POINTER_OFFSET(data);

        return __CPROVER_same_object(data, place) && __CPROVER_r_ok(place, size) && size <= whole &&
               offset <= whole - size;
}
