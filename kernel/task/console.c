/*
 * kernel/task/console.c - a service's output: whole lines with its name, printable characters only,
 * so that it can neither pass for somebody else nor drown the log. What is left out is counted and said. A line longer than the
 * buffer becomes several.
 */
#include "kernel/base/log.h"
#include "kernel/task/state.h"
#include "lib/base/format.h"

#define LINES_A_SECOND 100

static void flush(struct service_console *console, const char *name)
{
        if (line_limit_allows(&console->limit, LINES_A_SECOND)) {
                if (console->limit.lost != 0)
                        log_line("%s: %u lines dropped", name, console->limit.lost);
                console->limit.lost = 0;
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
