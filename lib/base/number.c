/* lib/base/number.c - see number.h. */
#include "lib/base/number.h"

static unsigned int digit(char c)
{
        if (c >= '0' && c <= '9')
                return (unsigned int)(c - '0');
        if (c >= 'a' && c <= 'f')
                return (unsigned int)(c - 'a' + 10);
        return UINT32_MAX;
}

bool number_from_text(const char *text, uint64_t *out)
{
        unsigned int base = 10;

        if (text[0] == '0' && text[1] == 'x') {
                base = 16;
                text += 2;
        }
        *out = 0;
        if (*text == '\0')
                return false;
        for (; *text; text++) {
                if (digit(*text) >= base || *out > (UINT64_MAX - digit(*text)) / base)
                        return false;
                *out = *out * base + digit(*text);
        }
        return true;
}
