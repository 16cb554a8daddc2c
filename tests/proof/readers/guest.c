/* tests/proof/readers/guest.c - see guest.h. */
#include "tests/proof/readers/guest.h"

gpa_t gpa_from_outside(uint64_t number)
{
        return gpa(number >> 48 ? UINT64_C(1) << 63 | (number & (LARGE_PAGE_SIZE - 1)) : number);
}

bool guest_valid(gpa_t start, uint64_t size)
{
        (void)start, (void)size;
        return nondet_bool();
}

bool guest_copy_in(void *to, gpa_t from, size_t size)
{
        __CPROVER_assert(__CPROVER_w_ok(to, size), "a copy from the guest has room");
        see_copy(from, size);
        if (size == looked_at)
                __CPROVER_havoc_slice(to, looked_at);
        return nondet_bool();
}

bool guest_copy_out(gpa_t to, const void *from, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(from, size), "a copy to the guest has its bytes");
        see_copy(to, size);
        return nondet_bool();
}
