/* tools/image/convert/command.c - `cashew image convert`: the command line, and the order of the work. */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "tools/image/command.h"
#include "tools/image/read/options.h"
#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"

static const struct word versions[] = { { "1", 1 }, { "2", 2 } };
static const struct words version_words = WORDS(versions);

#define INTO(kind, member) OPTION_##kind(struct image_convert_options, member)

/* The words of --keep and --drop become bits by enum igvm_platform_type. */
static const struct option known[] = {
        { "keep", "PLATFORM", INTO(WORD_SET, kept),
          "keeps this platform and those of other --keep alone", .words = &image_platform_words },
        { "drop", "PLATFORM", INTO(WORD_SET, dropped), "drops a platform",
          .words = &image_platform_words },
        { "format", NULL, INTO(WORD, version),
          "the version of the format; without it, that of the files", .words = &version_words },
        { "sort", NULL, INTO(FLAG, sort),
          "directives in the order in which QEMU and KVM measure the same as other readers; the launch digest may change" },
        { "as", "LEVEL", OPTION_WORD(struct image_convert_options, level),
          "whose rules the files must keep that are read; what is written keeps the strict ones",
          .words = &image_level_words },
        { IMAGE_OPTION_OUTPUT(struct image_convert_options, "FILE", "where the file goes") },
        { 0 },
};

/*
 * File by file: each one's headers become items, and join those that are there. Items point into the mapped
 * files, which stay open until the result is written.
 */
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

/* After all checks: the file appears whole, or not at all (file_write()). */
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

/* Inputs are counted as they open, so that what is open can be closed when a later one fails. */
static int convert(struct image_conversion *conversion)
{
        const struct image_convert_options *options = conversion->options;

        for (size_t i = 0; i < options->operands.count; i++) {
                struct image_input *input = &conversion->inputs[conversion->input_count];

                input->path = options->operands.list[i];
                if (image_file_open(input->path, options->level, &input->file))
                        return 1;
                conversion->input_count++;
        }
        return image_convert_choose_format(conversion) ||
               image_convert_choose_platforms(conversion) || put_together(conversion) ||
               image_convert_check(conversion) || save(conversion);
}

/* Static and set anew; everything that a conversion owns ends here, failed or not. */
static int convert_command(void *arguments)
{
        static struct image_conversion conversion;
        int status;

        conversion = (struct image_conversion){ .options = arguments };
        status = convert(&conversion);
        for (int i = 0; i < conversion.input_count; i++)
                image_file_close(&conversion.inputs[i].file);
        igvm_workspace_free(&conversion.workspace);
        image_items_free(&conversion.items);
        file_free(&conversion.out);
        return status;
}

const struct command image_command_convert = {
        .name = "convert",
        .summary = "merge IGVM files, drop platforms, change the format's version",
        .description =
                "Several files for different platforms become one. The launch digest for SEV-SNP stays as it "
                "was, or nothing is written; with --sort both are printed. With --as a file that others accept "
                "becomes one that keeps the strict rules, where dropping what is for no platform is enough.",
        .run = convert_command,
        COMMAND_OPTIONS(known, struct image_convert_options, .level = IGVM_STRICT),
        COMMAND_OPERANDS("FILE...", struct image_convert_options, 1, IMAGE_MAX_INPUTS, NULL),
};
