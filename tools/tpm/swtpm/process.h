/*
 * tools/tpm/swtpm/process.h - what swtpm's options do to the process: its log, its user, its life in the background, and the
 * file that has its number.
 */
#ifndef TOOLS_TPM_SWTPM_PROCESS_H
#define TOOLS_TPM_SWTPM_PROCESS_H

#include "tools/tpm/swtpm/options.h"

/*
 * Lets standard error go where --log says; a prefix is put in front of each line by a process of its own, which ends when nobody
 * writes any more. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int process_log(const struct swtpm_log *log);

/* Becomes the user with all his groups. Returns 0, or -1 after a line. */
__attribute__((warn_unused_result)) int process_run_as(const char *user);

/*
 * Goes on in the background, where this returns a descriptor for process_ready(). The foreground waits for that, and ends with
 * 0, or with 1 if the background ended before. Returns -1 after a line.
 */
__attribute__((warn_unused_result)) int process_daemonize(void);

/* Tells the foreground that clients are served; @ready is closed. */
void process_ready(int ready);

/* Writes the process' number as --pid says. Returns 0, or -1 after a line. */
__attribute__((warn_unused_result)) int process_write_pid(const struct swtpm_options *options);

#endif
