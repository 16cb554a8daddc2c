/* tools/run/console.c - what the machine says on its first UART, sorted into stages. */
#include <string.h>
#include <time.h>

#include "tools/run/console.h"

/* How a line of ours begins. `stage` is reached by a line that holds `mark`. */
static const struct {
        const char *mark;
        enum run_stage stage;
} marks[] = {
        { "softsnp: launch digest", RUN_STAGE_MACHINE }, { "svsm: VMPL0 up", RUN_STAGE_VMPL0 },
        { "svsm: guest starts", RUN_STAGE_GUEST },       { "probe: starts", RUN_STAGE_INIT },
        { "softsnp: stopped:", RUN_STAGE_STOPPED },      { "softsnp: refused:", RUN_STAGE_STOPPED },
        { "svsm: stopped:", RUN_STAGE_STOPPED },         { "softsnp: time: VMPL", RUN_STAGE_GUEST },
};

double run_seconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool begins_with(const char *line, const char *prefix)
{
        return strncmp(line, prefix, strlen(prefix)) == 0;
}

/* What the machine says of a part of it ("softsnp: npf: ...") is for people who look into the machine: only with verbose. */
static bool is_detail(const char *line)
{
        const char *rest = line + strlen("softsnp: ");

        return begins_with(line, "softsnp: ") && strstr(rest, ": ") &&
               !begins_with(rest, "stopped: ") && !begins_with(rest, "refused: ");
}

/* Seconds since the start in front, to the millisecond. */
static void show(const struct run_console *console, const char *text)
{
        char symbol[RUN_SYMBOL_TEXT];

        fprintf(stderr, "[%7.3f] %s%s\n", run_seconds() - console->started, text,
                run_symbols_of_line(&console->symbols, text, symbol));
}

/* Remembers which service was started and has not said that it is ready (docs/boot.md, log lines). */
static void follow_services(struct run_console *console, const char *line)
{
        const char *name;
        const char *rest;

        if (!begins_with(line, "svsm: "))
                return;
        name = line + strlen("svsm: ");
        rest = strstr(name, ": ");
        if (!rest)
                return;
        if (begins_with(rest, ": starts")) {
                snprintf(console->waiting_for, sizeof(console->waiting_for), "%.*s",
                         (int)(rest - name), name);
        } else if (begins_with(rest, ": ready")) {
                console->waiting_for[0] = '\0';
                console->stage = RUN_STAGE_SERVICES;
        }
}

/*
 * A line can reach a stage only by its beginning, so that a guest which prints such words in the middle of a
 * line changes nothing.
 */
static void follow_stages(struct run_console *console, const char *line)
{
        for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
                if (begins_with(line, marks[i].mark))
                        console->stage = marks[i].stage;
        follow_services(console, line);
        if (begins_with(line, "softsnp: VMPL") && strstr(line, " ends the machine, port 0xf4"))
                console->guest_ended = true;
        if (!run_is_our_line(line) && *line && console->stage == RUN_STAGE_MACHINE)
                console->foreign = true;
}

/* On a terminal the guest's lines have been shown already; the log has everything. */
static bool is_shown(const struct run_console *console, const char *line)
{
        if (console->verbose)
                return !console->is_terminal || run_is_our_line(line);
        return !console->quiet && run_is_our_line(line) && !is_detail(line);
}

static void write_log(const struct run_console *console, const char *line)
{
        char symbol[RUN_SYMBOL_TEXT];

        fprintf(console->log, "[%7.3f] %s%s\n", run_seconds() - console->started, line,
                run_symbols_of_line(&console->symbols, line, symbol));
        fflush(console->log);
}

/*
 * A line goes to three places: the ring for explanations, the log with its time, and stderr if people should
 * see it.
 */
static void end_line(struct run_console *console)
{
        char *line = console->line;

        line[console->length] = '\0';
        console->length = 0;
        memcpy(console->tail[console->lines++ % RUN_CONSOLE_TAIL], line, sizeof(console->tail[0]));
        follow_stages(console, line);
        run_death_line(&console->death, line, run_seconds());
        if (console->log)
                write_log(console, line);
        if (is_shown(console, line))
                show(console, line);
}

/*
 * Firmware clears its screen in colours: escape sequences that would hide the beginning of a line of ours. The first one after
 * VMPL2's start says that the firmware has come as far as its console. True: @c is part of a sequence.
 */
static bool in_escape(struct run_console *console, char c)
{
        if (c == '\033') {
                console->escape = true;
                if (console->stage == RUN_STAGE_MACHINE)
                        console->foreign = true;
                if (console->stage == RUN_STAGE_GUEST && !console->firmware_seen) {
                        console->firmware_seen = true;
                        run_console_stage(console, RUN_STAGE_GUEST, "firmware: has its console");
                }
                return true;
        }
        if (console->escape && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
                console->escape = false;
                return true;
        }
        return console->escape;
}

static void show_byte(struct run_console *console, char byte)
{
        char out[RUN_SUBJECT_MOST];
        size_t length = run_screen_byte(&console->screen, byte, out);

        (void)fwrite(out, 1, length, stdout);
}

/* Carriage returns are dropped; a line that is too long for the buffer is broken in two. */
void run_console_input(struct run_console *console, const char *data, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (console->is_terminal)
                        show_byte(console, data[i]);
                if (data[i] == '\r' || in_escape(console, data[i]))
                        continue;
                if (data[i] == '\n' || console->length + 1 == sizeof(console->line))
                        end_line(console);
                if (data[i] != '\n')
                        console->line[console->length++] = data[i];
        }
        if (console->is_terminal)
                fflush(stdout);
}

void run_console_end(struct run_console *console)
{
        if (console->length > 0)
                end_line(console);
}

void run_console_stage(struct run_console *console, enum run_stage stage, const char *text)
{
        console->stage = stage;
        if (!console->quiet)
                show(console, text);
}

/* With --verbose all of it has been on stderr already. */
void run_console_explain(const struct run_console *console)
{
        unsigned int first =
                console->lines > RUN_CONSOLE_TAIL ? console->lines - RUN_CONSOLE_TAIL : 0;

        if (console->verbose || console->is_terminal)
                return;
        fprintf(stderr, "the console's last lines:\n");
        for (unsigned int i = first; i < console->lines; i++)
                fprintf(stderr, "  | %s\n", console->tail[i % RUN_CONSOLE_TAIL]);
}
