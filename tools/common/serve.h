/*
 * tools/common/serve.h - what commands that serve have in common: a socket to listen at, and an end that a signal asks for.
 */
#ifndef TOOLS_COMMON_SERVE_H
#define TOOLS_COMMON_SERVE_H

#include <signal.h>
#include <stdbool.h>

/*
 * A UNIX socket at @path for this user alone (mode 0600), where up to @waiting clients may wait. One that nobody listens at any
 * more is replaced; one that is in use is not, nor is anything that is no socket. Returns the descriptor, or -1 after a line of `cashew @command`.
 */
__attribute__((warn_unused_result)) int serve_listen(const char *command, const char *path,
                                                     int waiting);

/* The end of a socket's name. A file that is there by now is somebody's, and stays. */
void serve_remove(const char *path);

/*
 * From here on SIGTERM and SIGINT are blocked, and ask for the end: *@while_waiting is the mask for ppoll(), so that they come
 * only while the caller waits, and none is lost between a look at serve_ended() and the next wait.
 */
void serve_until_signal(sigset_t *while_waiting);

/* True once one of them has come, or serve_end() was called. */
bool serve_ended(void);
void serve_end(void);

#endif
