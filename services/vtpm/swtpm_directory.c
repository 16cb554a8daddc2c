/* services/vtpm/swtpm_directory.c - see swtpm_directory.h. */
#include "services/vtpm/swtpm_directory.h"
#include "lib/wire/swtpm_blob.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/state.h"

#include <libtpms/tpm_nvfilename.h>
#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define SIZE_MOST (256 * 1024L)

static const char *const names[] = { TPM_PERMANENT_ALL_NAME, TPM_VOLATILESTATE_NAME };

static int problem(const char *path, const char *what)
{
        service_log("vtpm: stopped: %s: %s", path, what);
        return -1;
}

static int path_of(const char *directory, const char *name, char path[PATH_SIZE])
{
        if (snprintf(path, PATH_SIZE, "%s/tpm2-00.%s", directory, name) < PATH_SIZE)
                return 0;
        return problem(directory, "the path is too long");
}

/* swtpm holds a lock on a file of its own as long as it runs. */
static int check_lock(const char *directory)
{
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        char path[PATH_SIZE];
        bool locked;
        int fd;

        if (snprintf(path, sizeof(path), "%s/.lock", directory) >= PATH_SIZE)
                return problem(directory, "the path is too long");
        fd = open(path, O_RDWR | O_CLOEXEC);
        if (fd < 0)
                return 0; /* none ran, or it is another user's: then its files are too */
        locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        close(fd);
        return locked ? problem(directory, "a swtpm runs there") : 0;
}

static int keep(const char *path, const char *name, struct wire_blob blob)
{
        struct wire_blob state;

        switch (swtpm_blob_read(blob, &state)) {
        case SWTPM_BLOB_OK:
                break;
        case SWTPM_BLOB_ENCRYPTED:
                return problem(path, "it is encrypted with a key of swtpm's");
        default:
                return problem(path, "it is not a state of swtpm's, or it is damaged");
        }
        if (state.size == 0)
                return problem(path, "it is empty");
        if (state_store(name, state.data, state.size))
                return problem(path, "there is no room for it");
        return 0;
}

/* *@found is false if there is no such file. */
static int import_one(const char *directory, const char *name, bool *found)
{
        uint8_t *data = malloc(SIZE_MOST + 1);
        char path[PATH_SIZE];
        int result = -1;
        long size = 0;
        int fd = -1;

        *found = false;
        if (data && path_of(directory, name, path) == 0) {
                fd = open(path, O_RDONLY | O_CLOEXEC);
                *found = fd >= 0;
                if (fd < 0)
                        result = errno == ENOENT ? 0 : problem(path, strerror(errno));
        }
        if (fd >= 0) {
                size = read(fd, data, SIZE_MOST + 1);
                if (size < 0 || size > SIZE_MOST)
                        result = problem(path, size < 0 ? strerror(errno) : "it is too long");
                else
                        result = keep(path, name, (struct wire_blob){ data, (size_t)size });
                close(fd);
        }
        OPENSSL_cleanse(data, size > 0 ? (size_t)size : 0);
        free(data);
        return result;
}

int swtpm_directory_import(const char *directory)
{
        bool found;

        if (check_lock(directory) || import_one(directory, names[0], &found))
                return -1;
        if (!found)
                return problem(directory, "there is no tpm2-00." TPM_PERMANENT_ALL_NAME);
        return import_one(directory, names[1], &found);
}

static int write_file(const char *path, const uint8_t *data, size_t size)
{
        uint8_t front[SWTPM_BLOB_FRONT];
        struct iovec parts[] = { { front, swtpm_blob_front(size, false, front) },
                                 { (void *)(uintptr_t)data, size } };
        long all = (long)(parts[0].iov_len + size);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        bool failed;

        if (fd < 0)
                return problem(path, strerror(errno));
        failed = writev(fd, parts, 2) != all || fsync(fd) != 0;
        failed |= close(fd) != 0;
        return failed ? problem(path, "it cannot be written") : 0;
}

int swtpm_directory_export(const char *directory)
{
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                char path[PATH_SIZE];
                size_t size;
                const uint8_t *data = state_load(names[i], &size);

                if (data && (path_of(directory, names[i], path) || write_file(path, data, size)))
                        return -1;
        }
        return 0;
}
