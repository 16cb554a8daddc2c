/*
 * tools/image/show/command.c - `cashew image dump`: every header of a file, for people, as JSON, or its data as files.
 *
 * A file that breaks a rule is shown up to the header that does; the rule follows, and the exit status is 1. Nothing is
 * gathered: what was read is written, and memory does not grow with the file.
 */
#include "tools/image/show/extract.h"
#include "tools/image/show/json.h"
#include "tools/image/show/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"
#include "tools/image/command.h"
#include "tools/image/read/options.h"
#include "tools/image/common/problem.h"
#include "tools/image/common/say.h"
#include "tools/image/read/file.h"

struct options {
        struct operands operands; /* the file, and numbers of headers to extract */
        enum igvm_level level;
        bool json;
        bool registers;
        struct image_extraction extraction; /* directory NULL: print */
};

static const struct option known[] = {
        { "json", NULL, OPTION_FLAG(struct options, json),
          "each header by itself, with all its fields", .excludes = "extract" },
        { "registers", NULL, OPTION_FLAG(struct options, registers),
          "every register of a processor's start state that is not zero", .excludes = "extract" },
        { IMAGE_OPTION_LEVEL(struct options) },
        { "extract", "DIR", OPTION_DIRECTORY(struct options, extraction.directory),
          "writes pages, processor states, parameters and CoRIM documents to files in DIR: of all headers, or of those whose numbers are given" },
        { "force", NULL, OPTION_FLAG(struct options, extraction.force),
          "replace files that are there", .needs = "extract" },
        { 0 },
};

/*
 * A reader that was closed early (a pager, head(1)) shows up when stdout is flushed, and is an error like a
 * full disk.
 */
static int show(const struct options *options, const struct image_file *file)
{
        if (options->extraction.directory)
                return file->igvm.header_count
                               ? image_dump_extract(&file->igvm, &options->extraction)
                               : 0;
        if (options->json)
                image_dump_json(&file->igvm, &file->error);
        else
                image_dump_table(&file->igvm, options->registers);
        if (fflush(stdout) != 0 || ferror(stdout))
                return image_error("standard output: %s", strerror(errno));
        return 0;
}

/*
 * What could be read is shown in front of the complaint: the place where a file breaks is best seen with what
 * is before it.
 */
static int dump(const struct options *options)
{
        const char *path = options->operands.list[0];
        struct image_file file;
        char text[256];
        int failed;

        if (image_file_read(path, options->level, &file))
                return 1;
        failed = show(options, &file);
        if (!failed && file.error.rule != IGVM_OK) {
                image_problem_text(&file.error, file.data, file.size, text, sizeof(text));
                failed = image_error("%s: %s", path, text);
        }
        image_file_close(&file);
        return failed;
}

/*
 * The numbers of headers behind the file. They are `dump --json`'s `index`, from 0; without them everything
 * that has data is extracted.
 */
static int dump_command(void *arguments)
{
        struct options *options = arguments;
        size_t count = options->operands.count - 1;
        uint32_t *headers = calloc(count + 1, sizeof(*headers));
        int status = 0;

        if (!headers)
                return image_error("out of memory");
        if (count && !options->extraction.directory)
                status = command_wrong("image dump", "numbers of headers go with --extract");
        for (size_t i = 0; !status && i < count; i++) {
                const char *text = options->operands.list[i + 1];
                uint64_t number;

                if (!number_read(text, UINT32_MAX - 1, &number))
                        status = command_wrong("image dump", "%s: expected the number of a header",
                                               text);
                else
                        headers[i] = (uint32_t)number;
        }
        options->extraction.headers = headers;
        options->extraction.header_count = count;
        if (!status)
                status = dump(options);
        free(headers);
        return status;
}

const struct command image_command_dump = {
        .name = "dump",
        .summary = "print every header of an IGVM file, and what is wrong with it",
        .description =
                "Prints the headers of an IGVM file in order: number, offset in the file, type, platforms, and "
                "what it says. Pages of the same kind that follow one another are one line.\n\n"
                "If the file breaks a rule of the format, the headers before the place are shown, the rule is "
                "named on standard error, and the exit status is 1.",
        .usage = "FILE [--json] [--registers] [--as LEVEL]\n"
                 "FILE --extract DIR [--force] [--as LEVEL] [HEADER...]",
        .run = dump_command,
        COMMAND_OPTIONS(known, struct options, .level = IGVM_STRICT),
        COMMAND_OPERANDS("FILE [HEADER...]", struct options, 1, SIZE_MAX, NULL),
};
