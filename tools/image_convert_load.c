/* tools/image_convert_load.c - the headers of one file as items, as far as platforms that stay have need of them. */
#include <stdlib.h>
#include <string.h>

#include "tools/image.h"
#include "tools/image_convert.h"
#include "tools/image_rewrite.h"

/* A parameter area of the file. */
struct area {
        uint32_t index;  /* in the file */
        uint32_t number; /* that it gets */
        uint32_t mask;   /* of the platforms that stay and into which it is inserted */
};

struct loader {
        const struct image_input *input;
        struct area *areas; /* by ascending index */
        size_t area_count;
        uint32_t vsm_mask; /* of VSM isolation, if the file is for it */
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

static bool find_areas(struct loader *loader)
{
        struct igvm_iterator iterator = igvm_iterate(&loader->input->file.igvm);
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;
        struct igvm_header header;

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
                find_area(loader, insert.parameter_area_index)->mask |=
                        translate(loader->input, insert.compatibility_mask);
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

/* The list of registers of VSM isolation has any length; all others' start state is a page. */
static uint64_t context_size(const struct loader *loader, const struct igvm_vp_context *context)
{
        struct igvm_vbs_context vbs;

        if (!(context->compatibility_mask & loader->vsm_mask))
                return IGVM_CONTEXT_SIZE;
        memcpy(&vbs, loader->input->file.data + context->file_offset, sizeof(vbs));
        return sizeof(vbs) + (uint64_t)vbs.register_count * sizeof(struct igvm_vbs_register);
}

static uint64_t data_size(const struct loader *loader, const struct igvm_header *header)
{
        struct igvm_parameter_area area;
        struct igvm_vp_context context;
        struct igvm_page_data page;
        struct igvm_corim corim;

        switch (header->type) {
        case IGVM_PAGE_DATA:
                igvm_body(header, &page, sizeof(page));
                return igvm_page_size(&page);
        case IGVM_PARAMETER_AREA:
                igvm_body(header, &area, sizeof(area));
                return area.number_of_bytes;
        case IGVM_VP_CONTEXT:
                igvm_body(header, &context, sizeof(context));
                return context_size(loader, &context);
        default:
                igvm_body(header, &corim, sizeof(corim));
                return corim.size_bytes;
        }
}

static void find_data(const struct loader *loader, const struct igvm_header *header,
                      struct image_item *item)
{
        size_t place = image_offset_place(header->type);
        uint32_t offset;

        if (place == IMAGE_NO_DATA)
                return;
        memcpy(&offset, header->body + place, sizeof(offset));
        if (offset == 0)
                return;
        item->data = igvm_data(&loader->input->file.igvm, offset);
        item->size = data_size(loader, header);
}

/* False if no platform that stays has need of the header. */
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

int image_convert_load(const struct image_input *input, bool renumber, uint32_t *area,
                       struct image_items *out)
{
        struct igvm_iterator iterator = igvm_iterate(&input->file.igvm);
        struct loader loader = {
                .input = input,
                .vsm_mask = igvm_platform_mask(&input->file.igvm, IGVM_PLATFORM_VSM_ISOLATION),
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
