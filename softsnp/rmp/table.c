/* softsnp/rmp/table.c - see table.h. */
#include "softsnp/rmp/table.h"

#include "softsnp/start/memory.h"

static struct rmp_entry *entries;

void rmp_init(void)
{
        entries = memory_allocate(page_up(memory_page_count() * sizeof(struct rmp_entry)));
}

struct rmp_entry *rmp_entry(uint64_t page_index)
{
        return &entries[page_index];
}

bool rmp_is_shared(gpa_t address, uint64_t size)
{
        uint64_t last = address.value + size - 1;

        if (size == 0 || last < address.value)
                return false;
        for (uint64_t page = page_down(address.value); page <= last; page += PAGE_SIZE) {
                uint64_t index = memory_page_index(gpa(page));

                if (index == PAGE_INDEX_NONE || entries[index].assigned)
                        return false;
        }
        return true;
}

/* The range is contiguous for us too if it is as long here as it is there. */
void *rmp_shared_bytes(uint64_t address, uint64_t size)
{
        uint8_t *first;
        uint8_t *last;

        if (!rmp_is_shared(gpa(address), size))
                return NULL;
        first = memory_guest_bytes(gpa(address), 1);
        last = memory_guest_bytes(gpa(address + size - 1), 1);
        return first && last && (uint64_t)(last - first) == size - 1 ? first : NULL;
}
