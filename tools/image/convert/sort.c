/* tools/image/convert/sort.c - directives in the order in which QEMU and KVM take them. */
#include <stdlib.h>
#include <string.h>

#include "lib/snp/vmsa.h"
#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"

/*
 * QEMU acts on parameter inserts at once, but on page data when a run of it ends, and on start states last (backends/igvm.c,
 * qigvm_process_mem_page and qigvm_process_file). KVM measures its own save areas when the launch ends; one in the guest's
 * memory is given to it at once. Required memory is emptied (accel/kvm/kvm-all.c, kvm_convert_memory()), so it comes before
 * all that goes into it.
 */
enum rank {
        RANK_EARLIER_SECTION,
        RANK_REQUIRED_MEMORY,
        RANK_AREA,
        RANK_OTHER,
        RANK_CONTEXT_IN_MEMORY,
        RANK_PAGE,
        RANK_CONTEXT
};

struct key {
        enum rank rank;
        uint64_t order;  /* within the rank */
        size_t position; /* before */
};

/*
 * Areas, parameters and inserts keep their order among themselves, since an area must be declared before it
 * is used.
 */
static struct key key_of(const struct image_item *item, size_t position)
{
        struct key key = { RANK_OTHER, 0, position };
        uint32_t type = image_item_type(item);
        union image_body body;

        if (type < IGVM_FIRST_DIRECTIVE) {
                key.rank = RANK_EARLIER_SECTION;
        } else if (type == IGVM_REQUIRED_MEMORY) {
                key.rank = RANK_REQUIRED_MEMORY;
        } else if (image_area_place(type) != SIZE_MAX) {
                key.rank = RANK_AREA;
        } else if (type == IGVM_PAGE_DATA) {
                image_item_body(item, &body);
                key.rank = RANK_PAGE;
                key.order = body.page.gpa;
        } else if (type == IGVM_VP_CONTEXT) {
                image_item_body(item, &body);
                key.rank = body.context.gpa != 0 && body.context.gpa != VMSA_LAUNCH_GPA
                                   ? RANK_CONTEXT_IN_MEMORY
                                   : RANK_CONTEXT;
                key.order = body.context.vp_index;
        }
        return key;
}

/* The old position decides at last, so that the order is the same whatever qsort(3) does with equals. */
static int compare(const void *left, const void *right)
{
        const struct key *a = left;
        const struct key *b = right;

        if (a->rank != b->rank)
                return a->rank < b->rank ? -1 : 1;
        if (a->order != b->order)
                return a->order < b->order ? -1 : 1;
        return a->position < b->position ? -1 : a->position > b->position;
}

/* A copy in the new order goes over the list at the end: a failure leaves the list as it was. */
int image_convert_sort(struct image_items *items)
{
        struct key *keys = calloc(items->count + 1, sizeof(*keys));
        struct image_item *sorted = calloc(items->count + 1, sizeof(*sorted));
        bool done = keys && sorted;

        for (size_t i = 0; done && i < items->count; i++)
                keys[i] = key_of(&items->list[i], i);
        if (done)
                qsort(keys, items->count, sizeof(*keys), compare);
        for (size_t i = 0; done && i < items->count; i++)
                sorted[i] = items->list[keys[i].position];
        if (done)
                memcpy(items->list, sorted, items->count * sizeof(*sorted));
        free(keys);
        free(sorted);
        return done ? 0 : image_error("out of memory");
}
