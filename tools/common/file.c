/* tools/common/file.c - see file.h. */
#include "tools/common/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MOST ((size_t)2 << 30) /* a device may have no end */

/* Devices and pipes have no size to ask for, so the buffer grows as the file is read. */
static int read_stream(FILE *stream, struct file *out)
{
        size_t capacity = 65536;
        struct stat found;
        size_t count;
        uint8_t *larger;

        if (fstat(fileno(stream), &found) == 0 && S_ISDIR(found.st_mode))
                return -EISDIR;
        errno = 0;
        for (;;) {
                larger = realloc(out->data, capacity + 1);
                if (!larger)
                        return -ENOMEM;
                out->data = larger;
                count = fread(out->data + out->size, 1, capacity - out->size, stream);
                out->size += count;
                if (out->size < capacity)
                        break;
                if (capacity > FILE_MOST)
                        return -EFBIG;
                capacity *= 2;
        }
        out->data[out->size] = 0;
        return !ferror(stream) ? 0 : errno ? -errno : -EIO;
}

int file_read(const char *path, struct file *out)
{
        FILE *stream = fopen(path, "rb");
        int error;

        *out = (struct file){ 0 };
        if (!stream)
                return -errno;
        error = read_stream(stream, out);
        fclose(stream);
        if (error)
                file_free(out);
        return error;
}

static int write_stream(const char *path, const void *data, size_t size)
{
        FILE *stream = fopen(path, "wb");
        int error = 0;

        if (!stream)
                return -errno;
        if (fwrite(data, 1, size, stream) != size)
                error = -EIO;
        if (fclose(stream) != 0 && !error)
                error = -errno;
        return error;
}

/* /dev/stdout, a device, a pipe: to be written to, not to be exchanged for a file. */
static bool is_special(const char *path)
{
        struct stat found;

        return lstat(path, &found) == 0 && !S_ISREG(found.st_mode);
}

int file_write(const char *path, const void *data, size_t size)
{
        size_t length = strlen(path) + sizeof(".new");
        char *temporary;
        int error;

        if (is_special(path))
                return write_stream(path, data, size);
        temporary = malloc(length);
        if (!temporary)
                return -ENOMEM;
        snprintf(temporary, length, "%s.new", path);
        error = write_stream(temporary, data, size);
        if (!error && rename(temporary, path) != 0)
                error = -errno;
        if (error)
                remove(temporary);
        free(temporary);
        return error;
}

void file_free(struct file *file)
{
        free(file->data);
        *file = (struct file){ 0 };
}
