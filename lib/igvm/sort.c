/* lib/igvm/sort.c - heap sort: see sort.h. */
#include "lib/igvm/sort.h"

#include "lib/base/memory.h"

struct heap {
        uint8_t *items;
        size_t size; /* of an item */
        bool (*less)(const void *left, const void *right);
};

static uint8_t *item(const struct heap *heap, uint32_t index)
{
        return heap->items + (size_t)index * heap->size;
}

static void swap(const struct heap *heap, uint32_t a, uint32_t b)
{
        uint8_t copy[IGVM_SORT_ITEM];

        memcpy(copy, item(heap, a), heap->size);
        memcpy(item(heap, a), item(heap, b), heap->size);
        memcpy(item(heap, b), copy, heap->size);
}

/* Lets the item at @root sink until no child of it in the first @count items is greater. */
static void sink(const struct heap *heap, uint32_t root, uint32_t count)
{
        while (root < count / 2) {
                uint32_t child = 2 * root + 1;

                if (child + 1 < count && heap->less(item(heap, child), item(heap, child + 1)))
                        child++;
                if (!heap->less(item(heap, root), item(heap, child)))
                        return;
                swap(heap, root, child);
                root = child;
        }
}

static bool is_sorted(const struct heap *heap, uint32_t count)
{
        for (uint32_t i = 1; i < count; i++)
                if (heap->less(item(heap, i), item(heap, i - 1)))
                        return false;
        return true;
}

void igvm_sort(void *items, uint32_t count, size_t size,
               bool (*less)(const void *left, const void *right))
{
        const struct heap heap = { items, size, less };

        if (is_sorted(&heap, count))
                return;
        for (uint32_t root = count / 2; root-- > 0;)
                sink(&heap, root, count);
        for (uint32_t end = count; end-- > 1;) {
                swap(&heap, 0, end);
                sink(&heap, 0, end);
        }
}
