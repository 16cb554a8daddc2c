/*
 * tools/image/launch/digest.c - see digest.h. A file is opened by the strictest rules first: a
 * digest of a broken file would be one of nothing.
 */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tools/image/common/problem.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"

int image_snp_mask(const char *name, const struct igvm_file *file, uint32_t *mask)
{
        *mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);
        return *mask ? 0 : image_error("%s: not for SEV-SNP, so it has no launch digest", name);
}

static int measure(const char *name, const struct igvm_file *file, uint8_t digest[IGVM_DIGEST_SIZE])
{
        uint32_t mask;

        if (image_snp_mask(name, file, &mask))
                return 1;
        igvm_measure(file, mask, digest);
        return 0;
}

/*
 * The bytes may be a file's that does not exist yet: a builder asks before it writes. A file for several
 * platforms has one digest, SEV-SNP's.
 */
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
                image_problem_text(&error, file->data, file->size, text, sizeof(text));
                failed = image_error("%s: %s", name, text);
        }
        igvm_workspace_free(&workspace);
        return failed;
}

void image_digest_text(const uint8_t digest[IGVM_DIGEST_SIZE], char out[97])
{
        static const char digits[] = "0123456789abcdef";

        for (size_t i = 0; i < IGVM_DIGEST_SIZE; i++) {
                *out++ = digits[digest[i] >> 4];
                *out++ = digits[digest[i] & 0xf];
        }
        *out = '\0';
}
