/* lib/igvm/data.c - where headers of an opened file lead: to file data, to the declaration of an area. */
#include "lib/igvm/areas.h"
#include "lib/igvm/reader.h"

/* A list of registers says itself how long it is; every other start state is a page. */
static uint64_t context_size(const struct igvm_file *file, const struct igvm_vp_context *context)
{
        struct igvm_vbs_context vbs;

        if (!(context->compatibility_mask & file->vbs_masks))
                return IGVM_CONTEXT_SIZE;
        memcpy(&vbs, file->data + context->file_offset, sizeof(vbs));
        return sizeof(vbs) + (uint64_t)vbs.register_count * sizeof(struct igvm_vbs_register);
}

struct igvm_span igvm_header_data(const struct igvm_file *file, const struct igvm_header *header)
{
        struct igvm_parameter_area area;
        struct igvm_vp_context context;
        struct igvm_page_data page;
        struct igvm_corim corim;

        switch (header->type) {
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                igvm_body(header, &corim, sizeof(corim));
                return (struct igvm_span){ corim.file_offset, corim.size_bytes };
        case IGVM_PARAMETER_AREA:
                igvm_body(header, &area, sizeof(area));
                return (struct igvm_span){ area.file_offset, area.number_of_bytes };
        case IGVM_PAGE_DATA:
                igvm_body(header, &page, sizeof(page));
                return (struct igvm_span){ page.file_offset, igvm_page_size(&page) };
        case IGVM_VP_CONTEXT:
                igvm_body(header, &context, sizeof(context));
                return (struct igvm_span){ context.file_offset, context_size(file, &context) };
        default:
                return (struct igvm_span){ 0 };
        }
}

bool igvm_find_area(const struct igvm_file *file, uint32_t index, struct igvm_parameter_area *out)
{
        const struct igvm_area *area = igvm_area_of(file, index);

        if (!area || !area->declared)
                return false;
        *out = (struct igvm_parameter_area){ area->size, index, area->file_offset };
        return true;
}

bool igvm_areas_fit(const struct igvm_file *file, uint64_t most)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;
        struct igvm_header header;

        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_PARAMETER_INSERT)
                        continue;
                igvm_body(&header, &insert, sizeof(insert));
                if (!igvm_find_area(file, insert.parameter_area_index, &area))
                        continue;
                if (area.number_of_bytes > most)
                        return false;
                most -= area.number_of_bytes;
        }
        return true;
}
