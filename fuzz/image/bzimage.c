/* fuzz/image/bzimage.c - the header of a Linux kernel, given anything. */
#include <stdlib.h>

#include "tools/image/build/memory/bzimage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct bzimage image;

        if (bzimage_parse(data, size, &image))
                return 0;
        if (image.header < data || image.header + image.header_size > data + size ||
            image.code < data || image.code + image.code_size > data + size ||
            image.header_size > 0x290 - BZIMAGE_HEADER || image.room < image.code_size)
                abort();
        return 0;
}
