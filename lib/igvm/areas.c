/* lib/igvm/areas.c - the parameter areas of a file, sorted by index: a file may have any number, with any indexes. */
#include "lib/igvm/areas.h"

#include "lib/igvm/sort.h"

_Static_assert(sizeof(struct igvm_area) <= IGVM_SORT_ITEM, "areas are sorted");

/* Equal indexes may come in any order: the second declaration is refused. */
static bool less(const void *left, const void *right)
{
        return ((const struct igvm_area *)left)->index < ((const struct igvm_area *)right)->index;
}

/* Before any header is judged, so that only the length is looked at: a body that is too short has no index. */
void igvm_collect_areas(struct igvm_check *check)
{
        const struct igvm_workspace *workspace = check->workspace;
        struct igvm_iterator iterator = igvm_iterate(check->file);
        struct igvm_parameter_area area;
        struct igvm_header header;
        uint32_t count = 0;

        while (count < workspace->area_capacity && igvm_next(&iterator, &header)) {
                if (header.type != IGVM_PARAMETER_AREA || header.length != sizeof(area))
                        continue;
                igvm_body(&header, &area, sizeof(area));
                workspace->areas[count++] =
                        (struct igvm_area){ .index = area.parameter_area_index };
        }
        igvm_sort(workspace->areas, count, sizeof(workspace->areas[0]), less);
        check->file->area_count = count;
}

struct igvm_area *igvm_area_of(const struct igvm_file *file, uint32_t index)
{
        struct igvm_area *areas = file->workspace->areas;
        uint32_t low = 0;
        uint32_t high = file->area_count;

        while (low < high) {
                uint32_t middle = low + (high - low) / 2;

                if (areas[middle].index < index)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < file->area_count && areas[low].index == index ? &areas[low] : NULL;
}
