/*
 * tests/proof/readers/cpio.c - one step through an archive of any size below 4 GiB, from any place: an entry lies in the archive,
 * its path ends, and the reader goes on. cpio_find() and cpio_check() only take such steps, so they end.
 *
 * A path has up to 24 bytes. Any path may be the trailer's, but then there are up to REST bytes from this step on.
 */
#include "lib/cpio/archive.h"
#undef CPIO_MAX_PATH
#define CPIO_MAX_PATH 24
#include "lib/cpio/archive.c"
#include "tests/proof/readers/any.h"

#define REST 144

static struct cpio_reader archive;

int strcmp(const char *left, const char *right)
{
        (void)left;
        (void)right;
        return archive.size - archive.offset > REST || nondet_bool();
}

int main(void)
{
        struct cpio_reader reader = { .size = nondet_u32(), .offset = nondet_u32() };
        const size_t before = reader.offset;
        struct cpio_entry entry;

        __CPROVER_assume(reader.offset <= reader.size);
        archive = reader;
        if (cpio_next(&reader, &entry) != CPIO_ENTRY)
                return 0;
        __CPROVER_assert(reader.offset > before, "the reader goes on");
        __CPROVER_assert(reader.offset <= reader.size, "it stays in the archive");
        __CPROVER_assert(__CPROVER_r_ok(entry.data, entry.size), "the contents lie in the archive");
        __CPROVER_assert(strlen(entry.path) < CPIO_MAX_PATH, "the path ends");
        return 0;
}
