/* tools/ca/authority/serial.c - see serial.h. */
#include "tools/ca/authority/serial.h"

#include <ctype.h>
#include <openssl/bn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MAX 64 /* of any notation; 20 bytes have 49 decimal digits */

/* The digits without what stands between them; false if something else is there, or there are too many. */
static bool copy_digits(const char *text, char digits[DIGITS_MAX + 1])
{
        size_t length = 0;

        for (; *text; text++) {
                if (*text == ':' || isspace((unsigned char)*text))
                        continue;
                if (!isxdigit((unsigned char)*text) || length == DIGITS_MAX)
                        return false;
                digits[length++] = *text;
        }
        digits[length] = '\0';
        return length > 0;
}

/* One more reading, unless it is no serial number: 1 to 20 bytes. */
static void add_reading(struct serial *serial, BIGNUM *number)
{
        char *hex = number && !BN_is_zero(number) && BN_num_bytes(number) <= 20 ? BN_bn2hex(number)
                                                                                : NULL;

        if (hex)
                snprintf(serial->readings[serial->count++], SERIAL_TEXT_MAX, "%s", hex);
        OPENSSL_free(hex);
        BN_free(number);
}

struct serial serial_read(const char *text)
{
        struct serial serial = { 0 };
        char digits[DIGITS_MAX + 1];
        BIGNUM *number = NULL;
        bool is_hex;

        while (isspace((unsigned char)*text))
                text++;
        if (strncasecmp(text, "serial=", 7) == 0)
                text += 7;
        is_hex = strncasecmp(text, "0x", 2) == 0;
        if (!copy_digits(is_hex ? text + 2 : text, digits))
                return serial;
        if (BN_hex2bn(&number, digits))
                add_reading(&serial, number);
        number = NULL;
        if (!is_hex && !strchr(text, ':') && strspn(digits, "0123456789") == strlen(digits) &&
            BN_dec2bn(&number, digits))
                add_reading(&serial, number);
        return serial;
}
