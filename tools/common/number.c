/* tools/common/number.c - see number.h. */
#include "tools/common/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool number_read(const char *text, uint64_t most, uint64_t *out)
{
        bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
        unsigned long long value;
        char *end;

        /* strtoull() would take spaces, signs, and 0x with nothing behind it. */
        if (!isdigit((unsigned char)text[0]) || (hexadecimal && !isxdigit((unsigned char)text[2])))
                return false;
        errno = 0;
        value = strtoull(text, &end, hexadecimal ? 16 : 10);
        if (errno != 0 || *end != '\0' || value > most)
                return false;
        *out = value;
        return true;
}
