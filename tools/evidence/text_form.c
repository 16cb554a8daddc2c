/* tools/evidence/text_form.c - see text_form.h. */
#include "tools/evidence/text_form.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define TEXT_MAX ((size_t)2 * TEXT_FORM_MAX) /* characters without white space */

static bool is_space(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

bool text_form_is_text(const void *data, size_t size)
{
        const char *text = data;

        for (size_t i = 0; i < size; i++) {
                if ((text[i] < 0x20 || text[i] > 0x7e) && !is_space(text[i]))
                        return false;
        }
        return size != 0;
}

/* Without white space, as a string. False if it is too long. */
static bool squeeze(const char *text, size_t size, char out[TEXT_MAX + 1])
{
        size_t length = 0;

        for (size_t i = 0; i < size; i++) {
                if (is_space(text[i]))
                        continue;
                if (length == TEXT_MAX)
                        return false;
                out[length++] = text[i];
        }
        out[length] = '\0';
        return true;
}

static const char hexadecimal[] = "0123456789abcdefABCDEF";

/* What people have at hand, and is neither. NULL: nothing that is known. */
static const char *name_of(const char *text)
{
        size_t digits = strspn(text, hexadecimal);

        if (*text == '{' || *text == '[')
                return "JSON; expected the report's own bytes, in hexadecimal or base64 too";
        if (strncmp(text, "-----BEGIN", 10) == 0)
                return "PEM; expected a report";
        if (strncmp(text, "eyJ", 3) == 0 && strchr(text, '.'))
                return "a JSON Web Token; expected a report";
        if ((digits == 7 || digits == 8) && text[digits] == ':')
                return "a hex dump with offsets; expected the bytes alone (xxd -r turns it back)";
        return NULL;
}

/* Both alphabets; missing = at the end are added. False if it is no base64. */
static bool decode_base64(char text[TEXT_MAX + 4], uint8_t *out, size_t *out_size)
{
        static const char alphabet[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        size_t length = strcspn(text, "=");
        size_t padding = strlen(text + length);
        int decoded;

        for (size_t i = 0; i < length; i++) {
                if (text[i] == '-')
                        text[i] = '+';
                else if (text[i] == '_')
                        text[i] = '/';
        }
        if (strspn(text, alphabet) != length || strspn(text + length, "=") != padding ||
            length % 4 == 1 || (padding != 0 && (length + padding) % 4 != 0) || padding > 2 ||
            length == 0)
                return false;
        padding = (4 - length % 4) % 4;
        memset(text + length, '=', padding);
        text[length + padding] = '\0';
        if ((length + padding) / 4 * 3 > TEXT_FORM_MAX)
                return false;
        decoded = EVP_DecodeBlock(out, (const unsigned char *)text, (int)(length + padding));
        *out_size = decoded < 0 ? 0 : (size_t)decoded - padding;
        return decoded >= 0;
}

const char *text_form_decode(const void *data, size_t size, uint8_t out[TEXT_FORM_MAX],
                             size_t *out_size)
{
        char text[TEXT_MAX + 4] = "";
        const char *digits;
        const char *name;

        if (!squeeze(data, size, text))
                return "a text that is too long for a report";
        if (*text == '\0')
                return "nothing but white space";
        name = name_of(text);
        if (name)
                return name;
        digits = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? text + 2 : text;
        if (digits[strspn(digits, hexadecimal)] == '\0') {
                if (OPENSSL_hexstr2buf_ex(out, TEXT_FORM_MAX, out_size, digits, '\0') == 1)
                        return NULL;
                return "an odd number of hexadecimal digits";
        }
        if (decode_base64(text, out, out_size))
                return NULL;
        return "text that is neither hexadecimal nor base64";
}
