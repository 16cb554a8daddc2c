/*
 * tests/proof/ranges.c - ranges are noted, sorted and compared: for any RANGES of them, "no overlap" is true.
 *
 * igvm_sort() is here what it promises, and what the proof `sort` is of: the same items, in an order.
 */
#include "lib/igvm/ranges.h"
#include "lib/igvm/sort.h"
#include "tests/proof/state.h"

void igvm_sort(void *items, uint32_t count, size_t size,
               bool (*less)(const void *left, const void *right))
{
        struct igvm_range *ranges = items;
        struct igvm_range before[RANGES];
        bool taken[RANGES] = { false };

        __CPROVER_assert(size == sizeof(ranges[0]) && count <= RANGES, "ranges are sorted");
        for (uint32_t i = 0; i < count; i++)
                before[i] = ranges[i];
        for (uint32_t i = 0; i < count; i++) {
                uint32_t from = (uint32_t)nondet_number();

                __CPROVER_assume(from < count && !taken[from]);
                taken[from] = true;
                ranges[i] = before[from];
        }
        for (uint32_t i = 1; i < count; i++)
                __CPROVER_assume(!less(&ranges[i], &ranges[i - 1]));
}

static bool overlap(const struct igvm_range *a, const struct igvm_range *b)
{
        return a->space == b->space && (a->mask & b->mask) && a->start < b->end &&
               b->start < a->end;
}

int main(void)
{
        struct igvm_range ranges[RANGES] = { nondet_range(), nondet_range(), nondet_range() };
        struct igvm_workspace workspace = { ranges, RANGES, NULL, 0 };
        struct igvm_check check = nondet_check();
        uint32_t header;

        check.workspace = &workspace;
        check.level = IGVM_STRICT;
        __CPROVER_assume(check.range_count <= RANGES);
        for (uint32_t i = 0; i < RANGES; i++)
                __CPROVER_assume(ranges[i].start < ranges[i].end && ranges[i].mask < 4 &&
                                 ranges[i].page_size <= IGVM_LARGE_PAGE_SIZE);
        (void)!igvm_add_range(&check, nondet_range());
        __CPROVER_assert(check.range_count <= RANGES, "no more ranges than there is room for");
        for (uint32_t i = 0; i < check.range_count; i++)
                __CPROVER_assume(ranges[i].start < ranges[i].end && ranges[i].mask < 4);
        if (!igvm_check_ranges(&check, &header))
                return 0;
        for (uint32_t i = 0; i < check.range_count; i++)
                for (uint32_t j = 0; j < i; j++)
                        __CPROVER_assert(!overlap(&ranges[i], &ranges[j]),
                                         "no two of them overlap");
        return 0;
}
