/*
 * libigvm/handles.h - sets of things that programs know by a number.
 *
 * What is put in a set begins with its IgvmHandle. Whoever calls holds the library's lock.
 */
#ifndef LIBIGVM_HANDLES_H
#define LIBIGVM_HANDLES_H

#include <stdbool.h>

#include "libigvm/include/igvm/igvm.h"

/* Gives @item a handle that nothing in the set has, and keeps it. False if there is no memory. */
__attribute__((warn_unused_result)) bool add_handle(void **set, void *item);

/* NULL if there is none. */
void *find_handle(void *const *set, IgvmHandle handle);

/* Takes an item out of the set and returns it; NULL if there is none. */
void *remove_handle(void **set, IgvmHandle handle);

/* Empties the set; @end is called for each item. */
void remove_all(void **set, void (*end)(void *item));

#endif
