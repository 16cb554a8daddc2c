/* tools/image/read/pages.h - page data headers that people see as one: alike in all but where they lie. */
#ifndef TOOLS_IMAGE_READ_PAGES_H
#define TOOLS_IMAGE_READ_PAGES_H

#include "lib/igvm/reader.h"

/* Consecutive headers for consecutive memory. */
struct image_pages {
        struct igvm_header first;
        struct igvm_page_data page; /* of the first header */
        uint32_t count;             /* headers; 0: @first is not PAGE_DATA */
        uint64_t size;              /* bytes of memory */
};

/* A walk over the headers that may be looked at: of a broken file, those in front of the place. */
struct image_walk {
        struct igvm_iterator next;
        uint32_t end; /* index */
};
struct image_walk image_walk(const struct igvm_file *file);

/* The next header of any type; false at the end. */
__attribute__((warn_unused_result)) bool image_walk_header(struct image_walk *walk,
                                                           struct igvm_header *out);

/* The next header, with those behind it if it begins a run of page data; false at the end. */
__attribute__((warn_unused_result)) bool image_walk_pages(struct image_walk *walk,
                                                          struct image_pages *out);

#endif
