/* tools/run/qemu.h - the command line of QEMU, and the files that it names. */
#ifndef TOOLS_RUN_QEMU_H
#define TOOLS_RUN_QEMU_H

#include <stddef.h>

#include "tools/run/options.h"

/* A growing, NULL-terminated argument vector. */
struct run_arguments {
        char **list;
        size_t count;
};
__attribute__((format(printf, 2, 3))) void run_argument(struct run_arguments *arguments,
                                                        const char *format, ...);
void run_arguments_free(struct run_arguments *arguments);

/*
 * The QEMU command line for @options; sockets are in @directory. Appended to @out, which starts as zeros and
 * run_arguments_free() frees. Nothing is checked: what is missing, QEMU says.
 */
void run_qemu_arguments(const struct run_options *options, const char *directory,
                        struct run_arguments *out);

/* The guest's command line, without its end; none is an empty line. 0, or -1 with errno. */
__attribute__((warn_unused_result)) int run_read_cmdline(const struct run_options *options,
                                                         char *line, int size);

/* Writes the attacks to @path, a line each. 0, or -1 with errno. */
__attribute__((warn_unused_result)) int run_write_attacks(const struct run_options *options,
                                                          const char *path);

/* Writes the guest's command line, as the firmware reads it, to @path. 0, or -1 with errno. */
__attribute__((warn_unused_result)) int run_write_cmdline(const struct run_options *options,
                                                          const char *path);

#endif
