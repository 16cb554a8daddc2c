/*
 * fuzz/igvm/reader.c - the IGVM reader, given anything, at every level and with memory that suffices or does not: it refuses
 * with a reason, or what it accepts can be walked and measured. It says the same when it is asked again. That what it
 * accepts can be copied is of fuzz/image/rewrite.c.
 *
 * The input is tried as it stands, and with size and checksum made right, so that mutations reach the rules behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/igvm/seal.h"
#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "lib/igvm/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);

/* Quick and not a hash at all: what is measured matters here, not the value. */
void sha384(const void *data, size_t size, uint8_t out[IGVM_DIGEST_SIZE])
{
        const uint8_t *bytes = data;

        memset(out, 0, IGVM_DIGEST_SIZE);
        if (size > 0)
                out[0] = (uint8_t)(bytes[0] + bytes[size - 1]);
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
                if (igvm_platform_mask(file, type) && type == IGVM_PLATFORM_SEV_SNP &&
                    igvm_is_quick(file))
                        igvm_measure(file, igvm_platform_mask(file, type), digest);
}

static enum igvm_rule open_file(struct igvm_file *file, const uint8_t *data, size_t size,
                                enum igvm_level level, struct igvm_workspace *workspace)
{
        struct igvm_error error, again;
        char text[200];
        enum igvm_rule rule = igvm_open(file, data, size, level, workspace, &error);

        if (igvm_open(file, data, size, level, workspace, &again) != rule ||
            error.rule != again.rule || error.header != again.header ||
            error.offset != again.offset)
                abort();
        if (igvm_error_text(&error, text, sizeof(text)) >= sizeof(text))
                abort();
        return rule;
}

/* A workspace of @capacity that is too small may refuse the file, for that reason only. */
static void try_small(const uint8_t *data, size_t size, enum igvm_level level, enum igvm_rule rule,
                      uint32_t capacity)
{
        struct igvm_workspace workspace = { .range_capacity = capacity, .area_capacity = capacity };
        struct igvm_file file;
        enum igvm_rule found;

        workspace.ranges = malloc(capacity * sizeof(struct igvm_range));
        workspace.areas = malloc(capacity * sizeof(struct igvm_area));
        if (workspace.ranges && workspace.areas) {
                found = open_file(&file, data, size, level, &workspace);
                if (found == IGVM_OK && rule != IGVM_OK)
                        abort();
        }
        igvm_workspace_free(&workspace);
}

static void try_level(const uint8_t *data, size_t size, enum igvm_level level)
{
        struct igvm_workspace workspace;
        struct igvm_file file;
        enum igvm_rule rule;

        if (igvm_workspace_allocate(&workspace, data, size))
                return;
        rule = open_file(&file, data, size, level, &workspace);
        if (rule == IGVM_WORKSPACE_TOO_SMALL)
                abort();
        if (rule == IGVM_OK)
                use(&file);
        igvm_workspace_free(&workspace);
        for (uint32_t capacity = 0; capacity < 3; capacity++)
                try_small(data, size, level, rule, capacity);
}

static void try_file(const uint8_t *data, size_t size)
{
        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                try_level(data, size, level);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        uint8_t *copy = igvm_sealed_copy(data, size);

        try_file(data, size);
        if (!copy)
                return 0;
        if (memcmp(copy, data, size) != 0)
                try_file(copy, size);
        free(copy);
        return 0;
}

/* Finds the place of header @wanted in what may be variable headers, counted around; false if there is none. */
static bool find_header(const uint8_t *data, size_t size, unsigned int wanted,
                        struct igvm_header *out)
{
        struct igvm_file file = { .data = data, .size = size };
        struct igvm_iterator iterator = igvm_iterate(&file);
        struct igvm_header header;
        unsigned int count = 0;

        memcpy(&file.fixed, data, sizeof(file.fixed));
        if (file.fixed.variable_header_offset > size ||
            file.fixed.variable_header_size > size - file.fixed.variable_header_offset)
                return false;
        file.headers_end = file.fixed.variable_header_offset + file.fixed.variable_header_size;
        iterator = igvm_iterate(&file);
        while (igvm_next(&iterator, &header))
                count++;
        if (count == 0)
                return false;
        wanted %= count;
        iterator = igvm_iterate(&file);
        do {
                if (!igvm_next(&iterator, out))
                        return false;
        } while (wanted-- > 0);
        return true;
}

static void set_headers_size(uint8_t *data, int64_t change)
{
        struct igvm_fixed_header fixed;

        memcpy(&fixed, data, sizeof(fixed));
        fixed.variable_header_size += (uint32_t)change;
        memcpy(data, &fixed, sizeof(fixed));
}

/* Writes the header once more, behind itself, or takes it away: what follows moves, and file offsets lead elsewhere. */
static size_t repeat_or_drop(uint8_t *data, size_t size, size_t most, struct igvm_header *header,
                             bool repeat)
{
        size_t length = sizeof(struct igvm_variable_header) + (header->length + 7) / 8 * 8;
        size_t end = header->offset + length;

        if (repeat && length <= most - size) {
                memmove(data + end + length, data + end, size - end);
                memcpy(data + end, data + header->offset, length);
                set_headers_size(data, (int64_t)length);
                return size + length;
        }
        if (repeat)
                return size;
        memmove(data + header->offset, data + end, size - end);
        set_headers_size(data, -(int64_t)length);
        return size - length;
}

/*
 * Most of the time the sequence of headers stays one: a header is repeated, or dropped, or one's body is changed. The rest
 * of the time bytes change anywhere.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
        struct igvm_header header;

        if (size < sizeof(struct igvm_fixed_header) || seed % 4 == 0 ||
            !find_header(data, size, seed / 16, &header) || header.length == 0) {
                size = LLVMFuzzerMutate(data, size, most);
        } else if (seed % 4 == 1) {
                size = repeat_or_drop(data, size, most, &header, (seed / 4) % 4 != 0);
        } else {
                uint8_t *body = data + (header.body - data);

                LLVMFuzzerMutate(body, header.length, header.length);
        }
        if (size >= sizeof(struct igvm_fixed_header) && seed % 8 != 0)
                igvm_seal(data, size);
        return size;
}
