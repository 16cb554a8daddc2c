/*
 * fuzz/console/symbols.c - any bytes as an ELF file with symbols: what `cashew run --symbols` names must be a text within the bytes.
 * The first eight bytes are the address.
 */
#include <string.h>

#include "tools/run/elf_symbols.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct elf_symbol symbol;
        uint64_t address;

        if (size < sizeof(address))
                return 0;
        memcpy(&address, data, sizeof(address));
        data += sizeof(address);
        size -= sizeof(address);
        if (elf_symbol_at(data, size, address, &symbol) &&
            ((const uint8_t *)symbol.name < data ||
             (const uint8_t *)symbol.name + strlen(symbol.name) >= data + size ||
             symbol.offset > address))
                __builtin_trap();
        return 0;
}
