/* fuzz/seed.h - writes one input to start from; for the NAME_seed.c programs. */
#ifndef FUZZ_SEED_H
#define FUZZ_SEED_H

#include <stddef.h>
#include <stdio.h>

/* Writes @data to @directory/@name; 0 or 1, an exit status. */
static inline int write_seed(const char *directory, const char *name, const void *data, size_t size)
{
        char path[4096];
        FILE *out;
        int failed;

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        out = fopen(path, "wb");
        if (!out)
                return 1;
        failed = fwrite(data, 1, size, out) != size;
        return fclose(out) != 0 || failed;
}

#endif
