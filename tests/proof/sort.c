/*
 * tests/proof/sort.c - up to MOST items come out in order, and none is lost; and up to LARGE_MOST of the largest size.
 *
 * Items are compared and copied, nothing else: their order is all that counts, so as many values as there are items make every one.
 */
#include "lib/igvm/sort.h"

#include "tests/proof/state.h"

#define MOST       4
#define LARGE_MOST 2

_Static_assert(sizeof(struct igvm_area) == IGVM_SORT_ITEM, "items of the largest size");

static bool less(const void *left, const void *right)
{
        return *(const uint8_t *)left < *(const uint8_t *)right;
}

static bool less_area(const void *left, const void *right)
{
        return ((const struct igvm_area *)left)->index < ((const struct igvm_area *)right)->index;
}

static uint32_t count_of(const uint8_t *items, uint32_t count, uint8_t value)
{
        uint32_t found = 0;

        for (uint32_t i = 0; i < count; i++)
                found += items[i] == value;
        return found;
}

static void prove_order(uint32_t count)
{
        const uint8_t value = (uint8_t)nondet_number();
        uint8_t items[MOST];
        uint32_t before;

        __CPROVER_assume(count <= MOST);
        for (uint32_t i = 0; i < MOST; i++)
                __CPROVER_assume(items[i] < MOST);
        before = count_of(items, count, value);
        igvm_sort(items, count, sizeof(items[0]), less);
        __CPROVER_assert(count_of(items, count, value) == before, "no item is lost");
        for (uint32_t i = 1; i < count; i++)
                __CPROVER_assert(items[i - 1] <= items[i], "the items are in order");
}

/* All of an item goes with its index. */
static void prove_large(uint32_t count)
{
        struct igvm_area areas[LARGE_MOST];

        __CPROVER_assume(count <= LARGE_MOST);
        for (uint32_t i = 0; i < LARGE_MOST; i++)
                __CPROVER_assume(areas[i].gpa == areas[i].index && areas[i].mask == areas[i].index);
        igvm_sort(areas, count, sizeof(areas[0]), less_area);
        for (uint32_t i = 0; i < count; i++)
                __CPROVER_assert(areas[i].gpa == areas[i].index && areas[i].mask == areas[i].index,
                                 "the items are whole");
        for (uint32_t i = 1; i < count; i++)
                __CPROVER_assert(areas[i - 1].index <= areas[i].index, "the items are in order");
}

int main(void)
{
        PROOF((uint32_t)nondet_number());
        return 0;
}
