/* tests/proof/state.c - see state.h. */
#include "tests/proof/state.h"

#include <stdlib.h>

#include "lib/igvm/types.h"

bool igvm_is_zero(const void *bytes, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(bytes, size), "igvm_is_zero: all bytes may be read");
        return nondet_bool();
}

bool is_in_file(const struct igvm_file *file, uint32_t file_offset, uint64_t size)
{
        return file_offset >= file->headers_end && file_offset <= file->size &&
               size <= file->size - file_offset;
}

static bool is_valid_file(const struct igvm_file *file)
{
        return file->size <= UINT32_MAX && file->headers_end <= file->size &&
               file->fixed.variable_header_offset >= sizeof(struct igvm_fixed_header) &&
               file->fixed.variable_header_offset <= file->headers_end &&
               file->area_count <= file->workspace->area_capacity;
}

static bool is_valid_area(const struct igvm_file *file, const struct igvm_area *area)
{
        return !area->declared || area->file_offset == 0 ||
               is_in_file(file, area->file_offset, area->size);
}

/* A platform that a bit leads to has the bit. */
static bool is_valid_bit(const struct state *state, unsigned int bit)
{
        const struct igvm_check *check = &state->check;
        uint8_t type = check->platform_types[bit];

        if (!(state->file.platform_masks >> bit & 1))
                return true;
        return type < IGVM_PLATFORM_TYPES && (check->platform_masks[type] >> bit & 1);
}

bool is_valid(const struct state *state)
{
        const struct igvm_check *check = &state->check;

        if (!is_valid_file(&state->file) || check->range_count > RANGES || check->section > 2)
                return false;
        for (uint32_t i = 0; i < AREAS; i++)
                if (i < state->file.area_count && !is_valid_area(&state->file, &state->areas[i]))
                        return false;
        for (unsigned int bit = 0; bit < 32; bit++)
                if (!is_valid_bit(state, bit))
                        return false;
        return true;
}

void make_state(struct state *state)
{
        state->file = nondet_file();
        state->check = nondet_check();
        for (uint32_t i = 0; i < RANGES; i++)
                state->ranges[i] = nondet_range();
        for (uint32_t i = 0; i < AREAS; i++)
                state->areas[i] = nondet_area();
        state->workspace = (struct igvm_workspace){ state->ranges, (uint32_t)nondet_number(),
                                                    state->areas, (uint32_t)nondet_number() };
        __CPROVER_assume(state->workspace.range_capacity <= RANGES);
        __CPROVER_assume(state->workspace.area_capacity <= AREAS);
        state->file.workspace = &state->workspace;
        state->check.workspace = &state->workspace;
        state->check.file = &state->file;
        __CPROVER_assume((uint32_t)state->check.level < IGVM_LEVEL_COUNT);
        __CPROVER_assume(state->check.range_count <= state->workspace.range_capacity);
        __CPROVER_assume(state->check.register_count <= UINT32_MAX);
        __CPROVER_assume(state->file.size <= FILE_MOST);
        if (WITHOUT_VBS)
                for (unsigned int bit = 0; bit < 32; bit++)
                        __CPROVER_assume(state->check.platform_types[bit] !=
                                         IGVM_PLATFORM_VSM_ISOLATION);
        state->file.data = malloc(state->file.size);
        __CPROVER_assume(state->file.data != NULL && is_valid(state));
}

struct igvm_header any_header(const struct state *state, uint32_t type)
{
        struct igvm_header header = { .index = (uint32_t)nondet_number(),
                                      .offset = (uint32_t)nondet_number(),
                                      .type = type,
                                      .optional = nondet_bool(),
                                      .known = true,
                                      .length = igvm_type_find(type)->length };

        __CPROVER_assume(header.offset >= state->file.fixed.variable_header_offset &&
                         (uint64_t)header.offset + sizeof(struct igvm_variable_header) +
                                         header.length <=
                                 state->file.headers_end);
        header.body = state->file.data + header.offset + sizeof(struct igvm_variable_header);
        return header;
}
