/* services/vtpm/swtpm_directory.c - see swtpm_directory.h. */
#include "services/vtpm/swtpm_directory.h"
#include "lib/wire/swtpm_linear.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/seal.h"
#include "services/vtpm/state_keys.h"

#include <libtpms/tpm_nvfilename.h>
#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define SIZE_MOST (256 * 1024L)

static const char *const names[] = { TPM_PERMANENT_ALL_NAME, TPM_VOLATILESTATE_NAME };
#define NAMES (sizeof(names) / sizeof(names[0]))

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

/* swtpm holds a lock on @path as long as it runs: on a file of its own in a directory, or on its file. */
static int check_lock(const char *path)
{
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int fd = open(path, O_RDWR | O_CLOEXEC);
        bool locked;

        if (fd < 0)
                return 0; /* none ran, or it is another user's: then its files are too */
        locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        close(fd);
        return locked ? problem(path, "a swtpm runs there") : 0;
}

/* With a key of its own the directory has to be encrypted; else it may be, with that of our own state. */
static enum seal_verdict open_state(struct wire_blob blob, struct seal_state *out)
{
        const struct state_keys *keys = state_keys();

        if (keys->directory.size)
                return seal_open_strictly((struct seal_keys){ &keys->directory, &keys->migration },
                                          blob, out);
        return seal_open((struct seal_keys){ &keys->state, &keys->migration }, blob, false, out);
}

static int keep(const char *path, const char *name, struct wire_blob blob)
{
        struct seal_state state;
        enum seal_verdict verdict = open_state(blob, &state);
        int result;

        if (verdict != SEAL_OK)
                return problem(path, seal_problem(verdict));
        if (state.size == 0)
                return problem(path, "it is empty");
        result = state_store(name, state.data, state.size);
        seal_wipe(&state);
        return result ? problem(path, "there is no room for it") : 0;
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

static int import_directory(const char *directory)
{
        char lock[PATH_SIZE];
        bool found;

        if (snprintf(lock, sizeof(lock), "%s/.lock", directory) >= PATH_SIZE)
                return problem(directory, "the path is too long");
        if (check_lock(lock) || import_one(directory, names[0], &found))
                return -1;
        if (!found)
                return problem(directory, "there is no tpm2-00." TPM_PERMANENT_ALL_NAME);
        return import_one(directory, names[1], &found);
}

/* One of the states in a file that has all of them. */
static int import_from(const char *path, int fd, const uint8_t *header, unsigned int number)
{
        off_t end = lseek(fd, 0, SEEK_END);
        uint32_t offset;
        uint32_t length;
        uint8_t *data;
        int result;

        if (end < 0 || !swtpm_linear_find(header, (uint64_t)end, number, &offset, &length) ||
            length > SIZE_MOST)
                return problem(path, "it is not a file of swtpm's, or it is damaged");
        if (length == 0)
                return number == SWTPM_LINEAR_PERMANENT ? problem(path, "there is no TPM in it")
                                                        : 0;
        data = malloc(length);
        if (!data || pread(fd, data, length, offset) != (long)length)
                result = problem(path, data ? "it cannot be read" : "there is no memory for it");
        else
                result = keep(path, names[number], (struct wire_blob){ data, length });
        if (data)
                OPENSSL_cleanse(data, length);
        free(data);
        return result;
}

static int import_file(const char *path)
{
        uint8_t header[SWTPM_LINEAR_HEADER] = { 0 };
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        int result = -1;

        if (fd < 0)
                return problem(path, strerror(errno));
        if (read(fd, header, sizeof(header)) < 0)
                problem(path, strerror(errno));
        else if (check_lock(path) == 0)
                result = import_from(path, fd, header, SWTPM_LINEAR_PERMANENT) ||
                                         import_from(path, fd, header, SWTPM_LINEAR_VOLATILE)
                                 ? -1
                                 : 0;
        close(fd);
        return result;
}

int swtpm_directory_import(const char *path)
{
        struct stat status;

        if (stat(path, &status))
                return problem(path, strerror(errno));
        return S_ISDIR(status.st_mode) ? import_directory(path) : import_file(path);
}

static int write_all(const char *path, const uint8_t *data, size_t size)
{
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool failed;

        if (fd < 0)
                return problem(path, strerror(errno));
        failed = write(fd, data, size) != (long)size || fsync(fd) != 0;
        failed |= close(fd) != 0;
        return failed ? problem(path, "it cannot be written") : 0;
}

/* Its own key, or that of our state; none if it is to be in the clear. */
static const struct cipher_key *key_of_directory(bool clear)
{
        static const struct cipher_key none;
        const struct state_keys *keys = state_keys();

        if (clear)
                return &none;
        return keys->directory.size ? &keys->directory : &keys->state;
}

static int write_state(const char *path, struct wire_blob state, bool clear)
{
        const struct seal_keys keys = { key_of_directory(clear), &state_keys()->migration };
        size_t capacity = state.size + SEAL_AROUND;
        uint8_t *room = malloc(capacity);
        size_t size = room ? seal_write(keys, state, false, room, capacity) : 0;
        int result = size ? write_all(path, room, size) : problem(path, "it cannot be made");

        if (room)
                OPENSSL_cleanse(room, size);
        free(room);
        return result;
}

/* One of the files of an export. */
struct file {
        char path[PATH_SIZE];
        char new_path[PATH_SIZE];
        bool written, placed;
};

static int prepare(const char *directory, const char *name, bool clear, struct file *out)
{
        size_t size;
        const uint8_t *data = state_load(name, &size);

        if (!data)
                return 0;
        if (path_of(directory, name, out->path) ||
            snprintf(out->new_path, PATH_SIZE, "%s.new", out->path) >= PATH_SIZE)
                return -1;
        if (access(out->path, F_OK) == 0)
                return problem(out->path, strerror(EEXIST));
        out->written = true;
        return write_state(out->new_path, (struct wire_blob){ data, size }, clear);
}

/* link() replaces nothing, whoever was faster. */
static int place(struct file *file)
{
        if (!file->written)
                return 0;
        if (link(file->new_path, file->path))
                return problem(file->path, strerror(errno));
        file->placed = true;
        return 0;
}

static int force(const char *directory)
{
        int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int result = fd < 0 || fsync(fd) ? problem(directory, strerror(errno)) : 0;

        if (fd >= 0)
                close(fd);
        return result;
}

/* All of the files, or none; the permanent state last, without which swtpm sees no TPM. */
int swtpm_directory_export(const char *directory, bool clear)
{
        static struct file files[NAMES];
        int result = 0;

        for (size_t i = 0; result == 0 && i < NAMES; i++)
                result = prepare(directory, names[i], clear, &files[i]);
        for (size_t i = NAMES; result == 0 && i-- > 0;)
                result = place(&files[i]);
        for (size_t i = 0; i < NAMES; i++) {
                if (files[i].written)
                        unlink(files[i].new_path);
                if (result && files[i].placed)
                        unlink(files[i].path);
        }
        return result ? -1 : force(directory);
}
