/* fuzz/tpm/state_seed.c - a state of two blobs, and a file with two places, without the digests that the target adds. */
#include "fuzz/seed.h"
#include "lib/base/bytes.h"
#include "lib/profile/compiled.h"
#include "lib/wire/state_slot.h"

static int write_places(const char *directory)
{
        uint8_t data[2 * 128] = { 0 };

        for (int i = 0; i < 2; i++) {
                const struct state_slot slot = { .generation = 7 + (uint64_t)i, .size = 40 };

                state_slot_write(&slot, data + i * 128);
        }
        return write_seed(directory, "places", data, sizeof(data));
}

int main(int argc, char **argv)
{
        uint8_t data[256];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be64(&out, UINT64_C(0x4353575354415445));
        bytes_write_be32(&out, 1);
        bytes_write_be16(&out, 7);
        bytes_write(&out, "tcg-low", 7);
        bytes_write_be16(&out, PROFILE_DIGEST_SIZE);
        bytes_write_zero(&out, PROFILE_DIGEST_SIZE);
        bytes_write_be32(&out, 2);
        bytes_write_be16(&out, 7);
        bytes_write(&out, "permall", 7);
        bytes_write_be32(&out, 4);
        bytes_write(&out, "seed", 4);
        bytes_write_be16(&out, 6);
        bytes_write(&out, "cashew", 6);
        bytes_write_be32(&out, 6);
        bytes_write(&out, "memory", 6);
        if (argc != 2)
                return 2;
        return write_places(argv[1]) || write_seed(argv[1], "seed", data, out.size);
}
