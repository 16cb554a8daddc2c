/* tools/run/personality.h - the host that the machine is to be, as text for softsnp. */
#ifndef TOOLS_RUN_PERSONALITY_H
#define TOOLS_RUN_PERSONALITY_H

#include "tools/common/file.h"
#include "tools/run/options.h"

/*
 * The text that @options ask for, checked by the reader that softsnp has: the file's, then the lines of --host. Empty if they
 * ask for none. 0, or -1 after a line on stderr that names the file and the line; then *@out is empty.
 */
__attribute__((warn_unused_result)) int run_personality_read(const struct run_options *options,
                                                             struct file *out);

/* Calls @take with each name that may be given instead of a file. 0, or -1 if they cannot be had. */
int run_personality_names(void (*take)(const char *name));

#endif
