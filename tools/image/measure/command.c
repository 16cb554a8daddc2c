/* tools/image/measure/command.c - `cashew image measure`: the launch digest, where it comes from, and where two images part. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/read/file.h"
#include "tools/image/launch/compare.h"
#include "tools/image/measure/explain.h"

static const char usage[] =
        "usage: cashew image measure FILE [--loader format|qemu] [--explain] [--json] [--as LEVEL]\n"
        "       cashew image measure FILE --vs OTHER [--loader format|qemu] [--json] [--as LEVEL]\n"
        "\n"
        "Prints the SEV-SNP launch digest of an IGVM file as 96 hexadecimal digits: the\n"
        "MEASUREMENT of every attestation report of a machine that was started from it.\n"
        "\n"
        "  --loader format  pages in the order of the file (this is the default)\n"
        "  --loader qemu    pages in the order of QEMU 10.1 and newer on KVM\n"
        "  --explain        the digest after every page\n"
        "  --vs OTHER       the first page in which two images part, with exit status 1;\n"
        "                   0 if there is none\n"
        "  --json           the same as JSON\n"
        "  --as LEVEL       whose rules the files must keep: strict (default), reference or qemu\n"
        "\n"
        "If QEMU's digest is another than the file order's, standard error says why.\n";

struct options {
        const char *path;
        const char *other; /* NULL: none to compare with */
        enum igvm_loader loader;
        enum igvm_level level;
        bool explain;
        bool json;
};

static const char *loader_name(enum igvm_loader loader)
{
        return loader == IGVM_LOADER_QEMU ? "qemu" : "format";
}

/* 0: go on; otherwise the exit status plus one. */
static int wrong_usage(void)
{
        fputs(usage, stderr);
        return 1 + 2;
}

static int take_option(struct options *options, int option)
{
        switch (option) {
        case 'l':
                return image_loader_read(optarg, &options->loader) ? 0 : wrong_usage();
        case 'a':
                return image_level(optarg, &options->level) ? 0 : wrong_usage();
        case 'e':
                options->explain = true;
                return 0;
        case 'v':
                options->other = optarg;
                return 0;
        case 'j':
                options->json = true;
                return 0;
        case 'h':
                fputs(usage, stdout);
                return 1;
        default:
                return wrong_usage();
        }
}

static int parse_options(int argc, char **argv, struct options *out)
{
        static const struct option long_options[] = {
                { "loader", required_argument, NULL, 'l' },
                { "explain", no_argument, NULL, 'e' },
                { "vs", required_argument, NULL, 'v' },
                { "json", no_argument, NULL, 'j' },
                { "as", required_argument, NULL, 'a' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        *out = (struct options){ .loader = IGVM_LOADER_FORMAT, .level = IGVM_STRICT };
        while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
                int status = take_option(out, option);

                if (status != 0)
                        return status;
        }
        if (optind + 1 != argc || (out->explain && out->other))
                return wrong_usage();
        out->path = argv[optind];
        return 0;
}

/* Says that QEMU's digest is another; on stderr, since stdout is the digest's. */
static void note_qemu(const struct options *options, const struct igvm_file *file, uint32_t mask)
{
        uint32_t header;
        const char *reason = image_qemu_difference(file, mask, &header);

        if (reason)
                (void)image_error("%s: note: QEMU measures another digest (--loader qemu), "
                                  "first for header %u: %s",
                                  options->path, header, reason);
}

static void print_qemu_object(const struct igvm_file *file, uint32_t mask)
{
        uint32_t header;
        const char *reason = image_qemu_difference(file, mask, &header);

        if (reason)
                printf("\"qemu\": {\"same\": false, \"header\": %u, \"reason\": \"%s\"}", header,
                       reason);
        else
                printf("\"qemu\": {\"same\": true}");
}

static void measure_as_json(const struct options *options, const struct igvm_file *file,
                            uint32_t mask)
{
        struct igvm_launch launch = igvm_launch_start(file, mask, options->loader);
        uint8_t digest[IGVM_DIGEST_SIZE];
        uint64_t pages = 0;
        char text[97];

        printf("{");
        if (options->explain) {
                printf("\"trail\": [");
                pages = image_explain(launch, true, digest);
                printf("\n], \"pages\": %" PRIu64 ", ", pages);
        } else {
                igvm_measure_launch(launch, digest);
        }
        image_digest_text(digest, text);
        printf("\"loader\": \"%s\", \"digest\": \"%s\", ", loader_name(options->loader), text);
        print_qemu_object(file, mask);
        printf("}\n");
}

static void measure_as_text(const struct options *options, const struct igvm_file *file,
                            uint32_t mask)
{
        uint8_t digest[IGVM_DIGEST_SIZE];
        char text[97];

        if (options->explain) {
                (void)image_explain(igvm_launch_start(file, mask, options->loader), false, digest);
        } else {
                igvm_measure_launch(igvm_launch_start(file, mask, options->loader), digest);
                image_digest_text(digest, text);
                puts(text);
        }
        if (options->loader == IGVM_LOADER_FORMAT)
                note_qemu(options, file, mask);
}

static void print_side(const char *path, bool present, const struct igvm_launch_page *page)
{
        if (present)
                printf("  %s: %s 0x%" PRIx64 ", header %u\n", path, snp_page_type_name(page->type),
                       page->gpa, page->header);
        else
                printf("  %s: no further page\n", path);
}

static void parting_as_text(const struct options *options, const struct image_parting *parting)
{
        if (parting->kind == IMAGE_NEVER_PART) {
                printf("the same launch, %" PRIu64 " pages\n", parting->number);
                return;
        }
        printf("page %" PRIu64 " differs: %s", parting->number, image_parting_text(parting->kind));
        if (parting->kind == IMAGE_PART_IN_CONTENTS)
                printf(", first at byte 0x%x: 0x%02x and 0x%02x", parting->offset,
                       parting->bytes[0], parting->bytes[1]);
        printf("\n");
        print_side(options->path, parting->present[0], &parting->pages[0]);
        print_side(options->other, parting->present[1], &parting->pages[1]);
}

static void print_side_object(const char *name, bool present, const struct igvm_launch_page *page)
{
        if (present)
                printf(", \"%s\": {\"gpa\": %" PRIu64 ", \"type\": \"%s\", \"header\": %u}", name,
                       page->gpa, snp_page_type_name(page->type), page->header);
        else
                printf(", \"%s\": null", name);
}

static void parting_as_json(const struct image_parting *parting)
{
        if (parting->kind == IMAGE_NEVER_PART) {
                printf("{\"same\": true, \"pages\": %" PRIu64 "}\n", parting->number);
                return;
        }
        printf("{\"same\": false, \"page\": %" PRIu64 ", \"differs\": \"%s\"", parting->number,
               image_parting_text(parting->kind));
        if (parting->kind == IMAGE_PART_IN_CONTENTS)
                printf(", \"offset\": %u", parting->offset);
        print_side_object("file", parting->present[0], &parting->pages[0]);
        print_side_object("other", parting->present[1], &parting->pages[1]);
        printf("}\n");
}

static int compare_with(const struct options *options, const struct igvm_file *file, uint32_t mask,
                        const struct igvm_file *other)
{
        struct image_parting parting;
        uint32_t other_mask;

        if (image_snp_mask(options->other, other, &other_mask))
                return 1;
        parting = image_compare(igvm_launch_start(file, mask, options->loader),
                                igvm_launch_start(other, other_mask, options->loader));
        if (options->json)
                parting_as_json(&parting);
        else
                parting_as_text(options, &parting);
        return parting.kind != IMAGE_NEVER_PART;
}

static int compare(const struct options *options, const struct igvm_file *file, uint32_t mask)
{
        struct image_file other;
        int status;

        if (image_file_open(options->other, options->level, &other))
                return 1;
        status = compare_with(options, file, mask, &other.igvm);
        image_file_close(&other);
        return status;
}

static int run(const struct options *options, const struct igvm_file *file)
{
        uint32_t mask;

        if (image_snp_mask(options->path, file, &mask))
                return 1;
        if (options->other)
                return compare(options, file, mask);
        if (options->json)
                measure_as_json(options, file, mask);
        else
                measure_as_text(options, file, mask);
        return 0;
}

int image_command_measure(int argc, char **argv)
{
        struct options options;
        struct image_file file;
        int status = parse_options(argc, argv, &options);

        if (status != 0)
                return status - 1;
        if (image_file_open(options.path, options.level, &file))
                return 1;
        status = run(&options, &file.igvm);
        image_file_close(&file);
        return status;
}
