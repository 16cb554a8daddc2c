/* tools/image/convert/load.c - the headers of one file as items, as far as platforms that stay have need of them. */
#include <stdlib.h>
#include <string.h>

#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"
#include "tools/image/read/rewrite.h"

/* A parameter area of the file. */
struct area {
        uint32_t index;  /* in the file */
        uint32_t number; /* that it gets */
        uint32_t mask;   /* of the platforms that stay and into which it is inserted */
};

/* One file while its headers are taken; `areas` is its own, the rest is the conversion's. */
struct loader {
        const struct image_input *input;
        struct area *areas; /* by ascending index */
        size_t area_count;
        struct image_items *out;
};

/* The mask that the platforms of @mask get. */
static uint32_t translate(const struct image_input *input, uint32_t mask)
{
        uint32_t translated = 0;

        for (unsigned int bit = 0; bit < 32; bit++)
                if (mask & UINT32_C(1) << bit)
                        translated |= input->masks[bit];
        return translated;
}

static int by_index(const void *left, const void *right)
{
        uint32_t a = ((const struct area *)left)->index;
        uint32_t b = ((const struct area *)right)->index;

        return a < b ? -1 : a > b;
}

/* The reader has seen to it that every area is declared once. */
static struct area *find_area(const struct loader *loader, uint32_t index)
{
        const struct area wanted = { .index = index };

        return bsearch(&wanted, loader->areas, loader->area_count, sizeof(wanted), by_index);
}

/* A parameter area itself has no mask: it is for the platforms into whose memory it is inserted. */
static bool find_areas(struct loader *loader)
{
        struct igvm_iterator iterator = igvm_iterate(&loader->input->file.igvm);
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;
        struct igvm_header header;
        struct area *used;

        loader->areas = calloc(loader->input->file.igvm.header_count, sizeof(loader->areas[0]));
        if (!loader->areas)
                return false;
        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_PARAMETER_AREA)
                        continue;
                igvm_body(&header, &area, sizeof(area));
                loader->areas[loader->area_count++].index = area.parameter_area_index;
        }
        qsort(loader->areas, loader->area_count, sizeof(loader->areas[0]), by_index);
        iterator = igvm_iterate(&loader->input->file.igvm);
        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_PARAMETER_INSERT)
                        continue;
                igvm_body(&header, &insert, sizeof(insert));
                used = find_area(loader, insert.parameter_area_index);
                if (used) /* what is inserted for no platform may be undeclared, for some */
                        used->mask |= translate(loader->input, insert.compatibility_mask);
        }
        return true;
}

/* Areas get their numbers in the order of their declaration; one that goes has none. */
static void number_areas(const struct loader *loader, bool renumber, uint32_t *next)
{
        struct igvm_iterator iterator = igvm_iterate(&loader->input->file.igvm);
        struct igvm_parameter_area body;
        struct igvm_header header;
        struct area *area;

        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_PARAMETER_AREA)
                        continue;
                igvm_body(&header, &body, sizeof(body));
                area = find_area(loader, body.parameter_area_index);
                if (!renumber)
                        area->mask = UINT32_MAX;
                area->number = area->mask == 0 ? 0 : renumber ? (*next)++ : area->index;
        }
}

/* The data stays where it is, in the mapped file; the item's offset is made when it is written. */
static void find_data(const struct loader *loader, const struct igvm_header *header,
                      struct image_item *item)
{
        const struct igvm_file *file = &loader->input->file.igvm;
        struct igvm_span data = igvm_header_data(file, header);

        if (data.offset == 0)
                return;
        item->data = igvm_data(file, data.offset);
        item->size = data.size;
}

/*
 * False if no platform that stays has need of the header: an area that nobody inserts any more goes, with its
 * parameters.
 */
static bool take_area(const struct loader *loader, const struct igvm_header *header,
                      struct image_item *item)
{
        size_t place = image_area_place(header->type);
        const struct area *area;
        uint32_t index;

        if (place == SIZE_MAX)
                return true;
        memcpy(&index, header->body + place, sizeof(index));
        area = find_area(loader, index);
        item->area = area->number;
        return area->mask != 0;
}

/*
 * A header with nothing left in its mask is left out. Types without a mask (areas and parameters) give all
 * bits, and the area decides.
 */
static int load_header(const struct loader *loader, const struct igvm_header *header)
{
        const struct image_input *input = loader->input;
        struct image_item item = {
                .body = header->body,
                .type = header->type | (header->optional ? IGVM_TYPE_OPTIONAL : 0),
                .length = header->length,
        };

        if (!header->known)
                return image_error("%s: header %u is of type 0x%x, which is not known: it may lead "
                                   "to file data that cannot be moved",
                                   input->path, header->index, header->type);
        item.mask = translate(input, igvm_mask(header));
        if (item.mask == 0 || !take_area(loader, header, &item))
                return 0;
        find_data(loader, header, &item);
        return image_items_add(loader->out, &item);
}

/* Two walks: areas come before their inserts, so who needs an area is known only at the end of the first. */
int image_convert_load(const struct image_input *input, bool renumber, uint32_t *area,
                       struct image_items *out)
{
        struct igvm_iterator iterator = igvm_iterate(&input->file.igvm);
        struct loader loader = {
                .input = input,
                .out = out,
        };
        struct igvm_header header;
        int failed = 0;

        if (!find_areas(&loader))
                return image_error("out of memory");
        number_areas(&loader, renumber, area);
        while (!failed && igvm_next(&iterator, &header))
                failed = load_header(&loader, &header);
        free(loader.areas);
        return failed;
}
