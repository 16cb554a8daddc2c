/* fuzz/lib/eventlog_seed.c - a boot, crypto agile and of SHA-1. */
#include "fuzz/seed.h"
#include "tests/unit/eventlog/builder.h"

int main(int argc, char **argv)
{
        static struct built agile;
        static struct built old;

        built_boot(&agile, 1);
        built_boot(&old, 0);
        if (argc != 2)
                return 2;
        return write_seed(argv[1], "agile", agile.data, agile.out.size) ||
               write_seed(argv[1], "sha1", old.data, old.out.size);
}
