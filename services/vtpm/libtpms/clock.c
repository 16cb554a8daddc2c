/*
 * services/vtpm/libtpms/clock.c - time as libtpms sees it: while a command is executed, the time at which it came. libtpms asks once
 * or more for each command, and the kernel has said it with the command.
 */
#include <time.h>

#include "services/runtime/service.h"

#define NS_IN_SECOND 1000000000

/* The linker's --wrap=clock_gettime. */
int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

int __wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
        uint64_t time = service_request_time();

        if (clock != CLOCK_MONOTONIC || time == 0)
                return __real_clock_gettime(clock, out);
        out->tv_sec = (time_t)(time / NS_IN_SECOND);
        out->tv_nsec = (long)(time % NS_IN_SECOND);
        return 0;
}
