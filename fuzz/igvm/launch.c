/*
 * fuzz/igvm/launch.c - the pages of a launch, by both loaders, of any file that a level accepts: they end, lie in the file, and are
 * the same ones in another order, but for shared pages.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/igvm/seal.h"
#include "lib/igvm/launch.h"

#define MOST_PAGES 65536 /* of a launch, looked at */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What both loaders must agree on. */
struct sums {
        uint64_t pages;
        uint64_t headers; /* the sum of their indexes */
        bool complete;
};

/* Reads what it is given, so that a sanitizer sees a byte outside. */
static void check_page(const struct igvm_file *file, const struct igvm_launch_page *page)
{
        static volatile uint8_t last;

        if (page->type < SNP_PAGE_NORMAL || page->type > SNP_PAGE_CPUID ||
            page->header >= file->header_count || page->contents_size > IGVM_PAGE_SIZE)
                abort();
        if (!page->contents)
                return;
        if (page->contents < file->data ||
            page->contents_size > (size_t)(file->data + file->size - page->contents))
                abort();
        last = page->contents[page->contents_size - 1];
        (void)last;
}

static struct sums follow(const struct igvm_file *file, uint32_t mask, enum igvm_loader loader)
{
        struct igvm_launch launch = igvm_launch_start(file, mask, loader);
        struct igvm_launch_page page;
        struct sums sums = { 0 };

        while (sums.pages < MOST_PAGES) {
                if (!igvm_launch_next(&launch, &page)) {
                        sums.complete = true;
                        return sums;
                }
                check_page(file, &page);
                sums.pages++;
                sums.headers += page.header;
        }
        return sums;
}

/* QEMU's loader takes shared pages too. */
static void add_shared(const struct igvm_file *file, uint32_t mask, struct sums *sums)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;
        struct igvm_page_data page;
        uint64_t count;

        while (igvm_next(&iterator, &header)) {
                if (!header.known || header.type != IGVM_PAGE_DATA || !(igvm_mask(&header) & mask))
                        continue;
                igvm_body(&header, &page, sizeof(page));
                count = igvm_page_size(&page) / IGVM_PAGE_SIZE;
                if (!(page.flags & IGVM_PAGE_SHARED))
                        continue;
                sums->pages += count;
                sums->headers += count * header.index;
        }
}

static void follow_both(const struct igvm_file *file, enum igvm_level level)
{
        uint32_t mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);
        struct sums format = follow(file, mask, IGVM_LOADER_FORMAT);
        struct sums qemu = follow(file, mask, IGVM_LOADER_QEMU);

        /* Only the strict level has one save area for each vCPU. */
        if (level != IGVM_STRICT || !format.complete || !qemu.complete)
                return;
        add_shared(file, mask, &format);
        if (format.pages != qemu.pages || format.headers != qemu.headers)
                abort();
}

static void try_file(const uint8_t *data, size_t size)
{
        static struct igvm_range ranges[4096];
        static struct igvm_area areas[1024];
        struct igvm_workspace workspace = { ranges, 4096, areas, 1024 };
        struct igvm_error error;
        struct igvm_file file;

        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                if (igvm_open(&file, data, size, (enum igvm_level)level, &workspace, &error) ==
                    IGVM_OK)
                        follow_both(&file, (enum igvm_level)level);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        uint8_t *copy = igvm_sealed_copy(data, size);

        if (!copy)
                return 0;
        try_file(copy, size);
        free(copy);
        return 0;
}
