/* fuzz/wire/swtpm_blob_seed.c - a migrated state with its records, nothing meaningful in it. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const unsigned char blob[] = { 2, 1, 0, 10, 0,    4,    0,    0,   0, 28,
                                              0, 4, 0, 0,  0,    12,   0,    1,   0, 0,
                                              0, 6, 0, 3,  0xab, 0x36, 0x47, 0x23 };

        return argc == 2 ? write_seed(argv[1], "seed", blob, sizeof(blob)) : 2;
}
