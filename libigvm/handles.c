/* libigvm/handles.c - see handles.h. A set is a tree of the C library's. */
#include "libigvm/handles.h"

#include <search.h>

/* Items begin with their handle, so an item and a bare handle compare alike. */
static int compare(const void *left, const void *right)
{
        IgvmHandle a = *(const IgvmHandle *)left;
        IgvmHandle b = *(const IgvmHandle *)right;

        return (a > b) - (a < b);
}

/* Numbers are given out in turn and begin again when there are no more, which takes more than 2^31 of them. */
static IgvmHandle next_handle(void *const *set)
{
        static IgvmHandle last;

        do
                last = last == INT32_MAX ? 1 : last + 1;
        while (find_handle(set, last));
        return last;
}

/* False if the tree has no memory for a node: the item is the caller's then. */
bool add_handle(void **set, void *item)
{
        *(IgvmHandle *)item = next_handle(set);
        return tsearch(item, set, compare) != NULL;
}

/*
 * NULL for every number that was not given out, negative ones included: those are errors and no
 * handles.
 */
void *find_handle(void *const *set, IgvmHandle handle)
{
        void *const *found = tfind(&handle, set, compare);

        return found ? *found : NULL;
}

void *remove_handle(void **set, IgvmHandle handle)
{
        void *item = find_handle(set, handle);

        if (item)
                tdelete(item, set, compare);
        return item;
}

/* The items go with the tree; no other set knows them. */
void remove_all(void **set, void (*end)(void *item))
{
        tdestroy(*set, end);
        *set = NULL;
}
