/* fuzz/lib/cpio_seed.c - an archive with two files. */
#include "fuzz/seed.h"
#include "tests/unit/kernel/builders.h"

int main(int argc, char **argv)
{
        static uint8_t memory[4096];
        struct archive archive = { .data = memory, .capacity = sizeof(memory) };

        archive_add(&archive, "./etc/services", "hello", 5, 0);
        archive_add(&archive, "bin/x", "xyz", 3, 0);
        archive_end(&archive);
        return argc == 2 ? write_seed(argv[1], "seed", memory, archive.size) : 2;
}
