/* softsnp/start/allocate.c - see allocate.h. */
#include "softsnp/start/allocate.h"

#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "softsnp/start/console.h"
#include "softsnp/start/layout.h"

extern uint8_t softsnp_end[];

/* From our image up to the first thing that somebody put into our range, or the range's end. */
static uint64_t next_free;
static uint64_t free_end = UINT64_MAX;
static uint64_t range_end;

void memory_keep(uint64_t start, uint64_t size)
{
        if (size != 0 && start + size > (uint64_t)softsnp_end && start < free_end)
                free_end = page_down(start);
}

void allocator_init(uint64_t end)
{
        range_end = end;
        next_free = page_up((uint64_t)softsnp_end);
        if (page_down(end) < free_end)
                free_end = page_down(end);
}

/* Only ever upwards: what is allocated lives as long as the machine. */
void *memory_allocate(uint64_t bytes)
{
        uint64_t size = pages_of(bytes) << PAGE_SHIFT;
        uint64_t start = next_free;

        if (size > free_end - next_free)
                machine_refuse("softsnp's own memory is too small: %lu MiB more are needed (cashew "
                               "run --own-memory %lu)",
                               ((size - (free_end - next_free)) >> 20) + 1,
                               ((range_end - SOFTSNP_BASE + size - (free_end - next_free)) >> 20) +
                                       17);
        next_free += size;
        memset((void *)start, 0, size);
        return (void *)start;
}
