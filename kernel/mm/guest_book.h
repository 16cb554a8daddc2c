/*
 * kernel/mm/guest_book.h - the book of page states: what each page of the guest's is now.
 *
 * Every PVALIDATE and RMPADJUST of guest memory goes through VMPL0, so the book is the authority: the RMP follows it. A
 * change begins here, before any instruction is executed: the pages are *taken*, which waits for those who are reading
 * or writing them and keeps everybody else out, and when the RMP is as it should be they are *put* into their new
 * state. Whoever copies holds the reader's side of the lock from the look into the book to the last byte.
 *
 * Only kernel/mm/guest_copy.c and kernel/mm/guest_pages.c include this.
 */
#ifndef KERNEL_MM_GUEST_BOOK_H
#define KERNEL_MM_GUEST_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"

enum page_state {
        PAGE_NOT_VALID = 0,
        PAGE_VALID = 1,     /* the guest's to use */
        PAGE_VMSA = 2,      /* a vCPU's save area, which nobody may write */
        PAGE_DEPOSITED = 3, /* the guest has given it to us for the time being */
        PAGE_TAKEN = 4,     /* somebody is changing it */
        PAGE_LOST = 5,      /* a change could neither be made nor undone: nobody's any more */
};

/* What a look at some pages finds. */
enum page_look {
        PAGES_ALL = 0,   /* all are in the wanted state */
        PAGES_MIXED = 1, /* some are */
        PAGES_NONE = 2,  /* none is */
};

/* A book for the map of guest_map.h, all pages not valid. Returns 0, or -1: no memory. */
__attribute__((warn_unused_result)) int book_init(void);

/* The lock around book and copies; waits for those who change the book, which is never long. */
void book_read_lock(void);
void book_read_unlock(void);

/* True if [start, start + size) is the guest's, and all of it in @state; right for as long as the lock is held. */
bool book_all_in(gpa_t start, uint64_t size, enum page_state state);

/* The same as a question of its own: right until the next change. Pages that are not the guest's are in no state. */
enum page_look book_look(gpa_t start, uint64_t size, enum page_state state);

/*
 * Takes pages that are all in state @from; false, and nothing has changed, if they are not. True: they are the
 * caller's, who must put them.
 */
__attribute__((warn_unused_result)) bool book_take(gpa_t start, uint64_t size,
                                                   enum page_state from);

/* Ends what book_take() has begun. */
void book_put(gpa_t start, uint64_t size, enum page_state to);

/* How many pages are deposited, and the first one; false if there is none. */
uint64_t book_deposited(void);
bool book_first_deposited(gpa_t *page);

#endif
