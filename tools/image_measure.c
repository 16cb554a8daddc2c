/* tools/image_measure.c - `cashew image measure`, and the digest of files in memory. */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tools/image.h"
#include "tools/image_file.h"

static const char usage[] =
        "usage: cashew image measure FILE\n"
        "\n"
        "Prints the SEV-SNP launch digest of an IGVM file as 96 hexadecimal digits: the\n"
        "MEASUREMENT of every attestation report of a machine that was started from it.\n";

static int measure(const char *name, const struct igvm_file *igvm, uint8_t digest[IGVM_DIGEST_SIZE])
{
        uint32_t mask = igvm_platform_mask(igvm, IGVM_PLATFORM_SEV_SNP);

        if (mask == 0)
                return image_error("%s: not for SEV-SNP, so it has no launch digest", name);
        igvm_measure(igvm, mask, IGVM_LOADER_FORMAT, digest);
        return 0;
}

int image_digest(const char *name, const struct file *file, uint8_t digest[IGVM_DIGEST_SIZE])
{
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file igvm;
        char text[256];
        int failed;

        if (igvm_workspace_allocate(&workspace, file->data, file->size))
                return image_error("%s: out of memory", name);
        if (igvm_open(&igvm, file->data, file->size, IGVM_STRICT, &workspace, &error) == IGVM_OK) {
                failed = measure(name, &igvm, digest);
        } else {
                (void)igvm_error_text(&error, text, sizeof(text));
                failed = image_error("%s: %s", name, text);
        }
        igvm_workspace_free(&workspace);
        return failed;
}

void image_digest_text(const uint8_t digest[IGVM_DIGEST_SIZE], char out[97])
{
        for (size_t i = 0; i < IGVM_DIGEST_SIZE; i++)
                snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

int image_command_measure(int argc, char **argv)
{
        uint8_t digest[IGVM_DIGEST_SIZE] = { 0 };
        struct image_file file;
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
        if (image_file_open(argv[1], IGVM_STRICT, &file))
                return 1;
        failed = measure(argv[1], &file.igvm, digest);
        image_file_close(&file);
        if (failed)
                return 1;
        image_digest_text(digest, text);
        puts(text);
        return 0;
}
