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
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/read/file.h"

static const char usage[] =
        "usage: cashew image dump FILE [--json] [--registers] [--as LEVEL]\n"
        "       cashew image dump FILE --extract DIR [--force] [--as LEVEL] [HEADER...]\n"
        "\n"
        "Prints the headers of an IGVM file in order: number, offset in the file, type, platforms,\n"
        "and what it says. Pages of the same kind that follow one another are one line.\n"
        "\n"
        "  --json         each header by itself, with all its fields\n"
        "  --registers    every register of a processor's start state that is not zero\n"
        "  --as LEVEL     whose rules the file must keep: strict (default), reference or qemu\n"
        "  --extract DIR  writes pages, processor states, parameters and CoRIM documents to files\n"
        "                 in DIR: of all headers, or of those whose numbers are given\n"
        "  --force        replace files that are there\n"
        "\n"
        "If the file breaks a rule of the format, the headers before the place are shown, the\n"
        "rule is named on standard error, and the exit status is 1.\n";

struct options {
        const char *path;
        enum igvm_level level;
        bool json;
        bool registers;
        struct image_extraction extraction; /* directory NULL: print */
};

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

static int dump(const struct options *options)
{
        struct image_file file;
        char text[256];
        int failed;

        if (image_file_read(options->path, options->level, &file))
                return 1;
        failed = show(options, &file);
        if (!failed && file.error.rule != IGVM_OK) {
                (void)igvm_error_text(&file.error, text, sizeof(text));
                failed = image_error("%s: %s", options->path, text);
        }
        image_file_close(&file);
        return failed;
}

static bool read_index(const char *text, uint32_t *out)
{
        char *end;
        unsigned long value;

        if (*text < '0' || *text > '9')
                return false;
        errno = 0;
        value = strtoul(text, &end, 0);
        *out = (uint32_t)value;
        return errno == 0 && *end == '\0' && value < UINT32_MAX;
}

/* The file, then the headers to extract; they take the place of their texts' pointers in @headers. */
static bool read_arguments(int count, char **arguments, uint32_t *headers, struct options *options)
{
        bool extract = options->extraction.directory != NULL;

        if (count == 0 || (!extract && (count > 1 || options->extraction.force)) ||
            (extract && (options->json || options->registers)))
                return false;
        options->path = arguments[0];
        for (int i = 1; i < count; i++)
                if (!read_index(arguments[i], &headers[i - 1]))
                        return false;
        options->extraction.headers = headers;
        options->extraction.header_count = (size_t)count - 1;
        return true;
}

/* 0: go on; 1: help was asked for; 2: wrong. */
static int read_options(int argc, char **argv, struct options *options)
{
        static const struct option names[] = {
                { "json", no_argument, NULL, 'j' },
                { "registers", no_argument, NULL, 'r' },
                { "as", required_argument, NULL, 'a' },
                { "extract", required_argument, NULL, 'x' },
                { "force", no_argument, NULL, 'f' },
                { "help", no_argument, NULL, 'h' },
                { NULL, 0, NULL, 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", names, NULL)) != -1) {
                if (option == 'j')
                        options->json = true;
                else if (option == 'r')
                        options->registers = true;
                else if (option == 'x')
                        options->extraction.directory = optarg;
                else if (option == 'f')
                        options->extraction.force = true;
                else if (option == 'h')
                        return 1;
                else if (option != 'a' || !image_level(optarg, &options->level))
                        return 2;
        }
        return 0;
}

int image_command_dump(int argc, char **argv)
{
        struct options options = { .level = IGVM_STRICT };
        uint32_t *headers;
        int status = read_options(argc, argv, &options);

        if (status == 1) {
                fputs(usage, stdout);
                return 0;
        }
        headers = calloc((size_t)argc, sizeof(*headers));
        if (!headers)
                return image_error("out of memory");
        if (status == 0 && read_arguments(argc - optind, argv + optind, headers, &options)) {
                status = dump(&options);
        } else {
                fputs(usage, stderr);
                status = 2;
        }
        free(headers);
        return status;
}
