/*
 * kernel/base/log.c - log lines. A line is made in a buffer and written under one lock, so lines of several vCPUs
 * do not mix. Needs nothing but kernel/arch.
 */
#include "kernel/base/log.h"
#include "kernel/arch/console.h"
#include "kernel/arch/stop.h"
#include "kernel/base/line_limit.h"
#include "kernel/base/stop.h"
#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"

#include <stdarg.h>

#define LINE_SIZE 256

/* Lines a second that guest and services may cause together. */
#define LINES_A_SECOND 8

/* How long somebody who stops waits for a vCPU in the middle of a line. */
#define STOP_PATIENCE 1000000

struct line {
        char text[LINE_SIZE];
        size_t size;
};

static bool locked;
static struct line_limit limit; /* under the lock */

static bool try_lock(void)
{
        return !__atomic_exchange_n(&locked, true, __ATOMIC_ACQUIRE);
}

static void lock(void)
{
        while (!try_lock())
                arch_relax();
}

static void unlock(void)
{
        __atomic_store_n(&locked, false, __ATOMIC_RELEASE);
}

/* The last character is kept for the line's end. */
static void put(void *context, char c)
{
        struct line *line = context;

        if (line->size < LINE_SIZE - 1)
                line->text[line->size++] = c;
}

__attribute__((format(printf, 2, 3))) static void append(struct line *line, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        format_to(put, line, format, arguments);
        va_end(arguments);
}

/* A line of the kernel's own. */
static struct line own_line(const char *subject, const char *format, va_list arguments)
{
        struct line line = { .size = 0 };

        append(&line, "svsm: %s", subject);
        format_to(put, &line, format, arguments);
        return line;
}

/* Under the lock, or when nobody else goes on. */
static void write_line(struct line *line)
{
        line->text[line->size++] = '\n';
        arch_console_write(line->text, line->size);
}

static void write_alone(struct line *line)
{
        lock();
        write_line(line);
        unlock();
}

static void write_limited(struct line *line)
{
        lock();
        if (line_limit_allows(&limit, LINES_A_SECOND)) {
                if (limit.lost)
                        append(line, " (%u lines before this one left out)", limit.lost);
                limit.lost = 0;
                write_line(line);
        }
        unlock();
}

void log_line(const char *format, ...)
{
        struct line line;
        va_list arguments;

        va_start(arguments, format);
        line = own_line("", format, arguments);
        va_end(arguments);
        write_alone(&line);
}

void log_limited(const char *format, ...)
{
        struct line line;
        va_list arguments;

        va_start(arguments, format);
        line = own_line("", format, arguments);
        va_end(arguments);
        write_limited(&line);
}

/* A service's text is data: what is not printable would be the terminal's commands. */
static char printable(char c)
{
        if (c < ' ' || c > '~')
                return '?';
        return c;
}

/* True if @text begins with "@service: ": the service has named itself. */
static bool names_itself(const char *service, const char *text, size_t size)
{
        size_t length = strlen(service);

        return size > length + 1 && memcmp(text, service, length) == 0 && text[length] == ':' &&
               text[length + 1] == ' ';
}

void log_service_line(const char *service, const char *text, size_t size)
{
        struct line line = { .size = 0 };

        if (!names_itself(service, text, size))
                append(&line, "%s: ", service);
        if (size && text[size - 1] == '\n')
                size--;
        for (size_t i = 0; i < size; i++)
                put(&line, printable(text[i]));
        write_alone(&line);
}

/*
 * The line of the vCPU that stops. The host may inject an exception into that too, and there is no way back from one: so what is done
 * is noted here, for the stop that follows from it.
 */
static struct {
        struct line line;
        bool made, locked, begun;
} last;

/* Whoever holds the lock may be the vCPU that stops, in an exception: after a while the line is written anyway. */
static void lock_for_stop(void)
{
        for (unsigned int i = 0; i < STOP_PATIENCE && !last.locked && !try_lock(); i++)
                cpu_relax();
        __atomic_store_n(&last.locked, true, __ATOMIC_RELEASE);
}

/* After what an interrupted stop has written of it, all of it: nobody knows how much of that went out. */
static void write_last_line(void)
{
        if (last.begun)
                arch_console_write("\n", 1);
        __atomic_store_n(&last.begun, true, __ATOMIC_RELEASE);
        arch_console_write(last.line.text, last.line.size);
}

static void make_last_line(const char *format, va_list arguments)
{
        last.line = own_line("stopped: ", format, arguments);
        last.line.text[last.line.size++] = '\n';
        __atomic_store_n(&last.made, true, __ATOMIC_RELEASE);
}

void kernel_stop(unsigned int reason, const char *format, ...)
{
        va_list arguments;

        /* Another vCPU stops already; or this one does, and has said so. */
        if (!stop_begin(reason) && !stop_again())
                stop_follow();
        if (!last.made) {
                va_start(arguments, format);
                make_last_line(format, arguments);
                va_end(arguments);
        }
        lock_for_stop();
        write_last_line();
        stop_told();
        stop_follow();
}
