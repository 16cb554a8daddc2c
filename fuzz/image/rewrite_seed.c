/* fuzz/image/rewrite_seed.c - writes a file with every kind of header into the directory given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuzz/seed.h"
#include "tests/unit/igvm/sample.h"

int main(int argc, char **argv)
{
        struct sample sample = sample_make();
        int failed = argc != 2 || write_seed(argv[1], "sample", sample.data, sample.size);

        sample_free(&sample);
        return failed;
}
