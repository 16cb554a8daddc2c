/*
 * kernel/mm/pages.h - VMPL0's own memory: one pool of zeroed 4 KiB pages.
 *
 * The pool begins as what the image left free and is accepted from the host piece by piece. Pages
 * are zeroed when they are freed, so nothing of a service is ever seen by another.
 */
#ifndef KERNEL_MM_PAGES_H
#define KERNEL_MM_PAGES_H

#include <stdint.h>

/* Takes [start, end) of VMPL0's reserve, page-aligned physical addresses; not accepted yet. */
void pages_init(uint64_t start, uint64_t end);

/* A zeroed page (physical address), or 0 if there is none left. Safe on every vCPU. */
__attribute__((warn_unused_result)) uint64_t page_allocate(void);

/*
 * @count zeroed pages one after the other, or 0. They come from what has not been accepted yet, and
 * are never given back.
 */
__attribute__((warn_unused_result)) uint64_t pages_allocate_run(uint64_t count);

/* Gives a page of page_allocate() back; it is zeroed. It is not checked that it was one. */
void page_free(uint64_t page);

/* The same by the kernel's address; NULL: there is none left. */
__attribute__((warn_unused_result)) void *own_page_allocate(void);
void own_page_free(void *page);

/* Pages in use now, and the most there ever were. */
uint64_t pages_used(void);
uint64_t pages_peak(void);

#endif
