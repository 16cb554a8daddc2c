/*
 * kernel/task/calls_memory.c - a service's memory: an area for mmap() with a bit a page, and the
 * heap behind the program.
 *
 * As C libraries use it: anonymous private memory, at an address of the kernel's choice. Nothing is mapped lazily: a call
 * that succeeds has its pages, so that a service never dies of memory in the middle of a request. All pages are zero.
 */
#include "kernel/task/calls.h"
#include "lib/base/address.h"

/* Linux include/uapi/asm-generic/mman-common.h and include/uapi/linux/mman.h. */
#define PROT_READ  1
#define PROT_WRITE 2
#define PROT_EXEC  4
#define PROT_ALL   7

#define MAP_FLAG_SHARED    0x01
#define MAP_FLAG_FIXED     0x10
#define MAP_FLAG_ANONYMOUS 0x20

#define ADVICE_FREE 8

static bool page_taken(const struct service *service, uint64_t index)
{
        return service->mapped[index / 64] >> (index % 64) & 1;
}

static void set_taken(struct service *service, uint64_t index, bool taken)
{
        uint64_t bit = UINT64_C(1) << (index % 64);

        if (taken)
                service->mapped[index / 64] |= bit;
        else
                service->mapped[index / 64] &= ~bit;
}

/* The first of @count free pages in a row, or MMAP_PAGES. */
static uint64_t find_free(const struct service *service, uint64_t count)
{
        uint64_t run = 0;

        for (uint64_t i = 0; i < MMAP_PAGES; i++) {
                run = page_taken(service, i) ? 0 : run + 1;
                if (run == count)
                        return i + 1 - count;
        }
        return MMAP_PAGES;
}

static uint64_t mmap_address(const struct service *service, uint64_t index)
{
        return service->mmap_start + index * PAGE_SIZE;
}

static void unmap_pages(struct service *service, uint64_t first, uint64_t count)
{
        for (uint64_t i = first; i < first + count; i++) {
                address_space_unmap(&service->memory, mmap_address(service, i));
                set_taken(service, i, false);
        }
}

/* There is no page that may be written and not read. */
static unsigned int rights_of(uint64_t protection)
{
        if (protection & PROT_WRITE)
                return MAP_WRITE;
        return protection & PROT_READ ? 0 : MAP_NONE;
}

int64_t call_mmap(struct service *service, const uint64_t *arguments)
{
        uint64_t count = pages_of(arguments[1]);
        uint64_t protection = arguments[2];
        uint64_t flags = arguments[3];
        uint64_t first;

        if (count == 0 || (protection & ~(uint64_t)PROT_ALL) || !(flags & MAP_FLAG_ANONYMOUS) ||
            (flags & (MAP_FLAG_FIXED | MAP_FLAG_SHARED)))
                return -ERROR_INVALID;
        if (protection & PROT_EXEC)
                return -ERROR_ACCESS;
        if (count > MMAP_PAGES)
                return -ERROR_NO_MEMORY;
        first = find_free(service, count);
        if (first == MMAP_PAGES)
                return -ERROR_NO_MEMORY;
        for (uint64_t i = first; i < first + count; i++) {
                if (address_space_map_new(&service->memory, mmap_address(service, i),
                                          rights_of(protection)) != MAP_OK) {
                        unmap_pages(service, first, i - first);
                        return -ERROR_NO_MEMORY;
                }
                set_taken(service, i, true);
        }
        return (int64_t)mmap_address(service, first);
}

int64_t call_munmap(struct service *service, const uint64_t *arguments)
{
        uint64_t first = (arguments[0] - service->mmap_start) / PAGE_SIZE;
        uint64_t count = pages_of(arguments[1]);

        if (!page_aligned(arguments[0]) || arguments[0] < service->mmap_start ||
            first >= MMAP_PAGES || count == 0 || count > MMAP_PAGES - first)
                return -ERROR_INVALID;
        unmap_pages(service, first, count);
        return 0;
}

/* True if every page may get these rights; nothing changes before all may. */
static int64_t check_protect(const struct service *service, uint64_t start, uint64_t count,
                             uint64_t protection)
{
        for (uint64_t i = 0; i < count; i++) {
                bool owned = address_space_owns(&service->memory, start + i * PAGE_SIZE);

                if (!owned)
                        return protection & PROT_WRITE ? -ERROR_ACCESS : -ERROR_NO_MEMORY;
        }
        return 0;
}

/* Executable memory is made by the kernel alone, when it loads the program. */
int64_t call_mprotect(struct service *service, const uint64_t *arguments)
{
        uint64_t start = arguments[0];
        uint64_t count = pages_of(arguments[1]);
        uint64_t protection = arguments[2];
        int64_t result;

        if (!page_aligned(start) || (protection & ~(uint64_t)PROT_ALL))
                return -ERROR_INVALID;
        if (protection & PROT_EXEC)
                return -ERROR_ACCESS;
        if (start >= ADDRESS_SPACE_END || count > (ADDRESS_SPACE_END - start) / PAGE_SIZE)
                return -ERROR_NO_MEMORY;
        result = check_protect(service, start, count, protection);
        for (uint64_t i = 0; result == 0 && i < count; i++)
                if (address_space_protect(&service->memory, start + i * PAGE_SIZE,
                                          rights_of(protection)) != MAP_OK)
                        result = -ERROR_ACCESS;
        return result;
}

static bool grow_heap(struct service *service, uint64_t from, uint64_t to)
{
        for (uint64_t page = from; page < to; page += PAGE_SIZE) {
                if (address_space_map_new(&service->memory, page, MAP_WRITE) == MAP_OK)
                        continue;
                while (page > from) {
                        page -= PAGE_SIZE;
                        address_space_unmap(&service->memory, page);
                }
                return false;
        }
        return true;
}

/* As Linux does it: the new end, or the old one if that cannot be. */
int64_t call_brk(struct service *service, const uint64_t *arguments)
{
        uint64_t wanted = arguments[0];
        uint64_t from = page_up(service->brk);

        if (wanted < service->brk_start || wanted > service->brk_end)
                return (int64_t)service->brk;
        if (!grow_heap(service, from, page_up(wanted)))
                return (int64_t)service->brk;
        for (uint64_t page = page_up(wanted); page < from; page += PAGE_SIZE)
                address_space_unmap(&service->memory, page);
        service->brk = wanted;
        return (int64_t)wanted;
}

/* MADV_FREE only permits something; other advice would have to be followed. */
int64_t call_madvise(struct service *service, const uint64_t *arguments)
{
        (void)service;
        return arguments[2] == ADVICE_FREE ? 0 : -ERROR_INVALID;
}
