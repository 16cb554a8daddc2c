/*
 * lib/igvm/ranges.c - what may not overlap: guest memory that headers load, regions that can be relocated, and, as
 * ranges of length 1, the indexes of virtual processors.
 *
 * An image's pages mostly follow each other, so that a run of headers is one range.
 */
#include "lib/igvm/ranges.h"

#include "lib/igvm/sort.h"

_Static_assert(sizeof(struct igvm_range) <= IGVM_SORT_ITEM, "ranges are sorted");

static enum igvm_rule rule_of(uint32_t space)
{
        if (space == IGVM_SPACE_MEMORY)
                return IGVM_OVERLAP;
        return space == IGVM_SPACE_RELOCATION ? IGVM_RELOCATION_OVERLAP : IGVM_DUPLICATE_CONTEXT;
}

/* True if @range goes on where @last ends, both in the file and in its space. */
static bool continues(const struct igvm_range *last, const struct igvm_range *range)
{
        if (last->page_size == 0 || last->page_size != range->page_size ||
            last->space != range->space || last->mask != range->mask || last->end != range->start)
                return false;
        return (last->end - last->start) / last->page_size ==
               range->first_header - last->first_header;
}

bool igvm_add_range(struct igvm_check *check, struct igvm_range range)
{
        const struct igvm_workspace *workspace = check->workspace;
        uint32_t count = check->range_count;

        if (!igvm_applies(check, rule_of(range.space)))
                return true;
        if (count > 0 && continues(&workspace->ranges[count - 1], &range)) {
                workspace->ranges[count - 1].end = range.end;
                return true;
        }
        if (!igvm_require(check, count < workspace->range_capacity, IGVM_WORKSPACE_TOO_SMALL))
                return false;
        workspace->ranges[count] = range;
        check->range_count++;
        return true;
}

static bool less(const void *left, const void *right)
{
        const struct igvm_range *a = left;
        const struct igvm_range *b = right;

        if (a->space != b->space)
                return a->space < b->space;
        return a->start != b->start ? a->start < b->start : a->first_header < b->first_header;
}

/* The header of @range that has the address @at. */
static uint32_t header_at(const struct igvm_range *range, uint64_t at)
{
        if (range->page_size == 0)
                return range->first_header;
        return range->first_header + (uint32_t)((at - range->start) / range->page_size);
}

/* Of the headers where @before and @range, which begins later, meet: the one that is later in the file. */
static uint32_t later_header(const struct igvm_range *before, const struct igvm_range *range)
{
        uint32_t header = header_at(before, range->start);

        return header > range->first_header ? header : range->first_header;
}

/*
 * @furthest has, for each platform's bit, the range that reaches furthest of all that begin in front of @range.
 * NULL, or one that @range overlaps.
 */
static const struct igvm_range *overlapped(const struct igvm_range *furthest[32],
                                           const struct igvm_range *range)
{
        for (uint32_t rest = range->mask; rest != 0; rest &= rest - 1) {
                const struct igvm_range **place = &furthest[__builtin_ctz(rest)];

                if (*place && (*place)->space != range->space)
                        *place = NULL;
                if (*place && (*place)->end > range->start)
                        return *place;
                if (!*place || (*place)->end < range->end)
                        *place = range;
        }
        return NULL;
}

bool igvm_check_ranges(struct igvm_check *check, uint32_t *header)
{
        struct igvm_range *ranges = check->workspace->ranges;
        const struct igvm_range *furthest[32] = { NULL };

        igvm_sort(ranges, check->range_count, sizeof(ranges[0]), less);
        for (uint32_t i = 0; i < check->range_count; i++) {
                const struct igvm_range *before = overlapped(furthest, &ranges[i]);

                if (!before)
                        continue;
                *header = later_header(before, &ranges[i]);
                return igvm_require(check, false, rule_of(ranges[i].space));
        }
        return true;
}
