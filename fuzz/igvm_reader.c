/*
 * fuzz/igvm_reader.c - the IGVM reader, given anything: it refuses with a reason, or what it accepts can be walked and measured.
 *
 * The input is tried as it stands, and with size and checksum made right, so that mutations reach the rules behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/igvm_seal.h"
#include "lib/igvm/digest.h"
#include "lib/igvm/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Quick and not a hash at all: what is measured matters here, not the value. */
void igvm_sha384(const void *data, size_t size, uint8_t out[IGVM_DIGEST_SIZE])
{
        uint32_t crc = igvm_crc32(0, data, size);

        memset(out, 0, IGVM_DIGEST_SIZE);
        memcpy(out, &crc, sizeof(crc));
}

static void use(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct igvm_header header;
        uint32_t count = 0;

        while (igvm_next(&iterator, &header)) {
                if (header.index != count || !igvm_type_name(header.type))
                        abort();
                count++;
        }
        if (count != file->header_count)
                abort();
        for (unsigned int type = 0; type <= IGVM_PLATFORM_CCA; type++)
                if (igvm_platform_mask(file, type) && type == IGVM_PLATFORM_SEV_SNP)
                        igvm_measure(file, igvm_platform_mask(file, type), digest);
}

static enum igvm_rule open_strictly(struct igvm_file *file, const uint8_t *data, size_t size,
                                    struct igvm_error *error)
{
        static struct igvm_range ranges[64];
        static struct igvm_area areas[64];
        static struct igvm_workspace workspace = { ranges, 64, areas, 64 };

        return igvm_open(file, data, size, IGVM_STRICT, &workspace, error);
}

static void try_file(const uint8_t *data, size_t size)
{
        struct igvm_error error;
        struct igvm_file file;
        char text[200];

        if (open_strictly(&file, data, size, &error) == IGVM_OK)
                use(&file);
        else if (igvm_error_text(&error, text, sizeof(text)) >= sizeof(text) ||
                 error.rule == IGVM_OK)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        uint8_t *copy;

        try_file(data, size);
        if (size < sizeof(struct igvm_fixed_header))
                return 0;
        copy = malloc(size);
        if (!copy)
                return 0;
        memcpy(copy, data, size);
        igvm_seal(copy, size);
        try_file(copy, size);
        free(copy);
        return 0;
}
