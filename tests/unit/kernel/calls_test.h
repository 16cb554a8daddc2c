/*
 * tests/unit/kernel/calls_test.h - a loaded service that makes one system call after the other, for
 * tests of their results.
 */
#ifndef TESTS_UNIT_KERNEL_CALLS_TEST_H
#define TESTS_UNIT_KERNEL_CALLS_TEST_H

#include "tests/unit/kernel/services_test.h"

#include "lib/x86/cpu.h"

#define READ          0
#define WRITE         1
#define OPEN          2
#define CLOSE         3
#define FSTAT         5
#define POLL          7
#define LSEEK         8
#define MMAP          9
#define MPROTECT      10
#define MUNMAP        11
#define BRK           12
#define IOCTL         16
#define READV         19
#define WRITEV        20
#define MADVISE       28
#define EXIT          60
#define FCNTL         72
#define ARCH_PRCTL    158
#define FUTEX         202
#define SET_TID       218
#define CLOCK_GETTIME 228
#define EXIT_GROUP    231
#define OPENAT        257
#define GETRANDOM     318
#define EXCHANGE      0x1000

#define EPERM    (-1)
#define ENOENT   (-2)
#define EBADF    (-9)
#define EAGAIN   (-11)
#define ENOMEM   (-12)
#define EACCES   (-13)
#define EFAULT   (-14)
#define EINVAL   (-22)
#define ENFILE_  (-24)
#define EROFS    (-30)
#define ENAMELEN (-36)
#define ENOSYS   (-38)
#define EMSGSIZE (-90)

#define KERNEL_ADDRESS UINT64_C(0xffffffff80000000)
#define PRIVATE        0x22

static const char no_args[SERVICE_ARGS_SIZE];
static struct service *service;

static inline int set_up(void **state)
{
        (void)state;
        build_elf(test_program);
        make_archive("");
        service = load_one(no_args, 0);
        return service ? 0 : -1;
}

/* One system call of the running service; its result. */
static inline int64_t call(uint64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
        struct user_context *context = &service->context;

        context->rax = number;
        context->rdi = a;
        context->rsi = b;
        context->rdx = c;
        context->r10 = d;
        system_call(service);
        return (int64_t)context->rax;
}

static inline void put(uint64_t at, const void *data, size_t size)
{
        assert_true(user_write(&service->memory, at, data, size));
}

static inline void get(void *data, uint64_t at, size_t size)
{
        assert_true(user_read(&service->memory, data, at, size));
}

static inline void put_text(uint64_t at, const char *text)
{
        put(at, text, strlen(text) + 1);
}

#endif
