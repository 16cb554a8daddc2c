/* tools/image_measure.c - `cashew image measure`, and opening files for the other subcommands. */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "tools/image.h"

static const char usage[] =
        "usage: cashew image measure FILE\n"
        "\n"
        "Prints the SEV-SNP launch digest of an IGVM file as 96 hexadecimal digits: the\n"
        "MEASUREMENT of every attestation report of a machine that was started from it.\n";

int image_open(const char *name, const struct file *file, struct igvm_file *out)
{
        struct igvm_error error;
        char text[256];

        if (igvm_open(out, file->data, file->size, &error) == IGVM_OK)
                return 0;
        igvm_error_text(&error, text, sizeof(text));
        return image_error("%s: %s", name, text);
}

int image_digest(const char *name, const struct file *file, uint8_t digest[IGVM_DIGEST_SIZE])
{
        struct igvm_file igvm;
        uint32_t mask;

        if (image_open(name, file, &igvm))
                return 1;
        mask = igvm_platform_mask(&igvm, IGVM_PLATFORM_SEV_SNP);
        if (mask == 0)
                return image_error("%s: not for SEV-SNP, so it has no launch digest", name);
        igvm_measure(&igvm, mask, digest);
        return 0;
}

void image_digest_text(const uint8_t digest[IGVM_DIGEST_SIZE], char out[97])
{
        for (size_t i = 0; i < IGVM_DIGEST_SIZE; i++)
                snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

int image_command_measure(int argc, char **argv)
{
        uint8_t digest[IGVM_DIGEST_SIZE] = { 0 };
        struct file file;
        char text[97];
        int failed;

        if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
                fputs(usage, stdout);
                return 0;
        }
        if (argc != 2 || argv[1][0] == '-') {
                fputs(usage, stderr);
                return 2;
        }
        if (image_read_file(argv[1], &file))
                return 1;
        failed = image_digest(argv[1], &file, digest);
        file_free(&file);
        if (failed)
                return 1;
        image_digest_text(digest, text);
        puts(text);
        return 0;
}
