/*
 * tests/proof/ranges.c - ranges are noted, sorted and compared: for any RANGES of them, "no overlap" is true.
 */
#include "lib/igvm/ranges.h"
#include "tests/proof/state.h"

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
