/* tools/image/build/command.c - `cashew image build`: the command line, and the order of the work. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"
#include "tools/image/launch/digest.h"
#include "tools/image/build/parts/build.h"

static const char usage[] =
        "usage: cashew image build --platform FILE --kernel ELF [OPTIONS] -o OUT.igvm\n"
        "       cashew image build --parts FILE -o OUT.igvm\n"
        "\n"
        "  --platform FILE        what the host offers, and where VMPL0 lives (YAML)\n"
        "  --kernel ELF           the program of VMPL0, physical addresses from 0\n"
        "  --services ARCHIVE     the services' file system (newc cpio)\n"
        "  --firmware FILE        the guest's firmware (OVMF with SEV metadata)\n"
        "  --guest-kernel FILE    the firmware boots this kernel and no other\n"
        "  --guest-initrd FILE    ... with this initrd\n"
        "  --guest-cmdline TEXT   ... and this command line; @FILE: its first line\n"
        "  --guest-flat ELF       a 64-bit guest program instead of firmware\n"
        "  --parts FILE           a text that lists what any IGVM file consists of (YAML)\n"
        "  -o, --output FILE      where the image goes\n"
        "\n"
        "The same inputs give the same bytes. One line with size and launch digest goes to\n"
        "standard error.\n";

/* Long options without a short one are numbered above every character. */
enum option_number {
        OPTION_PLATFORM = 256,
        OPTION_KERNEL,
        OPTION_SERVICES,
        OPTION_FIRMWARE,
        OPTION_GUEST_KERNEL,
        OPTION_GUEST_INITRD,
        OPTION_GUEST_CMDLINE,
        OPTION_GUEST_FLAT,
        OPTION_PARTS,
};

static const struct option long_options[] = {
        { "platform", required_argument, NULL, OPTION_PLATFORM },
        { "kernel", required_argument, NULL, OPTION_KERNEL },
        { "services", required_argument, NULL, OPTION_SERVICES },
        { "firmware", required_argument, NULL, OPTION_FIRMWARE },
        { "guest-kernel", required_argument, NULL, OPTION_GUEST_KERNEL },
        { "guest-initrd", required_argument, NULL, OPTION_GUEST_INITRD },
        { "guest-cmdline", required_argument, NULL, OPTION_GUEST_CMDLINE },
        { "guest-flat", required_argument, NULL, OPTION_GUEST_FLAT },
        { "parts", required_argument, NULL, OPTION_PARTS },
        { "output", required_argument, NULL, 'o' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
};

/* Where the option's argument goes; NULL for an option that is none of ours. */
static const char **option_place(struct image_options *options, int option)
{
        switch (option) {
        case OPTION_PLATFORM:
                return &options->platform;
        case OPTION_KERNEL:
                return &options->kernel;
        case OPTION_SERVICES:
                return &options->services;
        case OPTION_FIRMWARE:
                return &options->firmware;
        case OPTION_GUEST_KERNEL:
                return &options->guest_kernel;
        case OPTION_GUEST_INITRD:
                return &options->guest_initrd;
        case OPTION_GUEST_CMDLINE:
                return &options->guest_cmdline;
        case OPTION_GUEST_FLAT:
                return &options->guest_flat;
        case OPTION_PARTS:
                return &options->parts;
        case 'o':
                return &options->output;
        default:
                return NULL;
        }
}

/* What is missing or contradicts itself; NULL if nothing. */
static const char *wrong_options(const struct image_options *options)
{
        if (options->parts && options->output)
                return options->platform || options->kernel || options->services ||
                                       options->firmware || options->guest_kernel ||
                                       options->guest_initrd || options->guest_cmdline ||
                                       options->guest_flat
                               ? "--parts says all that there is"
                               : NULL;
        if (!options->platform || !options->kernel || !options->output)
                return "--platform, --kernel and -o are needed, or --parts and -o";
        if (options->firmware && options->guest_flat)
                return "--firmware and --guest-flat exclude each other";
        if (options->guest_kernel && !options->firmware)
                return "--guest-kernel needs --firmware, which boots it";
        if ((options->guest_initrd || options->guest_cmdline) && !options->guest_kernel)
                return "--guest-initrd and --guest-cmdline need --guest-kernel";
        return NULL;
}

/* 0 to go on, else the exit status plus one, so that --help (0) ends the command too. */
static int parse_options(int argc, char **argv, struct image_options *out)
{
        const char *wrong;
        const char **place;
        int option;

        *out = (struct image_options){ 0 };
        while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1) {
                if (option == 'h') {
                        fputs(usage, stdout);
                        return 1;
                }
                place = option_place(out, option);
                if (!place)
                        return 1 + 2;
                *place = optarg;
        }
        wrong = optind < argc ? "an argument too many" : wrong_options(out);
        return wrong ? 1 + image_wrong_usage("build", wrong) : 0;
}

static int lay_out(struct image *image, const struct image_options *options)
{
        if (options->firmware && image_add_firmware(image, options))
                return 1;
        if (options->guest_flat && image_add_flat(image, options->guest_flat))
                return 1;
        return image_add_svsm(image, options);
}

static int save(const struct image_options *options, const struct file *file)
{
        uint8_t digest[48];
        char text[97];
        int error;

        if (image_digest(options->output, file, digest))
                return 1;
        error = file_write(options->output, file->data, file->size);
        if (error)
                return image_error("%s: %s", options->output, strerror(-error));
        image_digest_text(digest, text);
        fprintf(stderr, "cashew image: %s: %zu bytes, launch digest %s\n", options->output,
                file->size, text);
        return 0;
}

static int build(const struct platform *platform, const struct image_options *options)
{
        static struct image image;
        struct file file = { 0 };
        int failed;

        image = (struct image){ .platform = platform };
        failed = lay_out(&image, options) || image_write(&image, &file) || save(options, &file);
        file_free(&file);
        image_free(&image);
        return failed;
}

int image_command_build(int argc, char **argv)
{
        struct image_options options;
        struct platform *platform;
        char message[512];
        int status = parse_options(argc, argv, &options);

        if (status != 0)
                return status - 1;
        if (options.parts)
                return image_parts_build(options.parts, options.output);
        platform = platform_load(options.platform, message, sizeof(message));
        if (!platform)
                return image_error("%s", message);
        status = build(platform, &options);
        platform_free(platform);
        return status;
}
