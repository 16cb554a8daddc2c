/* tools/image/read/pages.c - see pages.h. */
#include "tools/image/read/pages.h"

/* `header_count` is how many headers the reader got through: all of them, if the file is right. */
struct image_walk image_walk(const struct igvm_file *file)
{
        return (struct image_walk){ igvm_iterate(file), file->header_count };
}

bool image_walk_header(struct image_walk *walk, struct igvm_header *out)
{
        return walk->next.index < walk->end && igvm_next(&walk->next, out);
}

/*
 * A run shares what a line can say once: platforms, flags, type, and whether there is file data at
 * all.
 */
static bool takes(const struct image_pages *pages, const struct igvm_page_data *page)
{
        return page->gpa == pages->page.gpa + pages->size &&
               page->compatibility_mask == pages->page.compatibility_mask &&
               page->flags == pages->page.flags && page->data_type == pages->page.data_type &&
               !page->file_offset == !pages->page.file_offset;
}

/*
 * @walk moves behind each header that joins the run; @ahead has looked one further, at the one that ends it.
 */
bool image_walk_pages(struct image_walk *walk, struct image_pages *out)
{
        struct image_walk ahead;
        struct igvm_header header;
        struct igvm_page_data page;

        *out = (struct image_pages){ 0 };
        if (!image_walk_header(walk, &out->first))
                return false;
        if (out->first.type != IGVM_PAGE_DATA)
                return true;
        igvm_body(&out->first, &out->page, sizeof(out->page));
        out->count = 1;
        out->size = igvm_page_size(&out->page);
        for (ahead = *walk; image_walk_header(&ahead, &header); *walk = ahead) {
                if (header.type != IGVM_PAGE_DATA)
                        break;
                igvm_body(&header, &page, sizeof(page));
                if (!takes(out, &page))
                        break;
                out->count++;
                out->size += igvm_page_size(&page);
        }
        return true;
}
