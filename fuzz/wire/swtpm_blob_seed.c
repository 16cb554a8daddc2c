/* fuzz/wire/swtpm_blob_seed.c - migrated states with their records, in the clear and encrypted, nothing meaningful in them. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const unsigned char blob[] = { 2, 1, 0, 10, 0,    4,    0,    0,   0, 28,
                                              0, 4, 0, 0,  0,    12,   0,    1,   0, 0,
                                              0, 6, 0, 3,  0xab, 0x36, 0x47, 0x23 };
        /* Records of 16 bytes: what is encrypted, a MAC that is too short, an IV. */
        static const unsigned char encrypted[76] = { 2, 1,  0,        10, 0, 6,  0,        0, 0, 76,
                                                     0, 5,  0,        0,  0, 16, [32] = 0, 3, 0, 0,
                                                     0, 16, [54] = 0, 7,  0, 0,  0,        16 };
        static const unsigned char first_version[42] = { 1, 1, 0, 10, 0, 1, 0, 0, 0, 42 };

        static const unsigned char file[200] = { 'n', 'i', 'l', 'm', 'p', 't',      'w', 's',
                                                 1,   0,   192, 0,   192, 0,        0,   0,
                                                 8,   0,   0,   0,   8,   [199] = 0 };

        if (argc != 2)
                return 2;
        return write_seed(argv[1], "seed", blob, sizeof(blob)) |
               write_seed(argv[1], "encrypted", encrypted, sizeof(encrypted)) |
               write_seed(argv[1], "first-version", first_version, sizeof(first_version)) |
               write_seed(argv[1], "file", file, sizeof(file));
}
