/*
 * lib/cpio/archive.c - see archive.h.
 *
 * Of an entry: six bytes of magic, thirteen numbers of eight hexadecimal digits, the path with its zero, padding to a multiple
 * of 4 from the archive's start, the contents, padding again (cpio(5), "New ASCII Format").
 */
#include "lib/cpio/archive.h"

#include "lib/base/bytes.h"
#include "lib/base/memory.h"

#define MODE_TYPE_MASK 0170000
#define MODE_REGULAR   0100000

static const char magic[6] = { '0', '7', '0', '7', '0', '1' };
static const char trailer[] = "TRAILER!!!";

/* The numbers of a header, in the archive's order. */
enum field {
        FIELD_MODE = 1,
        FIELD_FILE_SIZE = 6,
        FIELD_PATH_SIZE = 11,
        FIELD_COUNT = 13,
};

static int hex_digit(uint8_t c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

static bool read_number(struct bytes_reader *reader, uint32_t *out)
{
        const uint8_t *digits = bytes_take(reader, 8);

        *out = 0;
        for (int i = 0; digits && i < 8; i++) {
                int digit = hex_digit(digits[i]);

                if (digit < 0)
                        return false;
                *out = *out << 4 | (uint32_t)digit;
        }
        return true;
}

static enum cpio_result read_header(struct bytes_reader *reader, uint32_t fields[FIELD_COUNT])
{
        const uint8_t *start = bytes_take(reader, sizeof(magic));

        if (!start)
                return CPIO_TRUNCATED;
        if (memcmp(start, magic, sizeof(magic)) != 0)
                return CPIO_BAD_HEADER;
        for (int i = 0; i < FIELD_COUNT; i++)
                if (!read_number(reader, &fields[i]))
                        return CPIO_BAD_HEADER;
        return reader->failed ? CPIO_TRUNCATED : CPIO_ENTRY;
}

/* Takes the zeros up to the next multiple of 4. Nothing but zeros, so that an archive has no bytes that nobody reads. */
static enum cpio_result take_padding(struct bytes_reader *reader)
{
        size_t count = -reader->offset & 3;
        const uint8_t *padding = bytes_take(reader, count);

        if (!padding)
                return CPIO_TRUNCATED;
        for (size_t i = 0; i < count; i++)
                if (padding[i] != 0)
                        return CPIO_BAD_PADDING;
        return CPIO_ENTRY;
}

/* The length counts the terminating zero, which stands at its end and nowhere before. */
static enum cpio_result read_path(struct bytes_reader *reader, uint32_t size, const char **out)
{
        const char *path;

        if (size < 2 || size > CPIO_MAX_PATH)
                return CPIO_BAD_PATH;
        path = (const char *)bytes_take(reader, size);
        if (!path)
                return CPIO_TRUNCATED;
        for (uint32_t i = 0; i < size; i++)
                if ((path[i] == 0) != (i == size - 1))
                        return CPIO_BAD_PATH;
        *out = path;
        return take_padding(reader);
}

static enum cpio_result read_contents(struct bytes_reader *reader, struct cpio_entry *out)
{
        out->data = bytes_take(reader, out->size);
        if (!out->data)
                return CPIO_TRUNCATED;
        return take_padding(reader);
}

/* The trailer has no contents, and what pads the archive to a whole block is zero. */
static enum cpio_result read_end(struct bytes_reader *reader, const struct cpio_entry *entry)
{
        size_t left = bytes_left(reader);
        const uint8_t *rest = bytes_take(reader, left);

        if (entry->size != 0)
                return CPIO_BAD_HEADER;
        for (size_t i = 0; i < left; i++)
                if (rest[i] != 0)
                        return CPIO_BAD_PADDING;
        return CPIO_END;
}

enum cpio_result cpio_next(struct cpio_reader *reader, struct cpio_entry *out)
{
        struct bytes_reader bytes = bytes_reader(reader->data, reader->size);
        uint32_t fields[FIELD_COUNT];
        enum cpio_result result;

        bytes_seek(&bytes, reader->offset);
        result = read_header(&bytes, fields);
        if (result != CPIO_ENTRY)
                return result;
        out->mode = fields[FIELD_MODE];
        out->size = fields[FIELD_FILE_SIZE];
        result = read_path(&bytes, fields[FIELD_PATH_SIZE], &out->path);
        if (result != CPIO_ENTRY)
                return result;
        if (strcmp(out->path, trailer) == 0)
                return read_end(&bytes, out);
        result = read_contents(&bytes, out);
        reader->offset = bytes.offset;
        return result;
}

/* @path without leading "/" and "./". */
static const char *plain_path(const char *path)
{
        for (;;) {
                if (path[0] == '/')
                        path++;
                else if (path[0] == '.' && path[1] == '/')
                        path += 2;
                else
                        return path;
        }
}

bool cpio_is_file(const struct cpio_entry *entry)
{
        return (entry->mode & MODE_TYPE_MASK) == MODE_REGULAR;
}

enum cpio_result cpio_find(const void *archive, size_t size, const char *path,
                           struct cpio_entry *out)
{
        struct cpio_reader reader = cpio_reader(archive, size);
        enum cpio_result result;

        for (;;) {
                result = cpio_next(&reader, out);
                if (result != CPIO_ENTRY)
                        return result == CPIO_END ? CPIO_NOT_FOUND : result;
                if (cpio_is_file(out) && strcmp(plain_path(out->path), plain_path(path)) == 0)
                        return CPIO_ENTRY;
        }
}

enum cpio_result cpio_check(const void *archive, size_t size)
{
        struct cpio_reader reader = cpio_reader(archive, size);
        struct cpio_entry entry;
        enum cpio_result result;

        do {
                result = cpio_next(&reader, &entry);
        } while (result == CPIO_ENTRY);
        return result;
}

const char *cpio_result_text(enum cpio_result result)
{
        switch (result) {
        case CPIO_ENTRY:
                return "an entry";
        case CPIO_END:
                return "the end";
        case CPIO_TRUNCATED:
                return "it ends inside an entry";
        case CPIO_BAD_HEADER:
                return "a bad header";
        case CPIO_BAD_PATH:
                return "a bad path";
        case CPIO_BAD_PADDING:
                return "padding that is not zero";
        case CPIO_NOT_FOUND:
                return "no such file";
        }
        return "unknown error";
}
