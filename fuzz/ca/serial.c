/* fuzz/ca/serial.c - a serial number as somebody has typed it, given anything. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ca/authority/serial.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        char *text = malloc(size + 1);
        struct serial serial;

        if (!text)
                return 0;
        if (size)
                memcpy(text, data, size);
        text[size] = '\0';
        serial = serial_read(text);
        free(text);
        if (serial.count > SERIAL_READINGS)
                abort();
        for (unsigned int i = 0; i < serial.count; i++) {
                size_t length = strlen(serial.readings[i]);

                if (length == 0 || length > 40 ||
                    strspn(serial.readings[i], "0123456789ABCDEF") != length)
                        abort();
        }
        return 0;
}
