/*
 * kernel/task/calls_file.c - the archive's files, for reading only. Every service may read every file: they are measured, public
 * parts of the image, and nothing secret is ever in one.
 */
#include "kernel/task/calls.h"
#include "lib/x86/speculation.h"

#define PATH_SIZE 128

/* Flags of open() that write, create or change (Linux include/uapi/asm-generic/fcntl.h): mode, O_CREAT, O_TRUNC, O_APPEND. */
#define OPEN_WRITES (3 | 0100 | 01000 | 02000)

#define SEEK_FROM_START 0
#define SEEK_FROM_HERE  1
#define SEEK_FROM_END   2

#define GET_DESCRIPTOR_FLAGS 1
#define SET_DESCRIPTOR_FLAGS 2

#define MODE_READ_ONLY_FILE 0100444
#define MODE_CHARACTERS     0020600

/* Linux' struct stat of x86-64, arch/x86/include/uapi/asm/stat.h. */
struct linux_stat {
        uint64_t device, inode, links;
        uint32_t mode, user, group, padding;
        uint64_t special_device;
        int64_t size, block_size, blocks;
        uint64_t times[6];
        int64_t unused[3];
};
_Static_assert(sizeof(struct linux_stat) == 144, "struct stat");

struct open_file *open_file(struct service *service, uint64_t descriptor)
{
        struct open_file *file;

        if (descriptor < DESCRIPTOR_FILES || descriptor >= DESCRIPTOR_FILES + FILES_MAX)
                return NULL;
        file = &service->files[index_masked(descriptor - DESCRIPTOR_FILES, FILES_MAX)];
        return file->used ? file : NULL;
}

/* Copies a terminated path; 0, or a negated error number. */
static int64_t read_path(const struct service *service, uint64_t from, char path[PATH_SIZE])
{
        for (unsigned int i = 0; i < PATH_SIZE; i++) {
                if (!user_read(&service->memory, &path[i], from + i, 1))
                        return -ERROR_FAULT;
                if (path[i] == 0)
                        return i == 0 ? -ERROR_NO_ENTRY : 0;
        }
        return -ERROR_NAME_LONG;
}

static int64_t use_descriptor(struct service *service, const struct file *file)
{
        for (unsigned int i = 0; i < FILES_MAX; i++) {
                if (service->files[i].used)
                        continue;
                service->files[i] = (struct open_file){ .used = true, .file = *file };
                return DESCRIPTOR_FILES + i;
        }
        return -ERROR_MANY_FILES;
}

static int64_t open_path(struct service *service, uint64_t from, uint64_t flags)
{
        char path[PATH_SIZE];
        struct file file;
        int64_t result = read_path(service, from, path);

        if (result != 0)
                return result;
        if (files_find(path, &file) != 0)
                return -ERROR_NO_ENTRY;
        if (flags & OPEN_WRITES)
                return -ERROR_READ_ONLY;
        return use_descriptor(service, &file);
}

int64_t call_open(struct service *service, const uint64_t *arguments)
{
        return open_path(service, arguments[0], arguments[1]);
}

/* There are no directories to be relative to: every path counts from the archive's root. */
int64_t call_openat(struct service *service, const uint64_t *arguments)
{
        return open_path(service, arguments[1], arguments[2]);
}

int64_t call_close(struct service *service, const uint64_t *arguments)
{
        struct open_file *file = open_file(service, arguments[0]);

        if (!file)
                return -ERROR_BAD_FILE;
        file->used = false;
        return 0;
}

int64_t call_fstat(struct service *service, const uint64_t *arguments)
{
        const struct open_file *file = open_file(service, arguments[0]);
        struct linux_stat stat = { .links = 1, .mode = MODE_CHARACTERS, .block_size = PAGE_SIZE };

        if (!file && arguments[0] > DESCRIPTOR_ERROR)
                return -ERROR_BAD_FILE;
        if (file) {
                stat.mode = MODE_READ_ONLY_FILE;
                stat.size = file->file.size;
                stat.blocks = (file->file.size + 511) / 512;
        }
        return user_write(&service->memory, arguments[1], &stat, sizeof(stat)) ? 0 : -ERROR_FAULT;
}

/* No program is started by another, so whether a descriptor would stay open then does not matter. */
int64_t call_fcntl(struct service *service, const uint64_t *arguments)
{
        if (!open_file(service, arguments[0]))
                return -ERROR_BAD_FILE;
        return arguments[1] == GET_DESCRIPTOR_FLAGS || arguments[1] == SET_DESCRIPTOR_FLAGS
                       ? 0
                       : -ERROR_INVALID;
}

int64_t call_lseek(struct service *service, const uint64_t *arguments)
{
        struct open_file *file = open_file(service, arguments[0]);
        int64_t offset = (int64_t)arguments[1];

        if (!file)
                return arguments[0] < DESCRIPTOR_FILES ? -ERROR_SEEK : -ERROR_BAD_FILE;
        if (offset > UINT32_MAX || offset < -(int64_t)UINT32_MAX)
                return -ERROR_INVALID;
        if (arguments[2] == SEEK_FROM_HERE)
                offset += file->offset;
        else if (arguments[2] == SEEK_FROM_END)
                offset += file->file.size;
        else if (arguments[2] != SEEK_FROM_START)
                return -ERROR_INVALID;
        if (offset < 0 || offset > file->file.size)
                return -ERROR_INVALID;
        file->offset = (uint32_t)offset;
        return offset;
}
