/* lib/igvm/hosted.c - see hosted.h. */
#include "lib/igvm/hosted.h"

#include <errno.h>
#include <stdlib.h>

/* As much of the file as can be walked, before anything about it is known to be right. */
static struct igvm_file unchecked(const void *data, size_t size)
{
        struct igvm_file file = { .data = data, .size = size };
        const struct igvm_fixed_header *fixed = &file.fixed;

        if (size < sizeof(*fixed))
                return file;
        memcpy(&file.fixed, data, sizeof(*fixed));
        if (fixed->variable_header_offset <= size &&
            fixed->variable_header_size <= size - fixed->variable_header_offset)
                file.headers_end = fixed->variable_header_offset + fixed->variable_header_size;
        return file;
}

/* The most ranges that the check notes for a header of this type. */
static uint32_t most_ranges(uint32_t type)
{
        switch (type) {
        case IGVM_RELOCATABLE_REGION:
        case IGVM_PAGE_TABLE_RELOCATION:
        case IGVM_PAGE_DATA:
        case IGVM_PARAMETER_INSERT:
                return 1;
        case IGVM_VP_CONTEXT: /* its page, and its index */
                return 2;
        default:
                return 0;
        }
}

/* Memory that is never written takes no room, so that nothing is cleared. */
int igvm_workspace_allocate(struct igvm_workspace *workspace, const void *data, size_t size)
{
        struct igvm_file file = unchecked(data, size);
        struct igvm_iterator iterator = igvm_iterate(&file);
        struct igvm_header header;

        *workspace = (struct igvm_workspace){ .range_capacity = 1, .area_capacity = 1 };
        while (igvm_next(&iterator, &header)) {
                workspace->range_capacity += most_ranges(header.type);
                workspace->area_capacity += header.type == IGVM_PARAMETER_AREA;
        }
        workspace->ranges = malloc(workspace->range_capacity * sizeof(struct igvm_range));
        workspace->areas = malloc(workspace->area_capacity * sizeof(struct igvm_area));
        if (workspace->ranges && workspace->areas)
                return 0;
        igvm_workspace_free(workspace);
        return -ENOMEM;
}

void igvm_workspace_free(struct igvm_workspace *workspace)
{
        free(workspace->ranges);
        free(workspace->areas);
        *workspace = (struct igvm_workspace){ 0 };
}

/* At least half of the table stays free, so that places are found soon. */
int igvm_written_table_allocate(struct igvm_written_table *table, size_t count)
{
        *table = (struct igvm_written_table){ .capacity = 16 };
        while (table->capacity / 2 < count && table->capacity < UINT32_C(1) << 31)
                table->capacity *= 2;
        table->entries = calloc(table->capacity, sizeof(table->entries[0]));
        if (table->entries)
                return 0;
        igvm_written_table_free(table);
        return -ENOMEM;
}

void igvm_written_table_free(struct igvm_written_table *table)
{
        free(table->entries);
        *table = (struct igvm_written_table){ 0 };
}
