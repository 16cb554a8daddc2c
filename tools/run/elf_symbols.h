/* tools/run/elf_symbols.h - names of addresses, from the symbol table of an ELF file that may be anybody's. */
#ifndef TOOLS_RUN_ELF_SYMBOLS_H
#define TOOLS_RUN_ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A symbol, and how far behind its start an address lies. */
struct elf_symbol {
        const char *name; /* in the file's bytes, with its NUL */
        uint64_t offset;
};

/*
 * The function that @address lies in, by the first symbol table of the @size bytes at @data (a 64-bit little-endian file): the nearest
 * symbol before it, whose size, if it has one, reaches that far. False if there is none, or the bytes are no such file.
 */
__attribute__((warn_unused_result)) bool elf_symbol_at(const void *data, size_t size,
                                                       uint64_t address, struct elf_symbol *out);

#endif
