/*
 * tests/proof/walk.c - igvm_open() and igvm_next() over any bytes: fixed header, variable headers, the end of them.
 *
 * igvm_check_header() and igvm_check_end() have proofs of their own and may say anything here; what they are handed is checked. So
 * are the bytes that the checksum reads. The file has any size up to FILE_MOST, its variable headers up to HEADERS_MOST bytes.
 */
#include <stdlib.h>

#include "lib/igvm/areas.h"
#include "lib/igvm/check.h"
#include "lib/igvm/types.h"
#include "tests/proof/state.h"

#define HEADERS_MOST 24
#define FIXED_SIZE   sizeof(struct igvm_fixed_header)

enum igvm_rule nondet_rule(void);
uint32_t nondet_length(void);

/* Any type, or none: what the table has does not matter here. */
static struct igvm_type found;

const struct igvm_type *igvm_type_find(uint32_t type)
{
        found = (struct igvm_type){ .type = type, .length = nondet_length() };
        return nondet_bool() ? &found : NULL;
}

uint32_t igvm_crc32(uint32_t crc, const void *data, size_t size)
{
        (void)crc;
        __CPROVER_assert(size == 0 || __CPROVER_r_ok(data, size),
                         "igvm_crc32: all bytes may be read");
        return (uint32_t)nondet_number();
}

enum igvm_rule igvm_check_header(struct igvm_check *check, const struct igvm_header *header)
{
        __CPROVER_assert(header->length == found.length, "the length is that of the type");
        __CPROVER_assert(__CPROVER_r_ok(header->body, header->length), "the body may be read");
        __CPROVER_assert(header->offset + 8 + (uint64_t)header->length <= check->file->headers_end,
                         "the header lies in the variable headers");
        return nondet_rule();
}

enum igvm_rule igvm_check_end(struct igvm_check *check, struct igvm_header *header)
{
        (void)check;
        header->index = (uint32_t)nondet_number();
        return nondet_rule();
}

void igvm_collect_areas(struct igvm_check *check)
{
        check->file->area_count = 0;
}

/* As many as were counted, and each in the file. */
static void walk(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;
        uint32_t count = 0;

        while (igvm_next(&iterator, &header)) {
                __CPROVER_assert(header.length == 0 || __CPROVER_r_ok(header.body, header.length),
                                 "the body may be read");
                (void)igvm_is_parameter(&header);
                count++;
        }
        __CPROVER_assert(count == file->header_count, "igvm_next() gives every header");
}

int main(void)
{
        struct igvm_workspace workspace = { NULL, 0, NULL, 0 };
        enum igvm_level level = (enum igvm_level)nondet_number();
        size_t size = nondet_number();
        struct igvm_fixed_header fixed;
        struct igvm_error error;
        struct igvm_file file;
        uint8_t *data;

        __CPROVER_assume(size <= FILE_MOST && (uint32_t)level < IGVM_LEVEL_COUNT);
        data = malloc(size);
        __CPROVER_assume(data != NULL);
        if (size >= FIXED_SIZE) {
                memcpy(&fixed, data, FIXED_SIZE);
                __CPROVER_assume(fixed.variable_header_size <= HEADERS_MOST);
        }
        if (igvm_open(&file, data, size, level, &workspace, &error) == IGVM_OK)
                walk(&file);
        return 0;
}
