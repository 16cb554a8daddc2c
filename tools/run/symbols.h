/* tools/run/symbols.h - names for the addresses in the machine's lines, from the ELF files of --symbols. */
#ifndef TOOLS_RUN_SYMBOLS_H
#define TOOLS_RUN_SYMBOLS_H

#include "tools/common/file.h"
#include "tools/common/options.h"

#define RUN_SYMBOLS_MOST 8
#define RUN_SYMBOL_TEXT  160 /* bytes of what stands behind a line, with its NUL */

struct run_symbols {
        struct file files[RUN_SYMBOLS_MOST];
        size_t count;
};

/* Reads the files. 0, or -1 after a line on stderr; run_symbols_free() in both cases. */
__attribute__((warn_unused_result)) int run_symbols_read(const struct option_list *paths,
                                                         struct run_symbols *out);
void run_symbols_free(struct run_symbols *symbols);

/* " (function+0x12)" for the first `rip 0x...` of the line, or "". Returns @out. */
const char *run_symbols_of_line(const struct run_symbols *symbols, const char *line,
                                char out[RUN_SYMBOL_TEXT]);

#endif
