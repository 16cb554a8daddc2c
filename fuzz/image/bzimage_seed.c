/* fuzz/image/bzimage_seed.c - writes a kernel without anything but a header into the directory given. */
#include <stdint.h>
#include <string.h>

#include "fuzz/seed.h"

static void put(uint8_t *file, size_t offset, uint32_t value)
{
        memcpy(file + offset, &value, sizeof(value));
}

/* Linux Documentation/arch/x86/boot.rst. */
int main(int argc, char **argv)
{
        static uint8_t file[4096];

        if (argc != 2)
                return 2;
        file[0x1f1] = 1;
        put(file, 0x1f4, 3072 / 16);
        file[0x201] = 0x6a;
        memcpy(file + 0x202, "HdrS", 4);
        put(file, 0x206, 0x20f);
        put(file, 0x236, 1);
        put(file, 0x258, 0x1000000);
        put(file, 0x260, 0x100000);
        return write_seed(argv[1], "seed", file, sizeof(file));
}
