/*
 * tools/image/build/memory/blocks.c - blocks of an image, none of which overlaps another: two parts
 * that fill the same page would depend on the order in which a loader takes them.
 */
#include "tools/image/build/memory/layout.h"

#include <stdlib.h>

#include "lib/base/address.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"

static const struct image_block *find_overlap(const struct image *image, uint64_t gpa,
                                              uint64_t size)
{
        for (size_t i = 0; i < image->block_count; i++) {
                const struct gpa_range range = { image->blocks[i].gpa, image->blocks[i].size };

                if (range_overlaps(&range, gpa, size))
                        return &image->blocks[i];
        }
        return NULL;
}

/*
 * The special pages (secrets, CPUID) have no contents in the file: the security processor fills
 * them at the launch (SNP_LAUNCH_UPDATE, PAGE_TYPE).
 */
int image_add(struct image *image, const char *what, uint64_t gpa, uint64_t size,
              enum igvm_page_data_type type, uint8_t **bytes)
{
        const struct image_block *other = find_overlap(image, gpa, size);
        struct image_block *block = &image->blocks[image->block_count];

        if (size == 0)
                return image_error("%s: empty", what);
        if (other)
                return image_error("%s at 0x%llx overlaps %s", what, (unsigned long long)gpa,
                                   other->what);
        if (image->block_count == IMAGE_MAX_BLOCKS)
                return image_error("%s: too many parts", what);
        *block = (struct image_block){
                .gpa = gpa, .size = page_up(size), .type = type, .what = what
        };
        if (type == IGVM_PAGE_NORMAL) {
                block->bytes = calloc(1, block->size);
                if (!block->bytes)
                        return image_error("%s: out of memory", what);
        }
        image->block_count++;
        if (bytes)
                *bytes = block->bytes;
        return 0;
}

/*
 * The kernel treats the guest's memory by this list before the guest's first instruction (docs/boot.md, "What
 * a guest finds"). A region need not have pages in the file.
 */
int image_add_region(struct image *image, enum params_region_kind kind, uint64_t start,
                     uint64_t size)
{
        struct params_guest *guest = &image->params.guest;

        if (guest->region_count == PARAMS_MAX_REGIONS)
                return image_error("the guest has too many regions");
        image->params.regions[guest->region_count++] =
                (struct params_region){ .start = start, .size = size, .kind = (uint32_t)kind };
        return 0;
}

void image_free(struct image *image)
{
        for (size_t i = 0; i < image->block_count; i++)
                free(image->blocks[i].bytes);
        image->block_count = 0;
}
