/* tests/unit/softsnp/personality.h - a personality of the tree, for tests of what follows from its rows. */
#ifndef TESTS_UNIT_SOFTSNP_PERSONALITY_H
#define TESTS_UNIT_SOFTSNP_PERSONALITY_H

#include <stdio.h>

#include "lib/personality/personality.h"
#include "tests/unit/softsnp/test.h"

static inline void read_personality_file(const char *path, struct personality *out)
{
        static char text[65536];
        struct personality_error error;
        FILE *file = fopen(path, "r");
        size_t size;

        assert_non_null(file);
        size = fread(text, 1, sizeof(text), file);
        fclose(file);
        assert_true(personality_read(out, text, size, &error));
}

#endif
