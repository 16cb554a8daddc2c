/* fuzz/console/symbols_seed.c - an address, and a file with two symbols: header, names, symbols, section headers. */
#include "fuzz/seed.h"
#include "lib/base/bytes.h"

#define NAMES    64
#define SYMBOLS  72
#define SECTIONS (SYMBOLS + 48)

static void section(struct bytes_writer *w, uint32_t type, uint64_t at, uint64_t size)
{
        bytes_write_le32(w, 0);
        bytes_write_le32(w, type);
        bytes_write_zero(w, 16);
        bytes_write_le64(w, at);
        bytes_write_le64(w, size);
        bytes_write_le32(w, 0);
        bytes_write_zero(w, 20);
}

static void symbol(struct bytes_writer *w, uint32_t name, uint64_t value)
{
        bytes_write_le32(w, name);
        bytes_write_u8(w, 2);
        bytes_write_u8(w, 0);
        bytes_write_le16(w, 1);
        bytes_write_le64(w, value);
        bytes_write_le64(w, 0x10);
}

int main(int argc, char **argv)
{
        static uint8_t file[8 + SECTIONS + 2 * 64];
        struct bytes_writer w = { .data = file, .capacity = sizeof(file) };

        bytes_write_le64(&w, 0x1008);
        bytes_write(&w,
                    "\x7f"
                    "ELF\x02\x01\x01",
                    7);
        bytes_write_zero(&w, 33);
        bytes_write_le64(&w, SECTIONS);
        bytes_write_zero(&w, 10);
        bytes_write_le16(&w, 64);
        bytes_write_le16(&w, 2);
        bytes_write_le16(&w, 0);
        bytes_write(&w, "\0one\0tw", 8);
        symbol(&w, 1, 0x1000);
        symbol(&w, 5, 0x2000);
        section(&w, 3, NAMES, 8);
        section(&w, 2, SYMBOLS, 48);
        return argc == 2 && !w.failed ? write_seed(argv[1], "seed", file, sizeof(file)) : 2;
}
