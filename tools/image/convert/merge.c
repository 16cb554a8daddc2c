/*
 * tools/image/convert/merge.c - the headers of two files as those of one.
 *
 * Both files' orders are kept, since launch digests depend on them. The first file's headers are walked once;
 * those of the other either join one that is still to come, or wait behind the last that joined. What says
 * the same is found by a hash, not by looking at every pair of headers.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/types.h"
#include "lib/igvm/writer.h"
#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"

/* The items of one file by what they say, whatever their masks are. */
struct place {
        uint64_t hash;
        size_t position;
};

/* `out` is the result so far; `next` is the first item of the first file that is not in it yet. */
struct merge {
        const struct image_items *items;
        struct place *places; /* by hash, then position */
        struct image_items out;
        struct image_items
                waiting; /* of the other file: behind what comes next of it, at the latest */
        size_t next;     /* of @items */
};

/*
 * Types that may be for several platforms at once. A start state is one platform's, since its form depends on the platform
 * (IgvmDirectiveHeader::new_from_binary_split); areas are told apart by number; the others belong to one platform each.
 */
static bool can_be_joined(const struct image_item *item)
{
        switch (image_item_type(item)) {
        case IGVM_GUEST_POLICY:
        case IGVM_PAGE_DATA:
        case IGVM_REQUIRED_MEMORY:
        case IGVM_ERROR_RANGE:
                return true;
        default:
                return false;
        }
}

/*
 * The body with an empty mask and without file offset: what is left is equal in two files if the headers say
 * the same.
 */
static void body_without_mask(const struct image_item *item, union image_body *out)
{
        struct image_item copy = *item;

        copy.mask = 0;
        image_item_body(&copy, out);
}

/*
 * The type starts the hash, then body and data. Equal hashes are a hint only; says_the_same() looks at the
 * bytes.
 */
static uint64_t hash_item(const struct image_item *item)
{
        union image_body body;
        uint64_t hash;

        body_without_mask(item, &body);
        hash = igvm_hash(item->type, body.bytes, item->length);
        return item->data ? igvm_hash(hash, item->data, item->size) : hash;
}

/* Masks that share a bit would say it twice for one platform. */
static bool says_the_same(const struct image_item *a, const struct image_item *b)
{
        union image_body body_a, body_b;

        if (a->type != b->type || a->size != b->size || (a->mask & b->mask) != 0)
                return false;
        body_without_mask(a, &body_a);
        body_without_mask(b, &body_b);
        return memcmp(body_a.bytes, body_b.bytes, a->length) == 0 &&
               (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* By position among equal hashes, so that the first that is still to come is found. */
static int by_hash(const void *left, const void *right)
{
        const struct place *a = left;
        const struct place *b = right;

        if (a->hash != b->hash)
                return a->hash < b->hash ? -1 : 1;
        return a->position < b->position ? -1 : a->position > b->position;
}

/* Never of zero bytes: calloc(3) may answer that with NULL. */
static int index_items(struct merge *merge)
{
        size_t count = merge->items->count;

        merge->places = calloc(count ? count : 1, sizeof(merge->places[0]));
        if (!merge->places)
                return image_error("out of memory");
        for (size_t i = 0; i < count; i++)
                merge->places[i] = (struct place){ hash_item(&merge->items->list[i]), i };
        qsort(merge->places, count, sizeof(merge->places[0]), by_hash);
        return 0;
}

/* The first place that is not before @wanted. */
static size_t lower_bound(const struct merge *merge, const struct place *wanted)
{
        size_t low = 0;
        size_t high = merge->items->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (by_hash(&merge->places[middle], wanted) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/*
 * An item that is still to come and says what @item does; false if there is none. Only the first of equal
 * hashes is looked at: if that is another, the headers stay apart, which costs room but no meaning.
 */
static bool find_same(const struct merge *merge, const struct image_item *item, size_t *position)
{
        const struct place wanted = { hash_item(item), merge->next };
        size_t at = lower_bound(merge, &wanted);

        if (at == merge->items->count || merge->places[at].hash != wanted.hash)
                return false;
        *position = merge->places[at].position;
        return says_the_same(&merge->items->list[*position], item);
}

/*
 * Platforms, initialization, directives: the three sections of the format, whose types are numbered
 * apart.
 */
static unsigned int section(const struct image_item *item)
{
        uint32_t type = image_item_type(item);

        return type < IGVM_FIRST_INITIALIZATION ? 0 : type < IGVM_FIRST_DIRECTIVE ? 1 : 2;
}

/* Everything of the first file up to @end, and then all that waits. */
static int pass_to(struct merge *merge, size_t end)
{
        for (; merge->next < end; merge->next++)
                if (image_items_add(&merge->out, &merge->items->list[merge->next]))
                        return 1;
        for (size_t i = 0; i < merge->waiting.count; i++)
                if (image_items_add(&merge->out, &merge->waiting.list[i]))
                        return 1;
        merge->waiting.count = 0;
        return 0;
}

/* The position behind the last item of sections up to @number. */
static size_t end_of_section(const struct merge *merge, unsigned int number)
{
        size_t end = merge->next;

        while (end < merge->items->count && section(&merge->items->list[end]) <= number)
                end++;
        return end;
}

/*
 * The order of the other file is kept as well: what cannot be joined waits until the next thing
 * that can.
 */
static int take(struct merge *merge, const struct image_item *item)
{
        size_t position;

        if (!can_be_joined(item) || !find_same(merge, item, &position))
                return image_items_add(&merge->waiting, item);
        if (pass_to(merge, position) || image_items_add(&merge->out, &merge->items->list[position]))
                return 1;
        merge->out.list[merge->out.count - 1].mask |= item->mask;
        merge->next = position + 1;
        return 0;
}

/*
 * Section by section, since the format has them one behind the other: what waits goes at the end of its own
 * at the latest.
 */
static int merge_all(struct merge *merge, const struct image_items *other)
{
        size_t i = 0;

        if (index_items(merge))
                return 1;
        for (unsigned int number = 0; number < 3; number++) {
                for (; i < other->count && section(&other->list[i]) == number; i++)
                        if (take(merge, &other->list[i]))
                                return 1;
                if (pass_to(merge, end_of_section(merge, number)))
                        return 1;
        }
        return 0;
}

/* @other is empty afterwards, whatever happens; @items is as it was after a failure. */
int image_convert_merge(struct image_items *items, struct image_items *other)
{
        struct merge merge = { .items = items };
        int failed = merge_all(&merge, other);

        free(merge.places);
        image_items_free(&merge.waiting);
        image_items_free(other);
        if (failed) {
                image_items_free(&merge.out);
                return 1;
        }
        image_items_free(items);
        *items = merge.out;
        return 0;
}
