/* fuzz/image/view_seed.c - writes a file with every kind of header into the directory given. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "tests/unit/igvm/sample.h"

int main(int argc, char **argv)
{
        struct sample sample = sample_make();
        char path[4096];
        FILE *out;
        int failed;

        if (argc != 2)
                return 2;
        snprintf(path, sizeof(path), "%s/sample", argv[1]);
        out = fopen(path, "wb");
        if (!out)
                return 1;
        failed = fwrite(sample.data, 1, sample.size, out) != sample.size;
        failed |= fclose(out) != 0;
        sample_free(&sample);
        return failed;
}
