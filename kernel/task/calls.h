/*
 * kernel/task/calls.h - the system calls, grouped by file. Each takes the service and its six
 * arguments, and returns what the service gets: a result, or a negated error number. Numbers are
 * Linux' for x86-64.
 */
#ifndef KERNEL_TASK_CALLS_H
#define KERNEL_TASK_CALLS_H

#include <stdint.h>

#include "kernel/task/state.h"

/* Error numbers (Linux include/uapi/asm-generic/errno{-base,}.h). */
enum error_number {
        ERROR_PERMITTED = 1,     /* EPERM */
        ERROR_NO_ENTRY = 2,      /* ENOENT */
        ERROR_IO = 5,            /* EIO */
        ERROR_BAD_FILE = 9,      /* EBADF */
        ERROR_AGAIN = 11,        /* EAGAIN */
        ERROR_NO_MEMORY = 12,    /* ENOMEM */
        ERROR_ACCESS = 13,       /* EACCES */
        ERROR_FAULT = 14,        /* EFAULT */
        ERROR_INVALID = 22,      /* EINVAL */
        ERROR_MANY_FILES = 24,   /* EMFILE */
        ERROR_NOT_TERMINAL = 25, /* ENOTTY */
        ERROR_SEEK = 29,         /* ESPIPE */
        ERROR_READ_ONLY = 30,    /* EROFS */
        ERROR_NAME_LONG = 36,    /* ENAMETOOLONG */
        ERROR_NO_CALL = 38,      /* ENOSYS */
        ERROR_MESSAGE_SIZE = 90, /* EMSGSIZE */
};

/* calls_memory.c */
int64_t call_mmap(struct service *service, const uint64_t *arguments);
int64_t call_mprotect(struct service *service, const uint64_t *arguments);
int64_t call_munmap(struct service *service, const uint64_t *arguments);
int64_t call_brk(struct service *service, const uint64_t *arguments);
int64_t call_madvise(struct service *service, const uint64_t *arguments);

/* calls_io.c */
int64_t call_read(struct service *service, const uint64_t *arguments);
int64_t call_readv(struct service *service, const uint64_t *arguments);
int64_t call_write(struct service *service, const uint64_t *arguments);
int64_t call_writev(struct service *service, const uint64_t *arguments);
int64_t call_poll(struct service *service, const uint64_t *arguments);
int64_t call_ioctl(struct service *service, const uint64_t *arguments);

/* Takes its arguments, of which it has five, from the registers. */
int64_t call_exchange(struct service *service);

/* peer.c: the descriptor of another service. */
int64_t peer_read(struct service *service, uint64_t to, uint64_t size);
int64_t peer_write(struct service *service, uint64_t from, uint64_t size);
/* What poll() says: is there a reply, can it be asked. */
bool peer_readable(const struct service *service);
bool peer_alive(const struct service *service);

/* guest_request.c */
int64_t guest_request_read(const struct service *service, uint64_t to, uint64_t size);
int64_t guest_request_write(const struct service *service, uint64_t from, uint64_t size);

/* calls_file.c */
int64_t call_open(struct service *service, const uint64_t *arguments);
int64_t call_openat(struct service *service, const uint64_t *arguments);
int64_t call_close(struct service *service, const uint64_t *arguments);
int64_t call_fstat(struct service *service, const uint64_t *arguments);
int64_t call_fcntl(struct service *service, const uint64_t *arguments);
int64_t call_lseek(struct service *service, const uint64_t *arguments);
/* The open file behind @descriptor, or NULL. */
struct open_file *open_file(struct service *service, uint64_t descriptor);

/* calls_process.c */
int64_t call_exit(struct service *service, const uint64_t *arguments);
int64_t call_arch_prctl(struct service *service, const uint64_t *arguments);
int64_t call_futex(struct service *service, const uint64_t *arguments);
int64_t call_clock_gettime(struct service *service, const uint64_t *arguments);
int64_t call_getrandom(struct service *service, const uint64_t *arguments);
int64_t call_thread_id(struct service *service, const uint64_t *arguments);

#endif
