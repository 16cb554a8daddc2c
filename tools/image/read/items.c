/*
 * tools/image/read/items.c - see items.h. What an item has besides its body (mask, area, file
 * offset) is put into a copy when it is written; the body it points to may be another file's and
 * stays as it is.
 */
#include "tools/image/read/items.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "lib/igvm/types.h"
#include "lib/igvm/writer.h"
#include "tools/image/common/say.h"
#include "tools/image/read/rewrite.h"

/* The list doubles, so that a million headers cost few copies. */
int image_items_add(struct image_items *items, const struct image_item *item)
{
        if (items->count == items->capacity) {
                size_t capacity = items->capacity ? 2 * items->capacity : 64;
                struct image_item *list = realloc(items->list, capacity * sizeof(*list));

                if (!list)
                        return image_error("out of memory");
                items->list = list;
                items->capacity = capacity;
        }
        items->list[items->count++] = *item;
        return 0;
}

void image_items_free(struct image_items *items)
{
        free(items->list);
        *items = (struct image_items){ 0 };
}

/*
 * PARAMETER_AREA and PARAMETER_INSERT have the number at places of their own, all parameters at the one of
 * IGVM_VHS_PARAMETER.
 */
size_t image_area_place(uint32_t type)
{
        const struct igvm_type *known = igvm_type_find(type);

        if (type == IGVM_PARAMETER_AREA)
                return offsetof(struct igvm_parameter_area, parameter_area_index);
        if (type == IGVM_PARAMETER_INSERT)
                return offsetof(struct igvm_parameter_insert, parameter_area_index);
        return known && known->parameter_size
                       ? offsetof(struct igvm_parameter, parameter_area_index)
                       : SIZE_MAX;
}

/* Numbers in IGVM files are little-endian, as ours are. */
static void put(union image_body *body, size_t place, uint32_t value)
{
        memcpy(body->bytes + place, &value, sizeof(value));
}

/*
 * Without the file offset two bodies that say the same are the same bytes, wherever their data came to lie.
 */
void image_item_body(const struct image_item *item, union image_body *out)
{
        uint32_t type = image_item_type(item);
        size_t area = image_area_place(type);
        size_t offset = image_offset_place(type);
        uint32_t mask = igvm_type_find(type)->mask_offset;

        memcpy(out->bytes, item->body, item->length);
        if (mask != IGVM_NO_MASK)
                put(out, mask, item->mask);
        if (area != SIZE_MAX)
                put(out, area, item->area);
        if (offset != IMAGE_NO_DATA)
                put(out, offset, 0);
}

/*
 * The data goes before its header, which needs the offset. It is padded to 8 bytes, so that what was aligned
 * in the file data stays aligned.
 */
static void write_item(struct igvm_writer *writer, const struct image_item *item)
{
        union image_body body;

        image_item_body(item, &body);
        if (item->data) {
                uint64_t padded =
                        (item->size + IGVM_HEADER_ALIGNMENT - 1) & ~(IGVM_HEADER_ALIGNMENT - 1ul);

                put(&body, image_offset_place(image_item_type(item)),
                    igvm_write_data(writer, item->data, item->size, padded));
        }
        igvm_write_header(writer, item->type, body.bytes, item->length);
}

static void write_all(struct igvm_writer *writer, const struct image_items *items)
{
        for (size_t i = 0; i < items->count; i++)
                write_item(writer, &items->list[i]);
}

/*
 * The writer's two passes. An IGVM file says its size, and every offset in it, with 32 bits (igvm_defs,
 * IGVM_FIXED_HEADER).
 */
static int write_shared(const struct image_items *items, struct igvm_writer counted,
                        const char *name, struct file *out)
{
        struct igvm_writer writer;

        write_all(&counted, items);
        out->size = igvm_writer_size(&counted);
        if (out->size > UINT32_MAX)
                return image_error("%s: would have %zu bytes; an IGVM file has at most %" PRIu32,
                                   name, out->size, UINT32_MAX);
        out->data = malloc(out->size);
        if (!out->data)
                return image_error("%s: out of memory", name);
        writer = igvm_writer_start(&counted, out->data);
        write_all(&writer, items);
        return igvm_writer_finish(&writer) ? 0 : image_error("%s: cannot be written", name);
}

/*
 * The table for equal data holds a piece for each item, so none is forgotten. After a failure @out is empty.
 */
int image_items_write(const struct image_items *items, const struct image_format *format,
                      const char *name, struct file *out)
{
        struct igvm_writer counted = format->version == 1
                                             ? igvm_writer_count()
                                             : igvm_writer_count_v2(&format->extension);
        struct igvm_written_table table;
        int failed;

        *out = (struct file){ 0 };
        if (igvm_written_table_allocate(&table, items->count))
                return image_error("%s: out of memory", name);
        igvm_writer_share(&counted, &table);
        failed = write_shared(items, counted, name, out);
        igvm_written_table_free(&table);
        if (failed)
                file_free(out);
        return failed;
}
