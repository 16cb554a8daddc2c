/* lib/base/address.h - addresses that the compiler keeps apart. */
#ifndef LIB_BASE_ADDRESS_H
#define LIB_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SHIFT      12
#define PAGE_SIZE       UINT64_C(4096)
#define PAGE_MASK       (PAGE_SIZE - 1)
#define LARGE_PAGE_SIZE UINT64_C(0x200000) /* the 2 MiB page of PVALIDATE and RMPADJUST */

/*
 * A guest-physical address, C-bit removed. A structure, so that it cannot be mixed up with an address
 * of ours: nothing may be read through it before it has been checked and mapped.
 */
typedef struct {
        uint64_t value;
} gpa_t;

/* From a number that is known to be one: of the file, of a table of ours. The kernel's for others' is gpa_from_outside(). */
static inline gpa_t gpa(uint64_t value)
{
        return (gpa_t){ value };
}

/* The caller has made sure that the sum does not wrap around. */
static inline gpa_t gpa_add(gpa_t address, uint64_t offset)
{
        return (gpa_t){ address.value + offset };
}

/* Of 4 KiB. */
static inline bool page_aligned(uint64_t value)
{
        return (value & PAGE_MASK) == 0;
}

/* The start of the page that @value lies in. */
static inline uint64_t page_down(uint64_t value)
{
        return value & ~PAGE_MASK;
}

/* Rounds up to a page; the caller has made sure that @value is not in the last page of the address space. */
static inline uint64_t page_up(uint64_t value)
{
        return (value + PAGE_MASK) & ~PAGE_MASK;
}

/* How many pages hold @bytes; right for every value, UINT64_MAX included. */
static inline uint64_t pages_of(uint64_t bytes)
{
        return (bytes >> PAGE_SHIFT) + ((bytes & PAGE_MASK) != 0);
}

/* A range of guest-physical memory: [start, start + size). */
struct gpa_range {
        uint64_t start; /* bytes */
        uint64_t size;  /* bytes */
};

/* True if [start, start + size) lies in @range; never overflows, an empty range lies nowhere. */
static inline bool range_holds(const struct gpa_range *range, uint64_t start, uint64_t size)
{
        return size != 0 && start >= range->start && start - range->start < range->size &&
               size <= range->size - (start - range->start);
}

/* True if the two ranges share a byte; ranges that would wrap count as reaching the end. */
static inline bool range_overlaps(const struct gpa_range *range, uint64_t start, uint64_t size)
{
        if (size == 0 || range->size == 0)
                return false;
        if (start >= range->start)
                return start - range->start < range->size;
        return range->start - start < size;
}

#endif
