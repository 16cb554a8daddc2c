/* tools/run/deaths.h - guests that die without ending the machine: what they say on the console then. */
#ifndef TOOLS_RUN_DEATHS_H
#define TOOLS_RUN_DEATHS_H

#include <stdbool.h>

#define RUN_DEATH_TEXT 160

/* All zeros: nobody has died. */
struct run_death {
        unsigned int kind;         /* 1 + index of the kind, 0: none */
        char text[RUN_DEATH_TEXT]; /* who died, and the line that said so */
        double since;              /* when that was (run_seconds()) */
        bool complete;             /* the last line that is expected has come */
};

/* Looks at one line of the console. The first death counts. */
void run_death_line(struct run_death *death, const char *line, double now);

/* True if the run may end: the guest has died, and has said all of it, or says no more. */
bool run_death_is_over(const struct run_death *death, double now);

#endif
