/* tools/run/terminal.h - the user's terminal. */
#ifndef TOOLS_RUN_TERMINAL_H
#define TOOLS_RUN_TERMINAL_H

/* The terminal of an interactive run: raw while the guest has it. */
void run_terminal_raw(void);
void run_terminal_restore(void);

#endif
