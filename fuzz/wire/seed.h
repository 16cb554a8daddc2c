/* fuzz/wire/seed.h - writes a stream of frames as an input to start from. */
#ifndef FUZZ_WIRE_SEED_H
#define FUZZ_WIRE_SEED_H

#include <stdio.h>

#include "lib/wire/frame.h"

/*
 * The frames in @out, behind the byte that says how large the pieces are, as @directory/seed.
 * Returns an exit status.
 */
static inline int wire_seed_write(const char *directory, const uint8_t *frames, size_t size)
{
        char path[4096];
        FILE *out;
        int failed;

        snprintf(path, sizeof(path), "%s/seed", directory);
        out = fopen(path, "wb");
        if (!out)
                return 1;
        failed = size == 0 || fputc(4, out) == EOF || fwrite(frames, 1, size, out) != size;
        failed |= fclose(out) != 0;
        return failed;
}

#endif
