/*
 * kernel/fs/files.c - see files.h. A cpio archive of the format "newc" (lib/cpio). There is no index: the archive is small, and it
 * is gone through for each name.
 */
#include "kernel/fs/files.h"

#include "kernel/base/log.h"
#include "lib/cpio/archive.h"

static struct {
        const void *data;
        size_t size;
} archive;

int files_init(const void *data, size_t size)
{
        enum cpio_result result = cpio_check(data, size);

        archive.data = NULL;
        archive.size = 0;
        if (result != CPIO_END) {
                log_line("files: bad archive: %s", cpio_result_text(result));
                return -1;
        }
        archive.data = data;
        archive.size = size;
        return 0;
}

int files_find(const char *path, struct file *out)
{
        struct cpio_entry entry;

        if (cpio_find(archive.data, archive.size, path, &entry) != CPIO_ENTRY)
                return -1;
        *out = (struct file){ .data = entry.data, .size = entry.size };
        return 0;
}
