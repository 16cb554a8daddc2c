/*
 * tests/proof/readers/book.c - the book of page states over up to PAGES pages, in any state: pages are taken all or not at all, only
 * from the state that was asked for, and no other page changes; the count of deposited pages stays right.
 */
#include "tests/proof/readers/locks.h"

#include "kernel/mm/guest_book.c"
#include "tests/proof/readers/any.h"

#define PAGES 4

static struct page_span asked;

/* The proof `map` is of this promise. */
struct page_span guest_map_span(gpa_t start, uint64_t size)
{
        (void)start, (void)size;
        return asked;
}

static bool is_asked(uint64_t number)
{
        return number >= asked.first && number - asked.first < asked.count;
}

/* The counter, and the place from which the first one is looked for. */
static bool deposited_is_right(void)
{
        uint64_t count = 0;

        for (uint64_t i = 0; i < book.pages; i++) {
                if (get(i) != PAGE_DEPOSITED)
                        continue;
                if (i < book.first_deposited)
                        return false;
                count++;
        }
        return count == book.deposited;
}

static enum page_state any_state(void)
{
        enum page_state state = (enum page_state)(nondet_u8() & 7);

        __CPROVER_assume(state <= PAGE_LOST && state != PAGE_TAKEN);
        return state;
}

int main(void)
{
        const enum page_state from = any_state();
        const enum page_state to = any_state();
        const uint64_t number = nondet_u8();
        enum page_state before;
        bool taken;

        book.pages = nondet_u8();
        __CPROVER_assume(book.pages <= PAGES && number < book.pages);
        book.states = any_bytes(PAGES / STATES_IN_BYTE);
        book.deposited = nondet_u8();
        book.first_deposited = nondet_u8();
        asked = (struct page_span){ nondet_u8(), nondet_u8() };
        __CPROVER_assume(asked.first + asked.count <= book.pages && deposited_is_right());

        before = get(number);
        taken = book_take(gpa(0), PAGE_SIZE, from);
        __CPROVER_assert(!taken || asked.count != 0, "nothing is not taken");
        __CPROVER_assert(!taken || !is_asked(number) || before == from,
                         "what is taken was in the state");
        __CPROVER_assert(get(number) == (taken && is_asked(number) ? PAGE_TAKEN : before),
                         "what is taken is taken, and nothing else changes");
        __CPROVER_assert(deposited_is_right(), "the count is right");
        if (!taken)
                return 0;
        book_put(gpa(0), PAGE_SIZE, to);
        __CPROVER_assert(get(number) == (is_asked(number) ? to : before),
                         "what is put is put, and nothing else changes");
        __CPROVER_assert(deposited_is_right(), "the count is right");
        return 0;
}
