/*
 * softsnp/start/window.h - memory that the host makes where an image wants it and there is no RAM. memory.h is for everybody else.
 *
 * Pages are wanted one by one; what lies within 2 MiB of each other becomes a window, whose indexes begin at a multiple of 512 as
 * its address does, so that each 512 are a nested page table. Of those only the wanted ones are memory.
 */
#ifndef SOFTSNP_START_WINDOW_H
#define SOFTSNP_START_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* What is no page of memory has no index. */
#define PAGE_INDEX_NONE UINT64_MAX

/* False if there can be no memory at @address. */
bool window_want(uint64_t address);

/* Makes windows of all that was wanted. */
void window_make_all(void);

/* Indexes of all windows together; 0 before window_make_all(). */
uint64_t window_indexes(void);

/* The page's index among them, or PAGE_INDEX_NONE. */
uint64_t window_index(uint64_t address);

/* The address of an index, also of one that is no memory; and where its bytes are. */
uint64_t window_address(uint64_t index);
void *window_bytes(uint64_t index);

#endif
