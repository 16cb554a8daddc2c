/*
 * kernel/mm/pages.c - see pages.h. Free pages hold the address of the next one in their first
 * bytes; all else in them is zero.
 */
#include "kernel/mm/pages.h"

#include <stdbool.h>
#include <stddef.h>

#include "kernel/arch/own_memory.h"
#include "kernel/base/spinlock.h"
#include "lib/base/address.h"
#include "lib/base/memory.h"

/* How much of the reserve is accepted from the host at a time. */
#define CHUNK_PAGES 64

static struct {
        struct spinlock lock;
        uint64_t free;          /* the first free page, or 0 */
        uint64_t reserve_start; /* not accepted yet */
        uint64_t reserve_end;
        uint64_t used; /* pages */
        uint64_t peak; /* pages */
} pool;

void pages_init(uint64_t start, uint64_t end)
{
        pool.free = 0;
        pool.reserve_start = start;
        pool.reserve_end = end;
        pool.used = 0;
        pool.peak = 0;
}

static void push(uint64_t page)
{
        *(uint64_t *)arch_own_memory(page) = pool.free;
        pool.free = page;
}

static uint64_t pop(void)
{
        uint64_t page = pool.free;
        uint64_t *next;

        if (page == 0)
                return 0;
        next = arch_own_memory(page);
        pool.free = *next;
        *next = 0;
        return page;
}

/*
 * Accepts the next chunk; what the host refuses is given up, so that it is not asked for again and
 * again.
 */
static bool refill(void)
{
        uint64_t start = pool.reserve_start;
        uint64_t size = pool.reserve_end - start;

        if (size > CHUNK_PAGES * PAGE_SIZE)
                size = CHUNK_PAGES * PAGE_SIZE;
        if (size == 0)
                return false;
        pool.reserve_start += size;
        if (!arch_accept_own(start, size))
                return false;
        for (uint64_t offset = size; offset > 0; offset -= PAGE_SIZE)
                push(start + offset - PAGE_SIZE);
        return true;
}

uint64_t page_allocate(void)
{
        uint64_t page;

        spin_lock(&pool.lock);
        page = pop();
        if (page == 0 && refill())
                page = pop();
        if (page != 0 && ++pool.used > pool.peak)
                pool.peak = pool.used;
        spin_unlock(&pool.lock);
        return page;
}

static uint64_t take_reserve(uint64_t size)
{
        uint64_t start = pool.reserve_start;

        if (pool.reserve_end - start < size)
                return 0;
        pool.reserve_start += size;
        return arch_accept_own(start, size) ? start : 0;
}

uint64_t pages_allocate_run(uint64_t count)
{
        uint64_t start;

        spin_lock(&pool.lock);
        start = take_reserve(count * PAGE_SIZE);
        if (start != 0)
                pool.used += count;
        if (pool.used > pool.peak)
                pool.peak = pool.used;
        spin_unlock(&pool.lock);
        return start;
}

void page_free(uint64_t page)
{
        memset(arch_own_memory(page), 0, PAGE_SIZE);
        spin_lock(&pool.lock);
        push(page);
        pool.used--;
        spin_unlock(&pool.lock);
}

void *own_page_allocate(void)
{
        uint64_t page = page_allocate();

        return page == 0 ? NULL : arch_own_memory(page);
}

void own_page_free(void *page)
{
        page_free(arch_own_physical(page));
}

uint64_t pages_used(void)
{
        return pool.used;
}

uint64_t pages_peak(void)
{
        return pool.peak;
}
