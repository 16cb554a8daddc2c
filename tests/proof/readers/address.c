/*
 * tests/proof/readers/address.c - pages and ranges of guest-physical addresses, for all 64-bit values.
 *
 * A range is compared with what it means for each byte, which the solver chooses.
 */
#include "lib/base/address.h"
#include "tests/proof/readers/any.h"

static void prove_pages(uint64_t value)
{
        const unsigned __int128 pages = ((unsigned __int128)value + PAGE_MASK) >> PAGE_SHIFT;

        __CPROVER_assert(pages_of(value) == pages, "pages_of() is right");
        __CPROVER_assert(page_aligned(value) == (value << (64 - PAGE_SHIFT) == 0),
                         "page_aligned() is right");
        __CPROVER_assert(page_down(value) == value >> PAGE_SHIFT << PAGE_SHIFT,
                         "page_down() is right");
        if (pages << PAGE_SHIFT <= UINT64_MAX)
                __CPROVER_assert(page_up(value) == pages << PAGE_SHIFT, "page_up() is right");
}

/* A range that would wrap reaches the end of the addresses. */
static bool has_byte(const struct gpa_range *range, uint64_t byte)
{
        return byte >= range->start && byte - range->start < range->size;
}

static bool wraps(const struct gpa_range *range)
{
        return range->size != 0 && range->size - 1 > UINT64_MAX - range->start;
}

/* What is less than the size behind the start of a range is a byte of it. */
static void prove_byte(const struct gpa_range *range, uint64_t distance)
{
        if (!wraps(range) && distance < range->size)
                __CPROVER_assert(has_byte(range, range->start + distance),
                                 "what is that far behind the start is in the range");
}

/* A part that is held: so is its byte at @offset, since it is not farther behind the range's start than prove_byte() has it. */
static void prove_held(const struct gpa_range *range, uint64_t start, uint64_t size)
{
        const uint64_t distance = start - range->start;
        const uint64_t offset = nondet_u64();

        if (wraps(range) || !range_holds(range, start, size) || offset >= size)
                return;
        __CPROVER_assert(distance <= UINT64_MAX - offset, "the part does not wrap");
        __CPROVER_assert(distance + offset < range->size, "every byte of a part is in the range");
}

/* A part that is refused is empty, or has a byte outside: the first, or the first behind the range. */
static void prove_refused(const struct gpa_range *range, uint64_t start, uint64_t size)
{
        const uint64_t left = range->size - (start - range->start);

        if (size == 0 || range_holds(range, start, size))
                return;
        __CPROVER_assert(!has_byte(range, start) || (left < size && !has_byte(range, start + left)),
                         "a byte is outside");
}

static void prove_overlaps(const struct gpa_range *a, const struct gpa_range *b)
{
        const uint64_t byte = nondet_u64();

        if (range_overlaps(a, b->start, b->size)) {
                const uint64_t shared = a->start > b->start ? a->start : b->start;

                __CPROVER_assert(has_byte(a, shared) && has_byte(b, shared), "they share a byte");
        } else {
                __CPROVER_assert(!has_byte(a, byte) || !has_byte(b, byte), "they share no byte");
        }
}

int main(void)
{
        const struct gpa_range a = { nondet_u64(), nondet_u64() };
        const struct gpa_range b = { nondet_u64(), nondet_u64() };

        prove_pages(nondet_u64());
        prove_byte(&a, nondet_u64());
        prove_held(&a, b.start, b.size);
        prove_refused(&a, b.start, b.size);
        prove_overlaps(&a, &b);
        return 0;
}
