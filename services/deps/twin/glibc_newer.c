/*
 * What libtpms' objects, compiled against a newer glibc, ask of theirs and this one does not have.
 */
#include <stdlib.h>

unsigned long __isoc23_strtoul(const char *text, char **end, int base);

/* In C23 it takes binary numbers too (0b101), which libtpms does not use. */
unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
        return strtoul(text, end, base);
}
