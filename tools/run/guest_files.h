/* tools/run/guest_files.h - what QEMU reads from files of ours: the guest's command line, and attacks. */
#ifndef TOOLS_RUN_GUEST_FILES_H
#define TOOLS_RUN_GUEST_FILES_H

#include "tools/run/options.h"

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
