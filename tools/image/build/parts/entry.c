/* tools/image/build/parts/entry.c - see entry.h. */
#include "tools/image/build/parts/entry.h"

#include <string.h>

#include "lib/igvm/types.h"
#include "tools/image/read/names.h"

/*
 * A header's line goes with it, so that a rule that it breaks later can be told at its place in the text. The
 * body is copied, into memory that goes with the source; what item.data points to stays the caller's.
 */
bool image_parts_add(struct image_parts *parts, const yaml_node_t *node, struct image_item item,
                     const void *body)
{
        uint8_t *copy;

        item.length = igvm_type_find(item.type)->length;
        item.line = (uint32_t)node->start_mark.line + 1;
        copy = source_memory(&parts->source, item.length);
        memcpy(copy, body, item.length);
        item.body = copy;
        if (image_items_add(&parts->items, &item))
                return source_fault(&parts->source, node, "out of memory");
        return true;
}

/* A short text can name many short files for large places: so what is filled up is counted. */
const uint8_t *image_parts_padded(struct image_parts *parts, const yaml_node_t *node,
                                  const uint8_t *bytes, uint64_t size, uint64_t padded)
{
        uint8_t *copy;

        if (padded > IMAGE_PARTS_MAX_PADDED - parts->padded) {
                source_fault(&parts->source, node,
                             "found files that are too short for their places; expected at most "
                             "%llu bytes of such places",
                             (unsigned long long)IMAGE_PARTS_MAX_PADDED);
                return NULL;
        }
        parts->padded += padded;
        copy = source_memory(&parts->source, padded);
        memcpy(copy, bytes, size);
        return copy;
}

/* Every word is looked at, behind a wrong one too, so that one run tells all faults of a list. */
bool image_parts_mask(struct image_parts *parts, yaml_node_t *node, uint32_t *mask)
{
        size_t count;
        bool good = true;

        *mask = node ? 0 : parts->all_masks;
        if (!node)
                return true;
        count = source_list(&parts->source, node, "platforms", IGVM_PLATFORM_CCA + 1);
        for (size_t i = 0; i < count; i++) {
                const yaml_node_t *element = source_element(&parts->source, node, i);
                uint32_t type;

                if (!source_word(&parts->source, element, "platforms", image_platform_words, &type))
                        good = false;
                else if (parts->masks[type] == 0)
                        good = source_unexpected(&parts->source, element, "platforms",
                                                 "a platform that the file has");
                else
                        *mask |= parts->masks[type];
        }
        return good && count != 0;
}
