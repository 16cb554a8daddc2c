/* tools/rats/base64.c - see base64.h. OpenSSL has one of the alphabets only, and padding always. */
#include "tools/rats/base64.h"

#include <string.h>

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *encode(const char *alphabet, bool padded, const void *data, size_t size, char *out)
{
        const uint8_t *bytes = data;
        char *at = out;

        for (size_t i = 0; i < size; i += 3) {
                size_t left = size - i;
                uint32_t bits = (uint32_t)bytes[i] << 16;

                if (left > 1)
                        bits |= (uint32_t)bytes[i + 1] << 8;
                if (left > 2)
                        bits |= bytes[i + 2];
                *at++ = alphabet[bits >> 18];
                *at++ = alphabet[bits >> 12 & 63];
                if (left > 1 || padded)
                        *at++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
                if (left > 2 || padded)
                        *at++ = left > 2 ? alphabet[bits & 63] : '=';
        }
        *at = '\0';
        return out;
}

char *base64_encode(const void *data, size_t size, char *out)
{
        return encode(standard, true, data, size, out);
}

char *base64url_encode(const void *data, size_t size, char *out)
{
        return encode(url, false, data, size, out);
}

static int digit(char c)
{
        const char *at;

        if (c == '\0')
                return -1;
        at = strchr(standard, c);
        if (at)
                return (int)(at - standard);
        at = strchr(url, c);
        return at ? (int)(at - url) : -1;
}

/* What is left over of the last character has to be zeros, so that a text has one meaning and bytes one text. */
bool base64_decode(const char *text, uint8_t *out, size_t capacity, size_t *size)
{
        size_t length = strlen(text);
        uint32_t bits = 0;
        unsigned int have = 0;

        *size = 0;
        if (length % 4 == 0) {
                for (unsigned int padding = 0; padding < 2 && length && text[length - 1] == '=';
                     padding++)
                        length--;
        }
        for (size_t i = 0; i < length; i++) {
                int value = digit(text[i]);

                if (value < 0)
                        return false;
                bits = bits << 6 | (uint32_t)value;
                have += 6;
                if (have < 8)
                        continue;
                have -= 8;
                if (*size == capacity)
                        return false;
                out[(*size)++] = (uint8_t)(bits >> have);
                bits &= (UINT32_C(1) << have) - 1;
        }
        return have < 6 && bits == 0;
}
