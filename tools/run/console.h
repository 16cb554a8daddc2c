/* tools/run/console.h - what the machine says on its first UART, and how far that is. */
#ifndef TOOLS_RUN_CONSOLE_H
#define TOOLS_RUN_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tools/run/deaths.h"
#include "tools/run/screen.h"
#include "tools/run/symbols.h"

/*
 * The console, line by line: which stage the boot has reached, and what a person should see of it. Lines of
 * ours go to stderr with the time since the start; everything else only with verbose, or after a failure.
 */
enum run_stage {
        RUN_STAGE_START,
        RUN_STAGE_MACHINE,  /* softsnp has measured the image */
        RUN_STAGE_VMPL0,    /* the kernel is up */
        RUN_STAGE_SERVICES, /* the services are ready */
        RUN_STAGE_GUEST,    /* a VMPL below 0 runs */
        RUN_STAGE_INIT,     /* Linux has reached its init, or the probe has started */
        RUN_STAGE_STOPPED,  /* softsnp or the kernel ended it, with a reason */
};
#define RUN_CONSOLE_TAIL 40
/* All zeros is a console from which nothing has come; `started` is the caller's to set. */
struct run_console {
        enum run_stage stage;
        bool verbose;
        bool quiet;     /* nothing but failures */
        double started; /* seconds, monotonic */
        FILE *log;      /* the whole console, or NULL */
        bool escape;    /* inside a terminal's escape sequence */
        bool firmware_seen;
        char line[512];
        size_t length;
        char tail[RUN_CONSOLE_TAIL][512]; /* the last lines, a ring */
        unsigned int lines;
        char waiting_for[64]; /* the service that was started last and is not ready */
        bool foreign;         /* before any guest somebody spoke who is not our SVSM */
        bool guest_ended;     /* the guest wrote to its own port 0xf4: its status is the run's */
        bool is_terminal;     /* what is not ours goes to stdout as it comes */
        struct run_screen screen;
        struct run_death death;
        struct run_symbols symbols;
};
/* Seconds on a clock that never goes back; only differences mean something. */
double run_seconds(void);
/* Bytes as they come, in pieces of any size: lines may be cut anywhere. */
void run_console_input(struct run_console *console, const char *data, size_t size);
/* The console has ended: what stands there without an end of line counts as a line. */
void run_console_end(struct run_console *console);
/* A stage that is not seen on the console. */
void run_console_stage(struct run_console *console, enum run_stage stage, const char *text);
/* The last lines, for somebody who wants to know why. */
void run_console_explain(const struct run_console *console);

#endif
