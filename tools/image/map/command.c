/* tools/image/map/command.c - `cashew image map`: the address space of an image as a page to look at. */
#include "tools/image/map/drawing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/read/options.h"
#include "tools/image/common/say.h"
#include "tools/image/read/fields.h"
#include "tools/image/read/file.h"

struct options {
        struct operands operands;
        const char *output;
        unsigned int platform; /* enum igvm_platform_type, or ANY_PLATFORM */
        enum igvm_level level;
};

#define ANY_PLATFORM UINT32_MAX

static const struct option known[] = {
        { IMAGE_OPTION_OUTPUT(struct options, "PAGE", "where the page goes") },
        { "platform", "NAME", OPTION_WORD(struct options, platform),
          "whose memory; without it, that of the first of sev-snp, sev-es, sev, native, tdx, cca and vsm that the file has",
          .words = &image_platform_words },
        { IMAGE_OPTION_LEVEL(struct options) },
        { 0 },
};

/* The platforms in the order in which QEMU prefers them (backends/igvm.c), then the others. */
static const enum igvm_platform_type preference[] = {
        IGVM_PLATFORM_SEV_SNP,       IGVM_PLATFORM_SEV_ES, IGVM_PLATFORM_SEV,
        IGVM_PLATFORM_NATIVE,        IGVM_PLATFORM_TDX,    IGVM_PLATFORM_CCA,
        IGVM_PLATFORM_VSM_ISOLATION,
};

/*
 * The platform that was asked for, or the first by preference. A page shows one: each has memory of its own.
 */
static bool choose_platform(const struct options *options, const struct igvm_file *file,
                            struct map_page *page)
{
        struct image_platforms platforms = image_platforms(file);

        for (size_t i = 0; i < sizeof(preference) / sizeof(preference[0]); i++) {
                page->platform = preference[i];
                page->mask = platforms.masks[page->platform];
                if (page->mask &&
                    (options->platform == ANY_PLATFORM || page->platform == options->platform))
                        return true;
        }
        return false;
}

/*
 * Buffered output fails late: at any write, or when the last of it is flushed. A page that is not whole
 * stays, with an error.
 */
static int write_page(const struct map_page *page, const char *path)
{
        FILE *out = fopen(path, "we");
        int failed;

        if (!out)
                return image_error("%s: %s", path, strerror(errno));
        map_write_page(page, out);
        failed = ferror(out);
        if (fclose(out) != 0 || failed)
                return image_error("%s: %s", path, strerror(errno));
        return 0;
}

static const char *base_name(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

/* Owners are known for SEV-SNP alone, which has VMPLs. @ranges is the only thing here that is allocated. */
static int map(const struct options *options, const struct igvm_file *file)
{
        const char *path = options->operands.list[0];
        struct map_owners owners = { 0 };
        struct map_ranges ranges;
        struct map_page page = {
                .name = base_name(path),
                .file = file,
                .owners = &owners,
                .ranges = &ranges,
        };
        int failed;

        if (!choose_platform(options, file, &page))
                return image_error("%s: not for that platform", path);
        if (page.platform == IGVM_PLATFORM_SEV_SNP)
                map_find_owners(file, page.mask, &owners);
        if (map_collect(file, page.mask, &owners, &ranges))
                return image_error("out of memory");
        failed = write_page(&page, options->output);
        free(ranges.ranges);
        return failed;
}

/* A file whose areas nobody could measure is refused when it is opened: the page has the launch digest. */
static int map_command(void *arguments)
{
        const struct options *options = arguments;
        struct image_file file;
        int status;

        if (image_file_open(options->operands.list[0], options->level, &file))
                return 1;
        status = map(options, &file.igvm);
        image_file_close(&file);
        return status;
}

const struct command image_command_map = {
        .name = "map",
        .summary = "draw the address space of an IGVM file as an HTML page",
        .description =
                "Writes one HTML page that shows the address space of an IGVM file: what each range is, "
                "whether it is measured, whose it is after boot, its digest, and the headers it comes from. "
                "The page needs no network and no other file.",
        .run = map_command,
        COMMAND_OPTIONS(known, struct options, .platform = ANY_PLATFORM, .level = IGVM_STRICT),
        COMMAND_OPERANDS("FILE", struct options, 1, 1, NULL),
};
