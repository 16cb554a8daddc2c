/* tools/image/convert/command.c - `cashew image convert`: the command line, and the order of the work. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"
#include "tools/image/read/names.h"

static const char usage[] =
        "usage: cashew image convert IN.igvm... [OPTIONS] -o OUT.igvm\n"
        "\n"
        "Several files for different platforms become one.\n"
        "\n"
        "  --keep PLATFORM    keeps this platform and those of other --keep alone\n"
        "  --drop PLATFORM    drops a platform\n"
        "  --format 1|2       the version of the format; without it, that of the files\n"
        "  --sort             directives in the order in which QEMU and KVM measure the\n"
        "                     same as other readers; the launch digest may change\n"
        "  -o, --output FILE  where the file goes\n"
        "\n"
        "PLATFORM is native, vsm, sev-snp, tdx, sev, sev-es or cca. The launch digest for\n"
        "SEV-SNP stays as it was, or nothing is written; with --sort both are printed.\n";

static int wrong_usage(const char *reason)
{
        return 1 + image_wrong_usage("convert", reason);
}

static int take_platform(const char *name, uint32_t *types)
{
        uint32_t type;

        if (!image_platform_type(name, &type)) {
                fprintf(stderr, "cashew image convert: no platform '%s'; see --help\n", name);
                return 1 + 2;
        }
        *types |= UINT32_C(1) << type;
        return 0;
}

static int take_version(const char *text, uint32_t *version)
{
        if (strcmp(text, "1") != 0 && strcmp(text, "2") != 0)
                return wrong_usage("--format is 1 or 2");
        *version = (uint32_t)(text[0] - '0');
        return 0;
}

static int take_option(struct image_convert_options *options, int option)
{
        switch (option) {
        case 'k':
                return take_platform(optarg, &options->kept);
        case 'd':
                return take_platform(optarg, &options->dropped);
        case 'f':
                return take_version(optarg, &options->version);
        case 's':
                options->sort = true;
                return 0;
        case 'o':
                options->output = optarg;
                return 0;
        case 'h':
                fputs(usage, stdout);
                return 1;
        default:
                return 1 + 2;
        }
}

/* 0 to go on, else the exit status plus one. */
static int parse_options(int argc, char **argv, struct image_convert_options *out)
{
        static const struct option long_options[] = {
                { "keep", required_argument, NULL, 'k' },
                { "drop", required_argument, NULL, 'd' },
                { "format", required_argument, NULL, 'f' },
                { "sort", no_argument, NULL, 's' },
                { "output", required_argument, NULL, 'o' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        *out = (struct image_convert_options){ 0 };
        while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1) {
                int status = take_option(out, option);

                if (status != 0)
                        return status;
        }
        out->paths = argv + optind;
        out->path_count = argc - optind;
        if (out->path_count == 0 || !out->output)
                return wrong_usage("an input and -o are needed");
        if (out->path_count > IMAGE_MAX_INPUTS)
                return wrong_usage("more files than there are platforms");
        return 0;
}

static int put_together(struct image_conversion *conversion)
{
        uint32_t area = 0;

        for (int i = 0; i < conversion->input_count; i++) {
                struct image_items items = { 0 };

                if (image_convert_load(&conversion->inputs[i], conversion->renumber, &area,
                                       &items) ||
                    image_convert_merge(&conversion->items, &items)) {
                        image_items_free(&items);
                        return 1;
                }
        }
        if (conversion->options->sort && image_convert_sort(&conversion->items))
                return 1;
        return image_items_write(&conversion->items, &conversion->format,
                                 conversion->options->output, &conversion->out);
}

static int save(const struct image_conversion *conversion)
{
        const struct file *out = &conversion->out;
        const char *name = conversion->options->output;
        int error = file_write(name, out->data, out->size);

        if (error)
                return image_error("%s: %s", name, strerror(-error));
        fprintf(stderr, "cashew image: %s: %zu bytes, %u headers\n", name, out->size,
                conversion->result.header_count);
        return 0;
}

static int convert(struct image_conversion *conversion)
{
        const struct image_convert_options *options = conversion->options;

        for (int i = 0; i < options->path_count; i++) {
                struct image_input *input = &conversion->inputs[conversion->input_count];

                input->path = options->paths[i];
                if (image_file_open(input->path, IGVM_STRICT, &input->file))
                        return 1;
                conversion->input_count++;
        }
        return image_convert_choose_format(conversion) ||
               image_convert_choose_platforms(conversion) || put_together(conversion) ||
               image_convert_check(conversion) || save(conversion);
}

int image_command_convert(int argc, char **argv)
{
        static struct image_conversion conversion;
        struct image_convert_options options;
        int status = parse_options(argc, argv, &options);

        if (status != 0)
                return status - 1;
        conversion = (struct image_conversion){ .options = &options };
        status = convert(&conversion);
        for (int i = 0; i < conversion.input_count; i++)
                image_file_close(&conversion.inputs[i].file);
        igvm_workspace_free(&conversion.workspace);
        image_items_free(&conversion.items);
        file_free(&conversion.out);
        return status;
}
