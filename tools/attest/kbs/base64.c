/* tools/attest/kbs/base64.c - see base64.h. */
#include "tools/attest/kbs/base64.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BASE64_MOST ((size_t)1 << 30) /* OpenSSL counts in int */

char *base64_plain(const void *data, size_t size)
{
        char *text = size <= BASE64_MOST ? malloc((size + 2) / 3 * 4 + 1) : NULL;

        if (text)
                text[EVP_EncodeBlock((unsigned char *)text, data, (int)size)] = '\0';
        return text;
}

static void exchange(char *text, const char from[2], const char to[2])
{
        for (; *text; text++) {
                if (*text == from[0])
                        *text = to[0];
                else if (*text == from[1])
                        *text = to[1];
        }
}

char *base64_url(const void *data, size_t size)
{
        char *text = base64_plain(data, size);

        if (text) {
                exchange(text, "+/", "-_");
                text[strcspn(text, "=")] = '\0';
        }
        return text;
}

/* OpenSSL's decoder wants = and knows one alphabet; it also forgives much, so the result is compared with the text. */
static bool decode(const char *text, size_t length, struct file *out)
{
        size_t padding = (4 - length % 4) % 4;
        char *padded = malloc(length + padding + 1);
        int decoded = -1;

        out->data = malloc((length + padding) / 4 * 3 + 1);
        if (padded && out->data) {
                memcpy(padded, text, length);
                memset(padded + length, '=', padding);
                padded[length + padding] = '\0';
                exchange(padded, "-_", "+/");
                decoded = EVP_DecodeBlock(out->data, (const unsigned char *)padded,
                                          (int)(length + padding));
        }
        free(padded);
        if (decoded < 0 || (size_t)decoded < padding)
                return false;
        out->size = (size_t)decoded - padding;
        out->data[out->size] = 0;
        return true;
}

bool base64_url_decode(const char *text, struct file *out)
{
        size_t length = strlen(text);
        char *again = NULL;
        bool good = false;

        *out = (struct file){ 0 };
        if (length % 4 != 1 && length <= BASE64_MOST && decode(text, length, out)) {
                again = base64_url(out->data, out->size);
                good = again && strcmp(again, text) == 0;
        }
        free(again);
        if (!good)
                file_free(out);
        return good;
}
