/*
 * services/vtpm/state_file.c - see state_file.h. A new state is written to where the older of two is, so that there is a whole
 * one at any moment; digests find what a disk has lost. They protect against accidents; against whoever can write the file a key
 * does (state_seal.h).
 */
#include "services/vtpm/state_file.h"
#include "lib/base/bytes.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/state_seal.h"
#include "services/vtpm/state_slots.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC         UINT64_C(0x4353575354415445) /* "CSWSTATE" */
#define FILE_SIZE_MAX STATE_SLOT_STATE_MAX
#define PATH_SIZE     4096

static struct {
        const struct personality *personality;
        uint8_t digest[PROFILE_DIGEST_SIZE]; /* of the profile that made the TPM */
        char path[PATH_SIZE];
        char new_path[PATH_SIZE];
        unsigned int mode;
        int directory;            /* -1: nothing is kept */
        int file;                 /* to be written to, or -1: it has to be found out how it is */
        struct state_slots slots; /* of that */
        bool begun;
        bool let_go;
} store = { .directory = -1, .file = -1 };

/* What is read and written. */
static struct state_frame *frame;

static int stopped(const char *what)
{
        service_log("vtpm: stopped: state %s: %s", store.path, what);
        return -1;
}

static int stopped_by_system(const char *what)
{
        service_log("vtpm: stopped: state %s: %s: %s", store.path, what, strerror(errno));
        return -1;
}

/* A file of an earlier version is its state alone. Returns its size, more than FILE_SIZE_MAX if it is too long, or -1. */
static long read_alone(int descriptor)
{
        uint8_t more;
        long size = 0;
        long got;

        do {
                got = size < FILE_SIZE_MAX ? read(descriptor, frame->state + size,
                                                  (size_t)(FILE_SIZE_MAX - size))
                                           : read(descriptor, &more, 1);
                size += got > 0 ? got : 0;
        } while (got > 0 && size <= FILE_SIZE_MAX);
        return got < 0 ? -1 : size;
}

static long read_any(int descriptor)
{
        long size;

        if (!state_slots_are_in(descriptor))
                return read_alone(descriptor);
        size = state_slots_read(descriptor, frame, &store.slots);
        if (size > 0 && store.slots.lost)
                service_log("vtpm: state %s: the newest was not written to its end: the one before "
                            "is taken",
                            store.path);
        return size;
}

/* The state into the frame; *@size is 0 if there is no file. */
static int read_file(size_t *size)
{
        int descriptor = open(store.path, O_RDONLY | O_CLOEXEC);
        bool slots;
        long got;

        *size = 0;
        if (descriptor < 0)
                return errno == ENOENT ? 0 : stopped_by_system("cannot be opened");
        slots = state_slots_are_in(descriptor);
        got = read_any(descriptor);
        close(descriptor);
        if (got < 0)
                return stopped_by_system("cannot be read");
        if (got == 0 && slots)
                return stopped("is damaged: neither of its two copies is whole");
        if (got == 0 || got > FILE_SIZE_MAX)
                return stopped("has not the size of one");
        *size = (size_t)got;
        return 0;
}

static int check_profile(const struct personality *personality, struct bytes_reader *in)
{
        size_t name_size = bytes_read_be16(in);
        const uint8_t *name = bytes_take(in, name_size);

        if (bytes_read_be16(in) != sizeof(store.digest))
                in->failed = true;
        bytes_read(in, store.digest, sizeof(store.digest));
        if (in->failed || name_size > PROFILE_NAME_MAX)
                return stopped("is damaged");
        if (name_size == strlen(personality->name) &&
            memcmp(name, personality->name, name_size) == 0)
                return 0;
        service_log("vtpm: stopped: state %s: is a TPM made from profile %.*s, not %s", store.path,
                    (int)name_size, (const char *)name, personality->name);
        return -1;
}

/* With the reason in front: of a long path only the beginning is logged. */
static int stopped_because(const char *reason)
{
        service_log("vtpm: stopped: the state %s: %s", reason, store.path);
        return -1;
}

/* u16 and a name, u32 and its bytes. */
static int read_blob(struct bytes_reader *in, uint32_t version)
{
        char name[STATE_NAME_MAX];
        size_t name_size = bytes_read_be16(in);
        const uint8_t *data;
        size_t size;

        if (name_size == 0 || name_size >= sizeof(name))
                in->failed = true;
        bytes_read(in, name, in->failed ? 0 : name_size);
        name[in->failed ? 0 : name_size] = '\0';
        size = bytes_read_be32(in);
        data = bytes_take(in, size);
        return data && state_seal_store(version, name, (struct wire_blob){ data, size }) == 0 ? 0
                                                                                              : -1;
}

static int read_blobs(struct bytes_reader *in, uint32_t version)
{
        uint32_t count = bytes_read_be32(in);

        if (count > STATE_BLOBS)
                return stopped("has more in it than a TPM has");
        for (uint32_t i = 0; i < count; i++) {
                if (read_blob(in, version))
                        return stopped("is damaged");
        }
        return in->failed || bytes_left(in) ? stopped("is damaged") : 0;
}

static int check_digest(const uint8_t *data, size_t *size)
{
        uint8_t digest[SHA256_DIGEST_LENGTH];

        if (*size < sizeof(digest))
                return stopped("is cut short");
        *size -= sizeof(digest);
        if (!SHA256(data, *size, digest) || memcmp(data + *size, digest, sizeof(digest)) != 0)
                return stopped("is damaged: its digest is not that of its content");
        return 0;
}

/*
 * A state belongs to the profile that made it, by name: with another one the TPM would be neither.
 */
int state_file_parse(const struct personality *personality, const uint8_t *data, size_t size)
{
        struct bytes_reader in;
        const char *reason;
        uint32_t version;

        if (check_digest(data, &size))
                return -1;
        in = bytes_reader(data, size);
        if (bytes_read_be64(&in) != MAGIC)
                return stopped("is not a state of this version");
        version = bytes_read_be32(&in);
        reason = state_seal_check(version, data, &in.size);
        if (reason)
                return stopped_because(reason);
        return check_profile(personality, &in) ? -1 : read_blobs(&in, version);
}

/* The directory that a file is in; of a name alone it is the current one. */
static void directory_of(const char *file, char *out)
{
        const char *slash = strrchr(file, '/');
        size_t length = slash ? (size_t)(slash - file) : 0;

        snprintf(out, PATH_SIZE, "%.*s%s", (int)length, file, length ? "" : slash ? "/" : ".");
}

static int open_directory(const struct state_place *place)
{
        static char directory[PATH_SIZE];
        int length = place->file ? snprintf(store.path, sizeof(store.path), "%s", place->file)
                                 : snprintf(store.path, sizeof(store.path), "%s/tpm.state",
                                            place->directory);

        if (length >= PATH_SIZE ||
            snprintf(store.new_path, sizeof(store.new_path), "%s.new", store.path) >= PATH_SIZE)
                return stopped("the path is too long");
        directory_of(store.path, directory);
        store.mode = place->mode;
        frame = malloc(sizeof(*frame));
        if (!frame)
                return stopped("there is no memory for it");
        store.directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return store.directory < 0 ? stopped_by_system("its directory cannot be opened") : 0;
}

int state_file_open(const struct state_place *place, const struct personality *personality,
                    bool *found)
{
        size_t size;
        int result;

        *found = false;
        store.personality = personality;
        state_file_adopt();
        if (!place->directory && !place->file)
                return 0;
        if (open_directory(place) || read_file(&size))
                return -1;
        *found = size != 0;
        result = size ? state_file_parse(personality, frame->state, size) : 0;
        OPENSSL_cleanse(frame->state, size);
        if (result == 0)
                state_mark_clean();
        return result;
}

void state_file_adopt(void)
{
        memcpy(store.digest, store.personality->digest, sizeof(store.digest));
}

bool state_file_is_of_this_revision(void)
{
        return memcmp(store.digest, store.personality->digest, sizeof(store.digest)) == 0;
}

static void write_sized(struct bytes_writer *out, const void *data, size_t size)
{
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, data, size);
}

static size_t write_content(void)
{
        struct bytes_writer out = bytes_writer(frame->state, FILE_SIZE_MAX);
        uint8_t digest[SHA256_DIGEST_LENGTH];
        struct state_blob blob;
        uint32_t count = 0;

        while (state_blob(count, &blob))
                count++;
        bytes_write_be64(&out, MAGIC);
        bytes_write_be32(&out, state_seal_version());
        write_sized(&out, store.personality->name, strlen(store.personality->name));
        write_sized(&out, store.digest, sizeof(store.digest));
        bytes_write_be32(&out, count);
        for (uint32_t i = 0; state_blob(i, &blob); i++) {
                write_sized(&out, blob.name, strlen(blob.name));
                state_seal_write(&out, (struct wire_blob){ blob.data, blob.size });
        }
        state_seal_end(&out);
        if (out.failed || !SHA256(frame->state, out.size, digest))
                return 0;
        bytes_write(&out, digest, sizeof(digest));
        return out.failed ? 0 : out.size;
}

/* Whatever the umask is, and only once the file is ours. */
static int set_mode(int descriptor)
{
        struct stat status;

        if (fstat(descriptor, &status))
                return -1;
        return (status.st_mode & 07777) == store.mode ? 0 : fchmod(descriptor, store.mode);
}

/* The file to write to, if there is one with places; else a new one takes its place. */
static int find_file(void)
{
        int descriptor;
        long size;

        if (store.file >= 0)
                return 0;
        descriptor = open(store.path, O_RDWR | O_CLOEXEC);
        if (descriptor < 0)
                return errno == ENOENT ? 0 : stopped_by_system("cannot be opened");
        size = state_slots_are_in(descriptor) ? state_slots_read(descriptor, frame, &store.slots)
                                              : 0;
        OPENSSL_cleanse(frame->state, size > 0 ? (size_t)size : 0);
        if (size > 0 && set_mode(descriptor) == 0) {
                store.file = descriptor;
                return 0;
        }
        close(descriptor);
        return size == 0 ? 0 : stopped_by_system("cannot be used");
}

static void leave_file(void)
{
        if (store.file >= 0)
                close(store.file);
        store.file = -1;
}

/* Returns 0 when the new file is in its place and on the disk, with what it holds. */
static int put_in_place(int descriptor, size_t size)
{
        if (store.mode != 0600 && set_mode(descriptor))
                return stopped_by_system("cannot be made");
        if (state_slots_make(descriptor, frame, size, &store.slots))
                return stopped_by_system("cannot be written");
        if (rename(store.new_path, store.path) || fsync(store.directory))
                return stopped_by_system("cannot be put in place");
        return 0;
}

static int make_file(size_t size)
{
        int descriptor = open(store.new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        if (descriptor < 0)
                return stopped_by_system("cannot be made");
        if (put_in_place(descriptor, size) == 0)
                store.file = descriptor;
        else
                close(descriptor);
        return store.file < 0 ? -1 : 0;
}

static int write_file(size_t size)
{
        if (store.file < 0)
                return make_file(size);
        if (state_slots_write(store.file, frame, size, &store.slots))
                return stopped_by_system("cannot be written");
        return 0;
}

static int commit(void)
{
        size_t size;
        int result;

        if (find_file())
                return -1;
        size = write_content();
        result = size ? write_file(size) : stopped("is larger than it may be");
        OPENSSL_cleanse(frame->state, size);
        if (result == 0)
                state_mark_clean();
        return result;
}

int state_file_begin(void)
{
        store.begun = true;
        store.let_go = false;
        leave_file(); /* another may have written to it */
        if (store.directory >= 0 && find_file())
                return -1;
        return state_file_commit();
}

void state_file_let_go(void)
{
        store.let_go = true;
}

bool state_file_is_let_go(void)
{
        return store.let_go;
}

int state_file_commit(void)
{
        if (store.directory < 0 || !store.begun || store.let_go || !state_is_dirty())
                return 0;
        return commit();
}

int state_file_settle(void)
{
        return store.file < 0 || !store.begun || store.let_go ? 0 : commit();
}
