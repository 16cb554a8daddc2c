/*
 * kernel/mm/guest_book.c - see guest_book.h. The states follow each other in pages of ours, four bits each, 32 MiB of
 * guest memory in one.
 */
#include "kernel/mm/guest_book.h"

#include "kernel/arch/own_memory.h"
#include "kernel/base/rwlock.h"
#include "kernel/mm/guest_map.h"
#include "kernel/mm/pages.h"
#include "lib/x86/speculation.h"

#define STATES_IN_BYTE 2
#define STATE_BITS     4
#define STATE_MASK     0xfu
#define STATES_IN_PAGE (PAGE_SIZE * STATES_IN_BYTE)
#define MOST_PAGES     (UINT64_C(64) << (30 + 2 - PAGE_SHIFT)) /* 256 GiB */

static struct {
        struct rwlock lock;
        uint8_t *states;
        uint64_t pages;           /* that have a state */
        uint64_t deposited;       /* pages */
        uint64_t first_deposited; /* no page with a smaller number is deposited */
} book;

int book_init(void)
{
        uint64_t pages = guest_map_pages();
        uint64_t memory;

        if (pages == 0 || pages > MOST_PAGES)
                return -1;
        memory = pages_allocate_run((pages + STATES_IN_PAGE - 1) / STATES_IN_PAGE);
        if (memory == 0)
                return -1;
        book.states = arch_own_memory(memory);
        book.pages = pages;
        book.deposited = 0;
        book.first_deposited = 0;
        return 0;
}

void book_read_lock(void)
{
        read_lock(&book.lock);
}

void book_read_unlock(void)
{
        read_unlock(&book.lock);
}

/* @number comes from a caller, who was refused a larger one; what is executed ahead of that stays in the book, too. */
static enum page_state get(uint64_t number)
{
        unsigned int shift;

        number = index_masked(number, book.pages);
        shift = number % STATES_IN_BYTE * STATE_BITS;
        return book.states[number / STATES_IN_BYTE] >> shift & STATE_MASK;
}

static void set(uint64_t number, enum page_state state)
{
        uint8_t *states = &book.states[number / STATES_IN_BYTE];
        unsigned int shift = number % STATES_IN_BYTE * STATE_BITS;

        *states = (uint8_t)((*states & ~(STATE_MASK << shift)) | (unsigned int)state << shift);
}

/* How many pages of the span are in @state. */
static uint64_t count_in(const struct page_span *span, enum page_state state)
{
        uint64_t count = 0;

        for (uint64_t i = 0; i < span->count; i++)
                count += get(span->first + i) == state;
        return count;
}

static bool all_in(const struct page_span *span, enum page_state state)
{
        for (uint64_t i = 0; i < span->count; i++)
                if (get(span->first + i) != state)
                        return false;
        return span->count != 0;
}

bool book_all_in(gpa_t start, uint64_t size, enum page_state state)
{
        struct page_span span = guest_map_span(start, size);

        return all_in(&span, state);
}

enum page_look book_look(gpa_t start, uint64_t size, enum page_state state)
{
        struct page_span span = guest_map_span(start, size);
        uint64_t count;

        book_read_lock();
        count = count_in(&span, state);
        book_read_unlock();
        if (count == 0)
                return PAGES_NONE;
        return count == span.count ? PAGES_ALL : PAGES_MIXED;
}

static void set_all(const struct page_span *span, enum page_state state)
{
        for (uint64_t i = 0; i < span->count; i++)
                set(span->first + i, state);
}

/* With the writer's side of the lock. */
static void count_deposited(const struct page_span *span, enum page_state from, enum page_state to)
{
        if (from == PAGE_DEPOSITED)
                book.deposited -= span->count;
        if (to != PAGE_DEPOSITED)
                return;
        book.deposited += span->count;
        if (span->first < book.first_deposited)
                book.first_deposited = span->first;
}

bool book_take(gpa_t start, uint64_t size, enum page_state from)
{
        struct page_span span = guest_map_span(start, size);
        bool ok;

        write_lock(&book.lock);
        ok = all_in(&span, from);
        if (ok) {
                set_all(&span, PAGE_TAKEN);
                count_deposited(&span, from, PAGE_TAKEN);
        }
        write_unlock(&book.lock);
        return ok;
}

void book_put(gpa_t start, uint64_t size, enum page_state to)
{
        struct page_span span = guest_map_span(start, size);

        write_lock(&book.lock);
        set_all(&span, to);
        count_deposited(&span, PAGE_TAKEN, to);
        write_unlock(&book.lock);
}

uint64_t book_deposited(void)
{
        return __atomic_load_n(&book.deposited, __ATOMIC_RELAXED);
}

/* Those who deposit and withdraw hold the core lock, so nobody else moves the hint. */
bool book_first_deposited(gpa_t *page)
{
        bool found = false;

        book_read_lock();
        if (book.deposited != 0) {
                while (get(book.first_deposited) != PAGE_DEPOSITED)
                        book.first_deposited++;
                *page = guest_map_address(book.first_deposited);
                found = true;
        }
        book_read_unlock();
        return found;
}
