/* fuzz/profile/compiled_seed.c - a profile that has something of everything. */
#include "fuzz/seed.h"
#include "tests/unit/profile/sample.h"

int main(int argc, char **argv)
{
        static uint8_t bytes[PROFILE_SIZE_MAX];
        struct profile sample = sample_profile();
        size_t size = profile_write(&sample, bytes, sizeof(bytes));

        if (argc != 2 || size == 0)
                return 2;
        return write_seed(argv[1], "seed", bytes, size);
}
