/* fuzz/lib/params_seed.c - writes a block with every kind of record into the directory given. */
#include <stdio.h>

#include "lib/params/block.h"

static const struct params params = {
        .header = { .svsm_base = 0x37000000,
                    .svsm_size = 0x1000000,
                    .image_end = 0x37100000,
                    .cpuid_page = 0x37104000,
                    .secrets_page = 0x37105000,
                    .host_map = 0x37106000,
                    .host_count = 0x37107000,
                    .vmsa_page = 0x37ffe000 },
        .console = { PARAMS_PORT_UART_16550, 0x3f8, 0 },
        .channel = { PARAMS_PORT_UART_16550, 0x2f8, 0 },
        .memory = { 0x10000000, 0x80000000, 0x10000000000 },
        .cpu = { 0x5 },
        .tpm = { 0x1f, 0 },
        .services = { 0x37108000, 12345 },
        .guest = { .kind = PARAMS_GUEST_FIRMWARE, .vmpl = 2, .region_count = 2 },
        .firmware = { .map = 0x812000, .count = 0x8120c0, .map_size = 0xc0 },
        .regions = { { 0xffc00000, 0x400000, PARAMS_REGION_IMAGE, 0 },
                     { 0x80f000, 0x1000, PARAMS_REGION_CAA, 0 } },
        .image_name = "seed",
};

int main(int argc, char **argv)
{
        static uint8_t block[PARAMS_MAX_SIZE];
        size_t size = params_encode(&params, block, sizeof(block));
        char path[4096];
        FILE *out;
        int failed;

        if (argc != 2)
                return 2;
        snprintf(path, sizeof(path), "%s/seed", argv[1]);
        out = fopen(path, "wb");
        if (!out)
                return 1;
        failed = size == 0 || fwrite(block, 1, size, out) != size;
        failed |= fclose(out) != 0;
        return failed;
}
