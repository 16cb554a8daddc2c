/*
 * fuzz/image/view.c - the table, JSON and map of an IGVM file, given anything, at every level of strictness.
 *
 * A file that is refused is shown up to the place. Whatever is in the file, the map has the elements of its template and no
 * other script.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/igvm/seal.h"
#include "lib/igvm/hosted.h"
#include "tools/image/show/json.h"
#include "tools/image/show/table.h"
#include "tools/image/read/fields.h"
#include "tools/image/map/drawing.h"
#include "tools/image/read/pages.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is printed is of no interest here. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        (void)argc;
        (void)argv;
        return freopen("/dev/null", "w", stdout) ? 0 : -1;
}

static unsigned int count(const char *text, const char *what)
{
        unsigned int found = 0;

        for (text = strstr(text, what); text; text = strstr(text + 1, what))
                found++;
        return found;
}

static void check_page(const struct map_page *page)
{
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);

        if (!out)
                return;
        map_write_page(page, out);
        if (fclose(out) != 0 || strlen(text) != size || count(text, "{{") != 0 ||
            count(text, "<script") != count(map_template, "<script") ||
            count(text, "</script") != count(map_template, "</script"))
                abort();
        free(text);
}

static void draw(const struct igvm_file *file, enum igvm_platform_type platform, uint32_t mask)
{
        struct map_owners owners = { 0 };
        struct map_ranges ranges;
        const struct map_page page = {
                .name = "fuzz",
                .file = file,
                .platform = platform,
                .mask = mask,
                .owners = &owners,
                .ranges = &ranges,
        };

        if (platform == IGVM_PLATFORM_SEV_SNP)
                map_find_owners(file, mask, &owners);
        if (map_collect(file, mask, &owners, &ranges))
                return;
        check_page(&page);
        free(ranges.ranges);
}

static void view(const uint8_t *data, size_t size, enum igvm_level level)
{
        struct igvm_workspace workspace;
        struct image_platforms platforms;
        struct igvm_file file = { 0 };
        struct igvm_error error = { 0 };
        bool good;

        if (igvm_workspace_allocate(&workspace, data, size))
                return;
        good = igvm_open(&file, data, size, level, &workspace, &error) == IGVM_OK;
        image_dump_table(&file, true);
        image_dump_json(&file, &error);
        platforms = image_platforms(&file);
        for (uint32_t type = 0; good && type <= IGVM_PLATFORM_CCA; type++)
                if (platforms.masks[type] && igvm_is_quick(&file))
                        draw(&file, type, platforms.masks[type]);
        igvm_workspace_free(&workspace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        igvm_at_each_level(data, size, view);
        return 0;
}
