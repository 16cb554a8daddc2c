/*
 * kernel/task/calls_process.c - what is not memory and not a file. A service is one process with one thread: there are no
 * signals, no children, and nobody to wait for.
 */
#include "kernel/arch/time.h"
#include "kernel/base/log.h"
#include "kernel/task/calls.h"

/* Linux arch/x86/include/uapi/asm/prctl.h, include/uapi/linux/futex.h and include/uapi/linux/time.h. */
#define ARCH_SET_FS        0x1002
#define FUTEX_COMMAND_MASK 0x7f
#define FUTEX_WAKE         1
#define RANDOM_MAX         256 /* what Linux' getrandom() never cuts short */
#define NS_IN_SECOND       UINT64_C(1000000000)
#define CLOCK_REALTIME     0
#define CLOCK_BOOTTIME     7
#define ONLY_THREAD        1

/*
 * There is no calendar that could be trusted: the host's is not measured. Services see a fixed day,
 * so that differences are right and absolute dates are plainly wrong: 2026-01-01 00:00 UTC.
 */
#define REALTIME_BASE UINT64_C(1767225600)

int64_t call_exit(struct service *service, const uint64_t *arguments)
{
        log_line("%s: exited with status %d", service->line.name, (int)(arguments[0] & 0xff));
        service_die(service);
        return 0;
}

int64_t call_arch_prctl(struct service *service, const uint64_t *arguments)
{
        if (arguments[0] != ARCH_SET_FS)
                return -ERROR_INVALID;
        if (arguments[1] >= ADDRESS_SPACE_END)
                return -ERROR_PERMITTED;
        service->context.fs_base = arguments[1];
        return 0;
}

/* There is one thread, so nobody waits to be woken, and to wait would be for ever. */
int64_t call_futex(struct service *service, const uint64_t *arguments)
{
        (void)service;
        return (arguments[1] & FUTEX_COMMAND_MASK) == FUTEX_WAKE ? 0 : -ERROR_NO_CALL;
}

int64_t call_clock_gettime(struct service *service, const uint64_t *arguments)
{
        uint64_t now = arch_monotonic_ns();
        uint64_t time[2] = { now / NS_IN_SECOND, now % NS_IN_SECOND };

        if (arguments[0] > CLOCK_BOOTTIME)
                return -ERROR_INVALID;
        if (arguments[0] == CLOCK_REALTIME)
                time[0] += REALTIME_BASE;
        return user_write(&service->memory, arguments[1], time, sizeof(time)) ? 0 : -ERROR_FAULT;
}

int64_t call_getrandom(struct service *service, const uint64_t *arguments)
{
        uint64_t size = arguments[1] < RANDOM_MAX ? arguments[1] : RANDOM_MAX;
        uint64_t done = 0;

        while (done < size) {
                uint64_t part = size - done < 8 ? size - done : 8;
                uint64_t random = service_random(service);

                if (!user_write(&service->memory, arguments[0] + done, &random, part))
                        return -ERROR_FAULT;
                done += part;
        }
        return (int64_t)size;
}

/* getpid() and set_tid_address(). */
int64_t call_thread_id(struct service *service, const uint64_t *arguments)
{
        (void)service;
        (void)arguments;
        return ONLY_THREAD;
}
