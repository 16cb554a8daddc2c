/*
 * tests/proof/header.c - one header of HEADER_TYPE (an enum igvm_header_type), in any state of the check and at any place.
 *
 * Whatever its body says: nothing is read or written outside of file and workspace, the state stays valid, and if the
 * header passes, all data that it leads to lies in the file.
 *
 * BODY_ALONE is 0, or the length of a body that is an array of its own, which takes less time and memory than a place in
 * a file of any size. Nothing beside it is read.
 */
#include "tests/proof/state.h"

static bool vbs_is_in_file(const struct state *state, uint32_t file_offset)
{
        struct igvm_vbs_context vbs;

        if (!is_in_file(&state->file, file_offset, sizeof(vbs)))
                return false;
        memcpy(&vbs, state->file.data + file_offset, sizeof(vbs));
        return is_in_file(&state->file, file_offset,
                          sizeof(vbs) +
                                  (uint64_t)vbs.register_count * sizeof(struct igvm_vbs_register));
}

static bool context_is_in_file(const struct state *state, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        uint8_t type;

        igvm_body(header, &context, sizeof(context));
        if (context.compatibility_mask == 0)
                return true;
        type = state->check.platform_types[__builtin_ctz(context.compatibility_mask)];
        return type == IGVM_PLATFORM_VSM_ISOLATION
                       ? vbs_is_in_file(state, context.file_offset)
                       : is_in_file(&state->file, context.file_offset, IGVM_CONTEXT_SIZE);
}

static bool page_is_in_file(const struct state *state, const struct igvm_header *header)
{
        struct igvm_page_data page;

        igvm_body(header, &page, sizeof(page));
        return page.file_offset == 0 ||
               is_in_file(&state->file, page.file_offset, igvm_page_size(&page));
}

static bool area_is_in_file(const struct state *state, const struct igvm_header *header)
{
        struct igvm_parameter_area area;

        igvm_body(header, &area, sizeof(area));
        return area.file_offset == 0 ||
               is_in_file(&state->file, area.file_offset, area.number_of_bytes);
}

/* A document of no bytes may lead to any place. */
static bool corim_is_in_file(const struct state *state, const struct igvm_header *header)
{
        struct igvm_corim corim;

        igvm_body(header, &corim, sizeof(corim));
        return corim.size_bytes == 0 || corim.file_offset == 0 ||
               is_in_file(&state->file, corim.file_offset, corim.size_bytes);
}

static bool data_is_in_file(const struct state *state, const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                return corim_is_in_file(state, header);
        case IGVM_PARAMETER_AREA:
                return area_is_in_file(state, header);
        case IGVM_PAGE_DATA:
                return page_is_in_file(state, header);
        case IGVM_VP_CONTEXT:
                return context_is_in_file(state, header);
        default:
                return true;
        }
}

int main(void)
{
        struct state state;
        struct igvm_header header;
        uint8_t alone[BODY_ALONE != 0 ? BODY_ALONE : 1];

        make_state(&state);
        header = any_header(&state, HEADER_TYPE);
        if (BODY_ALONE != 0)
                header.body = alone;
        if (igvm_check_header(&state.check, &header) == IGVM_OK)
                __CPROVER_assert(data_is_in_file(&state, &header), "data lies in the file");
        __CPROVER_assert(is_valid(&state), "the state stays valid");
        return 0;
}
