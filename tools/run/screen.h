/* tools/run/screen.h - the console as a terminal: what the guest says there, byte by byte, without the lines that are ours. */
#ifndef TOOLS_RUN_SCREEN_H
#define TOOLS_RUN_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#define RUN_SUBJECT_MOST 16

enum run_screen_line {
        RUN_SCREEN_START,  /* at the start of a line: nobody's yet */
        RUN_SCREEN_OURS,   /* shown elsewhere, once it is whole */
        RUN_SCREEN_GUESTS, /* goes out as it comes */
};

/* All zeros is the start of a line. */
struct run_screen {
        enum run_screen_line line;
        char start[RUN_SUBJECT_MOST]; /* what may still become one of our subjects */
        size_t length;
};

/* True if the line begins with a subject of ours (docs/boot.md, "Log lines that tools may rely on"). */
bool run_is_our_line(const char *line);

/*
 * One byte of the console. Writes what is to be shown to @out, which has RUN_SUBJECT_MOST bytes, and returns how many: none while it
 * cannot be told whose line it is.
 */
size_t run_screen_byte(struct run_screen *screen, char byte, char *out);

#endif
