/* tools/run/symbols.c - see symbols.h. */
#include "tools/run/symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/run/elf_symbols.h"

#define MARK "rip 0x"

int run_symbols_read(const struct option_list *paths, struct run_symbols *out)
{
        *out = (struct run_symbols){ 0 };
        for (size_t i = 0; i < paths->count && i < RUN_SYMBOLS_MOST; i++) {
                int error = file_read(paths->items[i].text, &out->files[out->count]);

                if (error != 0) {
                        (void)command_error("run", "%s: %s", paths->items[i].text,
                                            strerror(-error));
                        return -1;
                }
                out->count++;
        }
        return 0;
}

void run_symbols_free(struct run_symbols *symbols)
{
        for (size_t i = 0; i < symbols->count; i++)
                file_free(&symbols->files[i]);
        symbols->count = 0;
}

/* The names are the file's, and go to a terminal. */
static void make_printable(char *text)
{
        for (; *text; text++)
                if (*text < ' ' || *text > '~')
                        *text = '?';
}

static bool find(const struct run_symbols *symbols, uint64_t address, struct elf_symbol *out)
{
        for (size_t i = 0; i < symbols->count; i++)
                if (elf_symbol_at(symbols->files[i].data, symbols->files[i].size, address, out))
                        return true;
        return false;
}

const char *run_symbols_of_line(const struct run_symbols *symbols, const char *line,
                                char out[RUN_SYMBOL_TEXT])
{
        const char *mark = strstr(line, MARK);
        struct elf_symbol symbol;

        out[0] = '\0';
        if (!mark || !find(symbols, strtoull(mark + strlen(MARK), NULL, 16), &symbol))
                return out;
        snprintf(out, RUN_SYMBOL_TEXT, " (%.120s+0x%llx)", symbol.name,
                 (unsigned long long)symbol.offset);
        make_printable(out);
        return out;
}
