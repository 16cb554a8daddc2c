/* tools/common/image_id.c - see image_id.h. */
#include "tools/common/image_id.h"

#include <stdlib.h>
#include <string.h>

#define ID_SIZE  16
#define HEX_SIZE 32

static bool is_hex(const char *text)
{
        return strspn(text, "0123456789abcdefABCDEF") == strlen(text);
}

static uint8_t hex_byte(const char *text)
{
        const char digits[] = { text[0], text[1], '\0' };

        return (uint8_t)strtoul(digits, NULL, 16);
}

/* A text of 32 hexadecimal digits would be too long for an ID anyway, so it can be told apart. */
bool image_id_read(const char *text, uint8_t out[ID_SIZE])
{
        size_t length = strlen(text);
        bool hexadecimal = length == HEX_SIZE && is_hex(text);

        memset(out, 0, ID_SIZE);
        if (length == 0 || (length > ID_SIZE && !hexadecimal))
                return false;
        for (size_t i = 0; i < (hexadecimal ? ID_SIZE : length); i++)
                out[i] = hexadecimal ? hex_byte(text + 2 * i) : (uint8_t)text[i];
        return true;
}
