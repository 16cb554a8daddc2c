/* tools/run/terminal.c - raw mode while the guest's shell has the terminal. */
#include "tools/run/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool is_raw;

/* Harmless when nothing was changed, and again at exit, so that no end of ours leaves the terminal raw. */
void run_terminal_restore(void)
{
        if (is_raw)
                (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
        is_raw = false;
}

/* Every key goes to the guest, ^C too. A terminal that is none (a pipe, a file) stays as it is. */
void run_terminal_raw(void)
{
        struct termios raw;

        if (is_raw || !isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &saved) != 0)
                return;
        raw = saved;
        cfmakeraw(&raw);
        raw.c_oflag |= OPOST; /* our own lines on stderr still need their carriage returns */
        if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
                return;
        is_raw = true;
        (void)atexit(run_terminal_restore);
}
