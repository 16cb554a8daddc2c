/* tools/run/loop.h - one run while it goes on: its children, its sockets, its ends. */
#ifndef TOOLS_RUN_LOOP_H
#define TOOLS_RUN_LOOP_H

#include <sys/types.h>

#include "tools/common/file.h"
#include "tools/run/console.h"
#include "tools/run/options.h"

/* Exit status of `cashew run` when the machine, not the command in it, failed (as docker and ssh do). */
#define RUN_EXIT_MACHINE 125

/*
 * One run, zeroed but for `options` and `console` before run_start(). Everything that it owns goes with
 * run_stop().
 */
struct run {
        const struct run_options *options;
        struct run_console console;
        struct file personality;      /* its text; empty: the built-in one */
        char directory[64];           /* private, holds the sockets */
        int listeners[RUN_STREAMS];   /* -1: not used or already connected */
        int connections[RUN_STREAMS]; /* -1: not connected, or at its end */
        pid_t qemu;
        pid_t ca;
        pid_t channel;      /* between the two, if the host is hostile there */
        int child_events;   /* signalfd for SIGCHLD, SIGINT, SIGTERM */
        int qemu_status;    /* wait status, valid once qemu is 0 */
        int command_status; /* of the batch command, -1: none yet */
        char *command;      /* what the command port carries: a line of base64 */
        size_t command_sent;
        char status_line[32];
        size_t status_length;
        bool input_ended; /* of our stdin */
        bool interrupted;
};

/* Makes the directory and the listening sockets, and starts the CA and QEMU. 0, or -1 after an error line. */
__attribute__((warn_unused_result)) int run_start(struct run *run);

/*
 * Serves everything until QEMU has ended, or a limit has passed. Returns the exit status of `cashew run`: the
 * command's, 0, or RUN_EXIT_MACHINE after a line on stderr.
 */
int run_serve(struct run *run);

/* True if an attack is one on the channel, which is `cashew run`'s and not the machine's. */
bool run_is_channel_attack(const char *attack);

/* Starts the process between the machine, which will connect to @listener, and the CA. -1: it cannot be started. */
__attribute__((warn_unused_result)) pid_t run_channel_start(const struct run *run,
                                                            const char *attack, int listener);

/* Ends the children and removes the directory. To be called after a run_start() that failed, too. */
void run_stop(struct run *run);

#endif
