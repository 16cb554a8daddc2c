/* tools/image/map/command.c - `cashew image map`: the address space of an image as a page to look at. */
#include "tools/image/map/drawing.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/read/fields.h"
#include "tools/image/read/file.h"
#include "tools/image/read/names.h"

static const char usage[] =
        "usage: cashew image map FILE -o PAGE [--platform NAME] [--as LEVEL]\n"
        "\n"
        "Writes one HTML page that shows the address space of an IGVM file: what each range is,\n"
        "whether it is measured, whose it is after boot, its digest, and the headers it comes\n"
        "from. The page needs no network and no other file.\n"
        "\n"
        "  -o, --output PAGE  where the page goes\n"
        "  --platform NAME    sev-snp, sev-es, sev, native, tdx, cca or vsm; without it the first\n"
        "                     of these that the file has\n"
        "  --as LEVEL         whose rules the file must keep: strict (default), reference or qemu\n";

struct options {
        const char *path;
        const char *output;
        uint32_t platform; /* enum igvm_platform_type */
        bool any_platform;
        enum igvm_level level;
};

/* The platforms in the order in which QEMU prefers them (backends/igvm.c), then the others. */
static const enum igvm_platform_type preference[] = {
        IGVM_PLATFORM_SEV_SNP,       IGVM_PLATFORM_SEV_ES, IGVM_PLATFORM_SEV,
        IGVM_PLATFORM_NATIVE,        IGVM_PLATFORM_TDX,    IGVM_PLATFORM_CCA,
        IGVM_PLATFORM_VSM_ISOLATION,
};

static bool choose_platform(const struct options *options, const struct igvm_file *file,
                            struct map_page *page)
{
        struct image_platforms platforms = image_platforms(file);

        for (size_t i = 0; i < sizeof(preference) / sizeof(preference[0]); i++) {
                page->platform = preference[i];
                page->mask = platforms.masks[page->platform];
                if (page->mask && (options->any_platform || page->platform == options->platform))
                        return true;
        }
        return false;
}

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

static int map(const struct options *options, const struct igvm_file *file)
{
        struct map_owners owners = { 0 };
        struct map_ranges ranges;
        struct map_page page = {
                .name = base_name(options->path),
                .file = file,
                .owners = &owners,
                .ranges = &ranges,
        };
        int failed;

        if (!choose_platform(options, file, &page))
                return image_error("%s: not for that platform", options->path);
        if (page.platform == IGVM_PLATFORM_SEV_SNP)
                map_find_owners(file, page.mask, &owners);
        if (map_collect(file, page.mask, &owners, &ranges))
                return image_error("out of memory");
        failed = write_page(&page, options->output);
        free(ranges.ranges);
        return failed;
}

/* 0: go on; 1: help was asked for; 2: wrong. */
static int read_options(int argc, char **argv, struct options *options)
{
        static const struct option names[] = {
                { "output", required_argument, NULL, 'o' },
                { "platform", required_argument, NULL, 'p' },
                { "as", required_argument, NULL, 'a' },
                { "help", no_argument, NULL, 'h' },
                { NULL, 0, NULL, 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "ho:", names, NULL)) != -1) {
                if (option == 'o')
                        options->output = optarg;
                else if (option == 'h')
                        return 1;
                else if (option == 'p' && image_platform_type(optarg, &options->platform))
                        options->any_platform = false;
                else if (option != 'a' || !image_level(optarg, &options->level))
                        return 2;
        }
        if (optind + 1 != argc || !options->output)
                return 2;
        options->path = argv[optind];
        return 0;
}

int image_command_map(int argc, char **argv)
{
        struct options options = { .level = IGVM_STRICT, .any_platform = true };
        struct image_file file;
        int status = read_options(argc, argv, &options);

        if (status != 0) {
                fputs(usage, status == 1 ? stdout : stderr);
                return status == 1 ? 0 : 2;
        }
        if (image_file_open(options.path, options.level, &file))
                return 1;
        status = map(&options, &file.igvm);
        image_file_close(&file);
        return status;
}
