/* tests/proof/sort.c - up to MOST items of the largest size come out in order, and none is lost. */
#include "lib/igvm/sort.h"

#include "tests/proof/state.h"

#define MOST 4

_Static_assert(sizeof(struct igvm_area) == IGVM_SORT_ITEM, "items of the largest size");

static bool less(const void *left, const void *right)
{
        return ((const struct igvm_area *)left)->index < ((const struct igvm_area *)right)->index;
}

static uint32_t count_of(const struct igvm_area *areas, uint32_t count, uint32_t index)
{
        uint32_t found = 0;

        for (uint32_t i = 0; i < count; i++)
                found += areas[i].index == index;
        return found;
}

int main(void)
{
        struct igvm_area areas[MOST];
        uint32_t count = (uint32_t)nondet_number();
        uint32_t index = (uint32_t)nondet_number();
        uint32_t before;

        __CPROVER_assume(count <= MOST);
        before = count_of(areas, count, index);
        igvm_sort(areas, count, sizeof(areas[0]), less);
        __CPROVER_assert(count_of(areas, count, index) == before, "no item is lost");
        for (uint32_t i = 1; i < count; i++)
                __CPROVER_assert(areas[i - 1].index <= areas[i].index, "the items are in order");
        return 0;
}
