/* tools/image/map/ranges.c - what a file does with each range of memory on one platform. */
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "lib/snp/vmsa.h"
#include "tools/image/map/drawing.h"
#include "tools/image/read/pages.h"
#include "tools/image/read/registers.h"

/*
 * The ranges of one platform while headers are walked: at most one is open, the last, and only runs of page
 * data can grow.
 */
struct collection {
        const struct igvm_file *file;
        uint32_t mask;
        const struct map_owners *owners;
        struct image_platforms platforms;
        struct map_range *ranges;
        size_t count;
        size_t capacity;
        EVP_MD_CTX *pages; /* digests of the pages of the last range, if it is of pages */
        bool open;         /* the last range may still grow */
        uint8_t zero_page[IGVM_DIGEST_SIZE];
};

/* The list may move when it grows: who keeps a range keeps its index. */
static struct map_range *new_range(struct collection *collection)
{
        struct map_range *larger;

        if (collection->count == collection->capacity) {
                size_t capacity = collection->capacity ? collection->capacity * 2 : 64;

                larger = realloc(collection->ranges, capacity * sizeof(*larger));
                if (!larger)
                        return NULL;
                collection->ranges = larger;
                collection->capacity = capacity;
        }
        return &collection->ranges[collection->count++];
}

/* The digest of one page is that of its bytes; only of several it is one of digests. */
static void close_range(struct collection *collection)
{
        struct map_range *range;

        if (!collection->open)
                return;
        collection->open = false;
        range = &collection->ranges[collection->count - 1];
        if (range->has_digest && range->size != IGVM_PAGE_SIZE)
                if (EVP_DigestFinal_ex(collection->pages, range->digest, NULL) != 1)
                        abort();
}

/* A range that nothing may join; add_page() opens it for those that may follow. NULL: no memory. */
static struct map_range *add_range(struct collection *collection, const struct igvm_header *header,
                                   enum map_kind kind, uint64_t gpa, uint64_t size)
{
        struct map_range *range;

        close_range(collection);
        range = new_range(collection);
        if (range)
                *range = (struct map_range){
                        .gpa = gpa,
                        .size = size,
                        .kind = kind,
                        .owner = map_owner_of(collection->owners, gpa, size),
                        .first_header = header->index,
                        .last_header = header->index,
                        .header_count = 1,
                        .offset = header->offset,
                };
        return range;
}

/*
 * By what the security processor makes of a page (PAGE_TYPE of SNP_LAUNCH_UPDATE), then by what the
 * file has for it.
 */
static enum map_kind kind_of(const struct igvm_page_data *page)
{
        if (page->data_type == IGVM_PAGE_SECRETS)
                return MAP_SECRETS;
        if (page->data_type != IGVM_PAGE_NORMAL)
                return MAP_CPUID;
        if (page->flags & IGVM_PAGE_SHARED)
                return MAP_SHARED;
        if (page->flags & IGVM_PAGE_UNMEASURED)
                return MAP_UNMEASURED;
        return page->file_offset ? MAP_NORMAL : MAP_ZERO;
}

/* @range's digest is the last page's, until close_range() puts that of all pages in its place. */
static void hash_pages(struct collection *collection, struct map_range *range,
                       const struct igvm_page_data *page)
{
        const uint8_t *bytes = igvm_data(collection->file, page->file_offset);

        for (uint64_t at = 0; at < igvm_page_size(page); at += IGVM_PAGE_SIZE) {
                if (bytes)
                        sha384(bytes + at, IGVM_PAGE_SIZE, range->digest);
                else
                        memcpy(range->digest, collection->zero_page, IGVM_DIGEST_SIZE);
                if (EVP_DigestUpdate(collection->pages, range->digest, IGVM_DIGEST_SIZE) != 1)
                        abort();
        }
}

/* A range is of one kind and one owner, without a gap. */
static bool continues(const struct collection *collection, const struct igvm_page_data *page)
{
        const struct map_range *last = &collection->ranges[collection->count - 1];

        return collection->open && last->kind == kind_of(page) &&
               page->gpa == last->gpa + last->size &&
               last->owner == map_owner_of(collection->owners, page->gpa, igvm_page_size(page));
}

/*
 * A page joins the open range, or opens one. SECRETS and CPUID pages have no digest: the security processor
 * fills them.
 */
static bool add_page(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_page_data page;
        struct map_range *range;

        igvm_body(header, &page, sizeof(page));
        if (collection->open && continues(collection, &page)) {
                range = &collection->ranges[collection->count - 1];
                range->size += igvm_page_size(&page);
                range->last_header = header->index;
                range->header_count++;
        } else {
                range = add_range(collection, header, kind_of(&page), page.gpa,
                                  igvm_page_size(&page));
                if (!range)
                        return false;
                collection->open = true;
                range->has_digest = range->kind != MAP_SECRETS && range->kind != MAP_CPUID;
                if (EVP_DigestInit_ex(collection->pages, EVP_sha384(), NULL) != 1)
                        abort();
        }
        if (range->has_digest)
                hash_pages(collection, range, &page);
        return true;
}

/* What the loader writes there is not in the file, so there is no digest of it. */
static bool add_insert(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;

        igvm_body(header, &insert, sizeof(insert));
        return !igvm_find_area(collection->file, insert.parameter_area_index, &area) ||
               add_range(collection, header, MAP_PARAMETERS, insert.gpa, area.number_of_bytes);
}

/* A save area fills a page and belongs to the VMPL that it starts; other platforms have registers and no memory. */
static bool add_context(struct collection *collection, const struct igvm_header *header)
{
        uint8_t page[IGVM_PAGE_SIZE] = { 0 };
        struct image_registers state;
        struct igvm_vp_context context;
        struct map_range *range;

        igvm_body(header, &context, sizeof(context));
        image_registers(collection->file, &collection->platforms, &context, &state);
        if (!state.form || strcmp(state.form, "vmsa") != 0)
                return true;
        range = add_range(collection, header, MAP_SAVE_AREA, context.gpa, IGVM_PAGE_SIZE);
        if (!range)
                return false;
        range->owner = (enum map_owner)state.bytes[offsetof(struct vmsa, vmpl)];
        if (range->owner > 3)
                range->owner = MAP_OWNER_UNKNOWN;
        memcpy(page, state.bytes, sizeof(struct vmsa));
        sha384(page, sizeof(page), range->digest);
        range->has_digest = true;
        return true;
}

/*
 * The rest is no memory with contents but something said about memory: it gets no digest, and never joins
 * with its neighbour.
 */
static bool add_required(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        return add_range(collection, header, MAP_REQUIRED, memory.gpa, memory.number_of_bytes);
}

static bool add_error_range(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_error_range range;

        igvm_body(header, &range, sizeof(range));
        return add_range(collection, header, MAP_ERROR_RANGE, range.gpa, range.size_bytes);
}

/* Where the file has it; a loader may move it. */
static bool add_relocatable(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_relocatable_region region;

        igvm_body(header, &region, sizeof(region));
        return add_range(collection, header, MAP_RELOCATABLE, region.relocation_region_gpa,
                         region.relocation_region_size);
}

static bool add_page_tables(struct collection *collection, const struct igvm_header *header)
{
        struct igvm_page_table_relocation tables;

        igvm_body(header, &tables, sizeof(tables));
        return add_range(collection, header, MAP_PAGE_TABLES, tables.gpa, tables.size);
}

/* One function for a type that is about memory; all others say nothing about it. */
static bool add_header(struct collection *collection, const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_PAGE_DATA:
                return add_page(collection, header);
        case IGVM_PARAMETER_INSERT:
                return add_insert(collection, header);
        case IGVM_VP_CONTEXT:
                return add_context(collection, header);
        case IGVM_REQUIRED_MEMORY:
                return add_required(collection, header);
        case IGVM_ERROR_RANGE:
                return add_error_range(collection, header);
        case IGVM_RELOCATABLE_REGION:
                return add_relocatable(collection, header);
        case IGVM_PAGE_TABLE_RELOCATION:
                return add_page_tables(collection, header);
        default:
                return true;
        }
}

/* At one address in the order of the file: claims may be about the memory of others. */
static int by_address(const void *left, const void *right)
{
        const struct map_range *a = left;
        const struct map_range *b = right;

        if (a->gpa != b->gpa)
                return a->gpa < b->gpa ? -1 : 1;
        return a->first_header < b->first_header ? -1 : a->first_header > b->first_header;
}

/* Pages of zeros are hashed once, not as often as they are there. */
static bool collect(struct collection *collection)
{
        static const uint8_t zeros[IGVM_PAGE_SIZE];
        struct image_walk walk = image_walk(collection->file);
        struct igvm_header header;

        sha384(zeros, sizeof(zeros), collection->zero_page);
        while (image_walk_header(&walk, &header))
                if (header.known && (igvm_mask(&header) & collection->mask) &&
                    !add_header(collection, &header))
                        return false;
        close_range(collection);
        return true;
}

/* After a failure @out is as it was. */
int map_collect(const struct igvm_file *file, uint32_t mask, const struct map_owners *owners,
                struct map_ranges *out)
{
        struct collection collection = {
                .file = file,
                .mask = mask,
                .owners = owners,
                .platforms = image_platforms(file),
                .pages = EVP_MD_CTX_new(),
        };
        bool good = collection.pages && collect(&collection);

        EVP_MD_CTX_free(collection.pages);
        if (!good) {
                free(collection.ranges);
                return -ENOMEM;
        }
        if (collection.count)
                qsort(collection.ranges, collection.count, sizeof(*collection.ranges), by_address);
        *out = (struct map_ranges){ collection.ranges, collection.count };
        return 0;
}
