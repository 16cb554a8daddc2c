/*
 * fuzz/lib/elf.c - any bytes as an ELF program: what elf_open_movable() accepts must be walkable without a look
 * at the file's size.
 */
#include "lib/elf/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct elf_segment segment;
        struct elf_file file;
        unsigned int index = 0;

        if (elf_open_movable(&file, data, size) != ELF_OK)
                return 0;
        while (elf_next_load(&file, &index, &segment)) {
                const uint8_t *bytes = elf_segment_data(&file, &segment);

                for (uint64_t i = 0; i < segment.file_size; i++)
                        sink = bytes[i];
                if (segment.memory_size < segment.file_size ||
                    segment.virtual_address + segment.memory_size < segment.virtual_address)
                        __builtin_trap();
        }
        sink = (uint8_t)elf_program_headers_address(&file);
        return 0;
}
