/* tests/unit/profile/hex.h - bytes from the text in which they are published. */
#ifndef TESTS_UNIT_PROFILE_HEX_H
#define TESTS_UNIT_PROFILE_HEX_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Digits in pairs, spaces between them; returns how many bytes. */
static inline size_t from_hex(const char *text, uint8_t *out)
{
        size_t size = 0;
        unsigned int byte;

        for (; *text; text++) {
                if (*text == ' ')
                        continue;
                if (sscanf(text, "%2x", &byte) != 1)
                        return 0;
                out[size++] = (uint8_t)byte;
                text++;
        }
        return size;
}

#endif
