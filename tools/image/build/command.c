/* tools/image/build/command.c - `cashew image build`: the command line, and the order of the work. */
#include <stdio.h>
#include <string.h>

#include "lib/snp/vmsa.h"
#include "tools/image/command.h"
#include "tools/image/read/options.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"
#include "tools/image/launch/digest.h"
#include "tools/image/build/parts/output.h"

#define INTO(kind, member) OPTION_##kind(struct image_options, member)

static const struct option known[] = {
        { "platform", "FILE", INTO(FILE, platform),
          "what the host offers, and where VMPL0 lives (YAML)", .needs = "kernel firmware direct" },
        { "kernel", "ELF", INTO(FILE, kernel), "the program of VMPL0, physical addresses from 0",
          .needs = "platform" },
        { "services", "ARCHIVE", INTO(FILE, services), "the services' file system (newc cpio)",
          .needs = "kernel" },
        { "firmware", "FILE", INTO(FILE, firmware),
          "the guest's firmware (OVMF with SEV metadata); without --kernel it runs at VMPL0",
          .excludes = "guest-flat" },
        { "direct", "ELF", INTO(FILE, direct),
          "instead of firmware and VMPL0's program: what starts Linux itself at VMPL0 (direct.elf)",
          .needs = "guest-kernel", .excludes = "kernel services firmware guest-flat" },
        { "guest-kernel", "FILE", INTO(FILE, guest_kernel),
          "the firmware boots this kernel and no other; with --direct it is in the image itself",
          .needs = "firmware direct" },
        { "guest-initrd", "FILE", INTO(FILE, guest_initrd), "the initrd of that kernel",
          .needs = "guest-kernel" },
        { "guest-cmdline", "TEXT|@FILE", INTO(TEXT, guest_cmdline),
          "its command line, or a file whose first line is that", .needs = "guest-kernel" },
        { "guest-flat", "ELF", INTO(FILE, guest_flat), "a 64-bit guest program instead of firmware",
          .needs = "kernel" },
        { "boot-rdx", "N", INTO(NUMBER64, boot_rdx),
          "without --kernel: RDX of the boot vCPU, which QEMU makes the CPU's signature",
          .needs = "firmware direct", .excludes = "kernel", .most = UINT32_MAX },
        { "parts", "FILE", INTO(FILE, parts),
          "instead of all that: a text that lists what any IGVM file consists of (YAML)",
          .excludes =
                  "platform kernel services firmware direct guest-kernel guest-initrd guest-cmdline guest-flat boot-rdx" },
        { "as", "LEVEL", OPTION_WORD(struct image_options, level),
          "with --parts: whose rules the file must keep", .words = &image_level_words },
        { IMAGE_OPTION_OUTPUT(struct image_options, "FILE", "where the image goes") },
        { 0 },
};

/*
 * The guest first: its regions go into the parameter block, which image_add_svsm() encodes when all else is
 * known. Without firmware and without a flat program there is VMPL0 alone; without a kernel, a guest that has no SVSM, and maybe
 * no firmware either.
 */
static int lay_out(struct image *image, const struct image_options *options)
{
        if (options->direct)
                return image_add_linux(image, options);
        if (!options->kernel)
                return image_add_plain(image, options);
        if (options->firmware && image_add_firmware(image, options))
                return 1;
        if (options->guest_flat && image_add_flat(image, options->guest_flat))
                return 1;
        return image_add_svsm(image, options);
}

/*
 * The digest is that of the finished bytes, read back by the strict reader: what it refuses gets no name in
 * the file system.
 */
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

/*
 * Whatever fails, blocks and bytes go here; @options->output is touched by save() alone, when the file is
 * complete.
 */
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

/*
 * A guest without an SVSM needs no platform file: policy 0x30000 is what QEMU's sev-snp-guest has if it is told nothing (SMT is
 * allowed), and SNP alone is on.
 */
static const struct platform plain_platform = {
        .policy = UINT64_C(0x30000),
        .sev_features = SEV_FEATURE_SNP,
        .vcpus = 1,
};

static int build_plain(const struct image_options *options)
{
        struct platform platform = plain_platform;

        platform.boot_rdx = options->boot_rdx;
        return build(&platform, options);
}

/* Ways to an image: by a text that lists everything, by a platform file and what goes with it, by firmware or Linux alone. */
static int build_command(void *arguments)
{
        const struct image_options *options = arguments;
        struct platform *platform;
        char message[512];
        int status;

        if (options->parts)
                return image_parts_build(options->parts, options->output, options->level);
        if (!options->platform)
                return build_plain(options);
        platform = platform_load(options->platform, message, sizeof(message));
        if (!platform)
                return image_error("%s", message);
        platform->boot_rdx = options->boot_rdx;
        status = build(platform, options);
        platform_free(platform);
        return status;
}

const struct command image_command_build = {
        .name = "build",
        .summary = "lay out an IGVM file",
        .description =
                "Lays out an IGVM file. The same inputs give the same bytes. One line with size and launch "
                "digest goes to standard error.",
        .usage =
                "--platform FILE --kernel ELF [OPTION...] -o FILE\n--firmware FILE [OPTION...] -o FILE\n--direct ELF --guest-kernel FILE [OPTION...] -o FILE\n--parts FILE -o FILE",
        .run = build_command,
        .one_of = "platform firmware direct parts",
        COMMAND_OPTIONS(known, struct image_options, .level = IGVM_STRICT),
};
