/*
 * fuzz/image/rewrite.c - a file copied header by header, given anything that opens at some level: what is strictly right stays
 * so and keeps its launch digest; nothing is read outside of anything.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/igvm/seal.h"
#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tools/image/common/say.h"
#include "tools/image/read/rewrite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In the place of the command's, which prints. */
int image_error(const char *format, ...)
{
        (void)format;
        return 1;
}

static void write_all(struct image_source *source, struct igvm_writer *writer)
{
        image_source_write_data(source, writer);
        image_source_write_headers(source, writer, IGVM_FIRST_PLATFORM, IGVM_LAST_DIRECTIVE);
}

static void measure(const struct igvm_file *file, uint8_t out[IGVM_DIGEST_SIZE])
{
        memset(out, 0, IGVM_DIGEST_SIZE);
        if (igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP))
                igvm_measure(file, igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP), out);
}

static void check_copy(const struct igvm_file *file, const uint8_t *copy, size_t size)
{
        uint8_t before[IGVM_DIGEST_SIZE], after[IGVM_DIGEST_SIZE];
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file copied;

        if (igvm_workspace_allocate(&workspace, copy, size))
                return;
        if (igvm_open(&copied, copy, size, IGVM_STRICT, &workspace, &error) != IGVM_OK ||
            copied.header_count != file->header_count)
                abort();
        measure(file, before);
        measure(&copied, after);
        if (memcmp(before, after, sizeof(before)) != 0)
                abort();
        igvm_workspace_free(&workspace);
}

static bool drop_unknown(void *context, const struct igvm_header *header, void *body)
{
        (void)context;
        (void)header;
        return body != NULL; /* unknown ones cannot be had */
}

static void rewrite(const struct igvm_file *file, enum igvm_level level)
{
        struct igvm_writer counted = image_writer_like(file);
        struct igvm_writer writer;
        struct image_source source;
        uint8_t *copy;

        if (image_source_open(&source, "input", file, level == IGVM_STRICT ? NULL : drop_unknown,
                              NULL))
                return;
        write_all(&source, &counted);
        copy = malloc(igvm_writer_size(&counted));
        if (copy) {
                writer = igvm_writer_start(&counted, copy);
                write_all(&source, &writer);
                if (!igvm_writer_finish(&writer))
                        abort();
                if (level == IGVM_STRICT)
                        check_copy(file, copy, igvm_writer_size(&writer));
        }
        free(copy);
        image_source_close(&source);
}

static void try_level(const uint8_t *data, size_t size, enum igvm_level level)
{
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file file;

        if (igvm_workspace_allocate(&workspace, data, size))
                return;
        if (igvm_open(&file, data, size, level, &workspace, &error) == IGVM_OK)
                rewrite(&file, level);
        igvm_workspace_free(&workspace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        igvm_at_each_level(data, size, try_level);
        return 0;
}
