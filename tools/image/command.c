/* tools/image/command.c - `cashew image`: its subcommands. */
#include "tools/image/command.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/command.h"

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
