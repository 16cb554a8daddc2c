/*
 * tools/image/build/memory/flat.c - a flat 64-bit guest: a static program whose physical addresses are its own, and behind it the
 * memory that docs/boot.md promises such a guest.
 */
#include "lib/base/address.h"
#include "tools/image/build/memory/layout.h"

#define PAGE_TABLES_SIZE (10 * PAGE_SIZE) /* lib/params/block.h: page_tables */
#define STACK_SIZE       (16 * PAGE_SIZE)

/* Appends a region and moves *@at behind it. */
static int append(struct image *image, enum params_region_kind kind, uint64_t size, uint64_t *at)
{
        uint64_t start = *at;

        *at += size;
        return image_add_region(image, kind, start, size);
}

/*
 * The stack grows down towards the page tables from where the calling area begins. None of these regions has
 * pages in the file: VMPL0 makes them. The region of kind MEMORY has no bounds: all that the host's map has
 * besides.
 */
int image_add_flat(struct image *image, const char *path)
{
        struct params_guest *guest = &image->params.guest;
        struct image_program program;
        uint64_t at;

        if (image_add_program(image, path, 0, &program) ||
            image_add_region(image, PARAMS_REGION_IMAGE, program.start,
                             program.end - program.start))
                return 1;
        guest->kind = PARAMS_GUEST_FLAT;
        guest->vmpl = IMAGE_GUEST_VMPL;
        guest->entry = program.entry;
        guest->page_tables = program.end;
        guest->stack = program.end + PAGE_TABLES_SIZE + STACK_SIZE;
        at = program.end;
        return append(image, PARAMS_REGION_ZERO, PAGE_TABLES_SIZE + STACK_SIZE, &at) ||
               append(image, PARAMS_REGION_CAA, PAGE_SIZE, &at) ||
               append(image, PARAMS_REGION_SECRETS, PAGE_SIZE, &at) ||
               append(image, PARAMS_REGION_CPUID, PAGE_SIZE, &at) ||
               image_add_region(image, PARAMS_REGION_MEMORY, 0, 0);
}
