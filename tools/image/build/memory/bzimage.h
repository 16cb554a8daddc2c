/*
 * tools/image/build/memory/bzimage.h - a Linux kernel as distributions have it: what its header says (Linux
 * Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header").
 */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_BZIMAGE_H
#define TOOLS_IMAGE_BUILD_MEMORY_BZIMAGE_H

#include <stddef.h>
#include <stdint.h>

struct bzimage {
        const uint8_t *header; /* from BZIMAGE_HEADER of the file on */
        size_t header_size;
        const uint8_t *code; /* the part that runs in protected mode */
        size_t code_size;
        uint64_t address; /* where it wants to be */
        uint32_t room;    /* bytes from there on that it uses before it looks at memory itself */
        uint32_t cmdline_max; /* without the terminating zero */
        uint32_t initrd_max;  /* the initrd's last byte may be here */
};

/* In the file and in the zero page. */
#define BZIMAGE_HEADER 0x1f1

/* Reads the header; NULL, or what is wrong as text. @out leads into @data. */
const char *bzimage_parse(const uint8_t *data, size_t size, struct bzimage *out);

#endif
