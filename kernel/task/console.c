/*
 * kernel/task/console.c - a service's output: whole lines with its name, printable characters only,
 * so that it can neither pass for somebody else nor drown the log.
 */
#include "kernel/arch/time.h"
#include "kernel/base/log.h"
#include "kernel/task/state.h"
#include "lib/base/format.h"

#define WINDOW_NS        UINT64_C(1000000000)
#define LINES_PER_WINDOW 100

static bool may_write(struct service_console *console)
{
        uint64_t now = arch_monotonic_ns();

        if (now - console->window_start >= WINDOW_NS) {
                console->window_start = now;
                console->lines = 0;
        }
        if (console->lines < LINES_PER_WINDOW) {
                console->lines++;
                return true;
        }
        console->dropped++;
        return false;
}

static void flush(struct service_console *console, const char *name)
{
        if (may_write(console)) {
                if (console->dropped != 0)
                        log_line("%s: %u lines dropped", name, console->dropped);
                console->dropped = 0;
                log_service_line(name, console->line, console->used);
        }
        console->used = 0;
}

void console_put(struct service_console *console, const char *name, const char *text, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                char c = text[i];

                if (c == '\n') {
                        flush(console, name);
                        continue;
                }
                if (console->used == sizeof(console->line))
                        flush(console, name);
                if (c == '\t')
                        c = ' ';
                console->line[console->used++] = c >= ' ' && c <= '~' ? c : '?';
        }
}
