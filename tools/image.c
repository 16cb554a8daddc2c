/* tools/image.c - `cashew image`: the subcommands, and blocks of an image. */
#include "tools/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "tools/command.h"

static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
} subcommands[] = {
        { "build", image_command_build },     { "convert", image_command_convert },
        { "dump", image_command_dump },       { "map", image_command_map },
        { "measure", image_command_measure }, { "sign", image_command_sign },
        { "verify", image_command_verify },
};

static const char usage[] =
        "usage: cashew image build OPTIONS -o FILE\n"
        "       cashew image convert IN... [OPTIONS] -o OUT\n"
        "       cashew image dump FILE [OPTIONS]\n"
        "       cashew image map FILE -o PAGE [OPTIONS]\n"
        "       cashew image measure FILE [--vs OTHER] [--loader format|qemu] [--explain] [--json]\n"
        "       cashew image sign FILE --id-key KEY [OPTIONS] -o FILE\n"
        "       cashew image verify FILE [OPTIONS]\n"
        "\n"
        "  build    lays out an IGVM file\n"
        "  convert  merges IGVM files, drops platforms, changes the format's version\n"
        "  dump     prints every header of an IGVM file, and what is wrong with it\n"
        "  map      draws the address space of an IGVM file as an HTML page\n"
        "  measure  prints the SEV-SNP launch digest of an IGVM file\n"
        "  sign     puts a signed SEV-SNP ID block into an IGVM file\n"
        "  verify   checks an IGVM file, and the ID block in it\n"
        "\n"
        "`cashew image SUBCOMMAND --help` says more.\n";

int command_image(int argc, char **argv)
{
        if (argc < 2) {
                fputs(usage, stderr);
                return 2;
        }
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
                fputs(usage, stdout);
                return 0;
        }
        for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++)
                if (strcmp(argv[1], subcommands[i].name) == 0)
                        return subcommands[i].run(argc - 1, argv + 1);
        fprintf(stderr, "cashew image: no subcommand '%s'; see `cashew image --help`\n", argv[1]);
        return 2;
}

int image_error(const char *format, ...)
{
        char text[512];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        return command_error("image", "%s", text);
}

int image_wrong_usage(const char *subcommand, const char *reason)
{
        fprintf(stderr, "cashew image %s: %s; see --help\n", subcommand, reason);
        return 2;
}

int image_read_file(const char *path, struct file *out)
{
        int error = file_read(path, out);

        return error ? image_error("%s: %s", path, strerror(-error)) : 0;
}

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
