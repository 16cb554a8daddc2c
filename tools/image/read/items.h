/*
 * tools/image/read/items.h - the headers of an IGVM file in the making, and the file of them.
 *
 * A header is not copied: an item points to its body and to its file data, wherever they are, and has besides what is
 * changed most: the mask and the parameter area. Functions that return int return 0, or 1 after one line on stderr.
 */
#ifndef TOOLS_IMAGE_READ_ITEMS_H
#define TOOLS_IMAGE_READ_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "tools/common/file.h"

struct image_item {
        const uint8_t *body;
        const uint8_t *data; /* file data; NULL: none */
        uint64_t size;       /* bytes of it */
        uint32_t type;       /* enum igvm_header_type, with IGVM_TYPE_OPTIONAL */
        uint32_t length;     /* of the body: that of the type */
        uint32_t mask;       /* in the place of the body's, if the type has a mask */
        uint32_t area;       /* in the place of the body's, if the type is about a parameter area */
        uint32_t line;       /* of the text that it comes from, from 1; 0: it comes from none */
};

/* A growing list, empty when it is zero. After a failed image_items_add() it is as it was. */
struct image_items {
        struct image_item *list;
        size_t count;
        size_t capacity;
};

/* Long enough for every type's body. */
union image_body {
        uint8_t bytes[1];
        struct igvm_supported_platform platform;
        struct igvm_page_data page;
        struct igvm_vp_context context;
        struct igvm_vbs_measurement measurement;
};

/* The version of the format, and what version 2 says besides. */
struct image_format {
        uint32_t version;
        struct igvm_fixed_header_extension extension;
};

static inline uint32_t image_item_type(const struct image_item *item)
{
        return item->type & ~IGVM_TYPE_OPTIONAL;
}

/* Appends a copy of @item; what it points to must outlive the list. */
__attribute__((warn_unused_result)) int image_items_add(struct image_items *items,
                                                        const struct image_item *item);
void image_items_free(struct image_items *items);

/* Where the number of a parameter area is in the body of a type; SIZE_MAX: it is about none. */
size_t image_area_place(uint32_t type);

/* The item's body as it is written, but for the file offset, which is 0. @item->type must be known. */
void image_item_body(const struct image_item *item, union image_body *out);

/* The file of the items in their order; equal data is written once. @name is the file's, for messages. */
__attribute__((warn_unused_result)) int image_items_write(const struct image_items *items,
                                                          const struct image_format *format,
                                                          const char *name, struct file *out);

#endif
