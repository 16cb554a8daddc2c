/* kernel/base/log.h - the kernel's log lines. */
#ifndef KERNEL_BASE_LOG_H
#define KERNEL_BASE_LOG_H

#include <stddef.h>

/* Writes "svsm: " and one line to the console, if there is one. Whole lines only, one vCPU at a time. */
__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

/*
 * A line that a guest or a service can cause: at most a few a second, the rest are counted and the count is logged with the
 * next one.
 */
__attribute__((format(printf, 1, 2))) void log_limited(const char *format, ...);

/* Text of a service, already framed in lines by the caller, with the service's name as subject. */
void log_service_line(const char *service, const char *text, size_t size);

/*
 * Stops the machine, not only this vCPU (stop.h): writes "svsm: stopped: " and the reason, and terminates with @reason of the
 * kernel's set. Who comes second writes nothing and terminates with the first one's.
 */
__attribute__((format(printf, 2, 3), noreturn)) void kernel_stop(unsigned int reason,
                                                                 const char *format, ...);

#endif
