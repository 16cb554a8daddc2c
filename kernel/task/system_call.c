/*
 * kernel/task/system_call.c - which system calls there are. Everything else gets ENOSYS, which the
 * C libraries take well: what they need was found by refusing one call after the other.
 */
#include "kernel/arch/user.h"
#include "kernel/task/calls.h"

#include "kernel/base/log.h"
#include "lib/x86/speculation.h"

#define UNKNOWN_CALLS_LOGGED 8 /* of each service: enough to see what a program misses */

typedef int64_t (*call_handler)(struct service *service, const uint64_t *arguments);

/*
 * Numbers, arguments and results are those of Linux for x86-64 (arch/x86/entry/syscalls/syscall_64.tbl): the number in RAX,
 * arguments in RDI, RSI, RDX, R10, R8 and R9, the result in RAX, a negated errno if it failed.
 */

/* The call that each command of a guest makes; Linux has none of that number. */
#define CALL_EXCHANGE 0x1000

static const call_handler calls[] = {
        [0] = call_read,         [1] = call_write,
        [2] = call_open,         [3] = call_close,
        [5] = call_fstat,        [7] = call_poll,
        [8] = call_lseek,        [9] = call_mmap,
        [10] = call_mprotect,    [11] = call_munmap,
        [12] = call_brk,         [16] = call_ioctl,
        [19] = call_readv,       [20] = call_writev,
        [28] = call_madvise,     [39] = call_thread_id,
        [60] = call_exit,        [72] = call_fcntl,
        [158] = call_arch_prctl, [202] = call_futex,
        [218] = call_thread_id,  [228] = call_clock_gettime,
        [231] = call_exit,       [257] = call_openat,
        [318] = call_getrandom,
};

static int64_t unknown_call(struct service *service)
{
        if (service->unknown_calls++ < UNKNOWN_CALLS_LOGGED)
                log_limited("%s: unknown system call %lu", service->line.name,
                            service->context.rax);
        return -ERROR_NO_CALL;
}

static int64_t dispatch(struct service *service)
{
        const struct user_context *context = &service->context;
        const uint64_t arguments[6] = { context->rdi, context->rsi, context->rdx,
                                        context->r10, context->r8,  context->r9 };
        const uint64_t count = sizeof(calls) / sizeof(calls[0]);
        call_handler handler = calls[index_masked(context->rax, count)];

        if (context->rax >= count || !handler)
                return unknown_call(service);
        return handler(service, arguments);
}

void system_call(struct service *service)
{
        int64_t result =
                service->context.rax == CALL_EXCHANGE ? call_exchange(service) : dispatch(service);

        service->calls++;
        service->context.rax = (uint64_t)result;
}
