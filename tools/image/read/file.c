/* tools/image/read/file.c - see file.h. */
#include "tools/image/read/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/igvm/hosted.h"
#include "tools/image/common/problem.h"
#include "tools/image/common/say.h"

/* mmap() refuses a size of zero; an empty file is as good as one byte that nobody reads. */
static int map_descriptor(int descriptor, struct image_file *out)
{
        struct stat status;
        void *data;

        if (fstat(descriptor, &status) != 0)
                return -errno;
        if (S_ISDIR(status.st_mode))
                return -EISDIR;
        if (!S_ISREG(status.st_mode))
                return -ESPIPE;
        if (status.st_size == 0)
                return -ENODATA;
        data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (data == MAP_FAILED)
                return -errno;
        out->data = data;
        out->size = (size_t)status.st_size;
        out->is_mapped = true;
        return 0;
}

/* What cannot be mapped is read: a pipe, or what a shell gives for <(...). */
static int read_stream(const char *path, struct image_file *out)
{
        struct file file;
        int error = file_read(path, &file);

        if (error)
                return error;
        if (file.size == 0) {
                file_free(&file);
                return -ENODATA;
        }
        out->data = file.data;
        out->size = file.size;
        return 0;
}

static int map_path(const char *path, struct image_file *out)
{
        int descriptor = open(path, O_RDONLY | O_CLOEXEC);
        int error;

        if (descriptor < 0)
                return -errno;
        error = map_descriptor(descriptor, out);
        close(descriptor);
        return error == -ESPIPE ? read_stream(path, out) : error;
}

/*
 * A file that breaks a rule is no failure here: `dump` shows it as far as it goes. The workspace is as large
 * as the file can need, and the reader allocates nothing besides.
 */
int image_file_read(const char *path, enum igvm_level level, struct image_file *out)
{
        int error;

        *out = (struct image_file){ 0 };
        error = map_path(path, out);
        if (!error)
                error = igvm_workspace_allocate(&out->workspace, out->data, out->size);
        if (error) {
                image_file_close(out);
                return image_error("%s: %s", path,
                                   error == -ENODATA ? "the file is empty" : strerror(-error));
        }
        (void)!igvm_open(&out->igvm, out->data, out->size, level, &out->workspace, &out->error);
        return 0;
}

/*
 * A few bytes of header can say an area of 2^64 bytes, each page of which would be hashed: 64 GiB take long
 * enough.
 */
bool image_is_measurable(const struct igvm_file *file)
{
        return igvm_areas_fit(file, UINT64_C(64) << 30);
}

/* For commands to which a file that breaks a rule is of no use. */
int image_file_open(const char *path, enum igvm_level level, struct image_file *out)
{
        char text[256];

        if (image_file_read(path, level, out))
                return 1;
        if (out->error.rule == IGVM_OK && image_is_measurable(&out->igvm))
                return 0;
        if (out->error.rule == IGVM_OK)
                (void)snprintf(text, sizeof(text), "%s", IMAGE_TOO_LARGE);
        else
                image_problem_text(&out->error, out->data, out->size, text, sizeof(text));
        image_file_close(out);
        return image_error("%s: %s", path, text);
}

/* The bytes are given as const, and munmap(2) and free(3) do not want them so. */
void image_file_close(struct image_file *file)
{
        if (file->data && file->is_mapped)
                munmap((void *)(uintptr_t)file->data, file->size);
        else
                free((void *)(uintptr_t)file->data);
        igvm_workspace_free(&file->workspace);
        *file = (struct image_file){ 0 };
}
