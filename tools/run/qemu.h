/* tools/run/qemu.h - the command line of QEMU. */
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

#endif
