/* fuzz/lib/elf_seed.c - a good program. */
#include "fuzz/seed.h"
#include "tests/unit/kernel/builders.h"

int main(int argc, char **argv)
{
        static uint8_t elf[TEST_ELF_SIZE] __attribute__((aligned(8)));

        build_elf(elf);
        return argc == 2 ? write_seed(argv[1], "seed", elf, sizeof(elf)) : 2;
}
