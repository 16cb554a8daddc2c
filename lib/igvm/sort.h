/* lib/igvm/sort.h - sorting without recursion and without memory. Private to lib/igvm. */
#ifndef LIB_IGVM_SORT_H
#define LIB_IGVM_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest item, in bytes: items are exchanged through a place on the stack. */
#define IGVM_SORT_ITEM 32

/*
 * Sorts @count items of @size bytes, which is at most IGVM_SORT_ITEM, in place: in linear time if they are sorted already,
 * otherwise in n log n steps, whatever their order is.
 */
void igvm_sort(void *items, uint32_t count, size_t size,
               bool (*less)(const void *left, const void *right));

#endif
