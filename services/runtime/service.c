/*
 * services/runtime/service.c - see service.h. Plain system calls, no stdio: a log line is one
 * write.
 */
#include "services/runtime/service.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE_MAX 160

void service_log(const char *format, ...)
{
        char line[LOG_LINE_MAX + 1];
        va_list arguments;
        size_t size;
        int length;

        va_start(arguments, format);
        length = vsnprintf(line, LOG_LINE_MAX, format, arguments);
        va_end(arguments);
        if (length < 0)
                return;
        size = (size_t)length < LOG_LINE_MAX - 1 ? (size_t)length : LOG_LINE_MAX - 1;
        line[size++] = '\n';
        /* A console that does not take the line is no reason to stop. */
        if (write(SERVICE_LOG_FD, line, size) < 0)
                return;
}

uint64_t service_milliseconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

long service_read_request(void *request, size_t capacity)
{
        long size;

        do
                size = read(SERVICE_REQUEST_FD, request, capacity);
        while (size < 0 && errno == EINTR);
        return size;
}

int service_reply(const void *reply, size_t size)
{
        return write(SERVICE_REQUEST_FD, reply, size) == (long)size ? 0 : -1;
}

/* One system call for both, which the SVSM has (docs/services.md) and Linux does not. */
#define CALL_EXCHANGE 0x1000

static uint64_t request_time;

static long call_exchange(const void *reply, size_t size, void *request, size_t capacity)
{
        register const void *reply_register __asm__("r10") = reply;
        register size_t size_register __asm__("r8") = size;
        uint64_t capacity_then_time = capacity;
        long result;

        __asm__ volatile("syscall"
                         : "=a"(result), "+d"(capacity_then_time)
                         : "a"(CALL_EXCHANGE), "D"(SERVICE_REQUEST_FD), "S"(request),
                           "r"(reply_register), "r"(size_register)
                         : "rcx", "r11", "memory");
        if (result >= 0)
                request_time = capacity_then_time;
        return result;
}

long service_exchange(const void *reply, size_t size, void *request, size_t capacity)
{
        static bool on_linux;
        long result = on_linux ? -ENOSYS : call_exchange(reply, size, request, capacity);

        if (result >= 0)
                return result;
        /* A sandbox on Linux may have another answer to a call that it does not know. */
        on_linux = result == -ENOSYS || result == -EPERM;
        if (!on_linux || service_reply(reply, size) != 0)
                return -1;
        return service_read_request(request, capacity);
}

uint64_t service_request_time(void)
{
        return request_time;
}

int service_channel_write(const void *data, size_t size)
{
        const uint8_t *next = data;

        while (size) {
                long written = write(SERVICE_CHANNEL_FD, next, size);

                if (written < 0 && errno == EINTR)
                        continue;
                if (written <= 0)
                        return -1;
                next += written;
                size -= (size_t)written;
        }
        return 0;
}

/* Waits for input; 1 there is some, 0 the time is over, -1 there is no channel. */
static int wait_for_channel(uint64_t deadline)
{
        for (;;) {
                struct pollfd channel = { .fd = SERVICE_CHANNEL_FD, .events = POLLIN };
                uint64_t now = service_milliseconds();
                int ready = poll(&channel, 1, now < deadline ? (int)(deadline - now) : 0);

                if (ready < 0 && errno == EINTR)
                        continue;
                if (ready > 0 && !(channel.revents & POLLIN))
                        return -1;
                return ready;
        }
}

long service_channel_read(void *data, size_t capacity, uint64_t deadline)
{
        int ready = wait_for_channel(deadline);
        long size;

        if (ready <= 0)
                return ready;
        size = read(SERVICE_CHANNEL_FD, data, capacity);
        return size > 0 ? size : -1;
}

void service_channel_close(void)
{
        close(SERVICE_CHANNEL_FD);
}

static bool has_peer;

/* A read of nothing gives nothing, and EBADF if there is nobody. */
void service_find_peer(void)
{
        uint8_t nothing;

        has_peer = read(SERVICE_PEER_FD, &nothing, 0) == 0 || errno != EBADF;
}

bool service_has_peer(void)
{
        return has_peer;
}

long service_peer_call(const void *request, size_t size, void *reply, size_t capacity)
{
        long got;

        if (write(SERVICE_PEER_FD, request, size) != (long)size)
                return -1;
        got = read(SERVICE_PEER_FD, reply, capacity);
        return got > 0 ? got : -1;
}
