/*
 * lib/direct/image.h - what an image that is Linux alone says about itself: written by tools/image, measured, read by direct/.
 * And the parts of Linux' zero page that either of them fills in (Linux Documentation/arch/x86/zero-page.rst, boot.rst).
 */
#ifndef LIB_DIRECT_IMAGE_H
#define LIB_DIRECT_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define DIRECT_MAGIC UINT64_C(0x31746365726964ff)

/* At DIRECT_IMAGE. Addresses are GPAs, sizes whole pages; kernel and initrd are launched, so they are validated already. */
struct direct_image {
        uint64_t magic;
        uint64_t kernel_start; /* the part of the file that runs in protected mode */
        uint64_t kernel_size;
        uint64_t kernel_room; /* what it needs from its start on before it looks at memory itself */
        uint64_t initrd_start;
        uint64_t initrd_size; /* 0: there is none */
};

/* Behind the kernel's start: its 64-bit entry (boot.rst, "64-bit boot protocol"). */
#define DIRECT_ENTRY_64 0x200

/* Offsets in the zero page. */
#define ZERO_PAGE_RSDP         0x070
#define ZERO_PAGE_E820_ENTRIES 0x1e8
#define ZERO_PAGE_HEADER       0x1f1
#define ZERO_PAGE_E820_TABLE   0x2d0
#define ZERO_PAGE_E820_MOST    128

/* An entry of the table (zero-page.rst; arch/x86/include/uapi/asm/setup_data.h, boot_e820_entry). */
struct __attribute__((packed)) direct_e820_entry {
        uint64_t start;
        uint64_t size;
        uint32_t type;
};
_Static_assert(sizeof(struct direct_e820_entry) == 20, "e820 entry");

enum direct_e820_type {
        DIRECT_E820_RAM = 1,
        DIRECT_E820_RESERVED = 2,
        DIRECT_E820_ACPI = 3,
};

/*
 * At DIRECT_SETUP_DATA: how Linux finds the pages of an SNP guest without EFI (arch/x86/include/asm/sev.h, cc_setup_data and
 * cc_blob_sev_info; arch/x86/boot/startup/sev-shared.c, find_cc_blob_setup_data()).
 */
#define SETUP_CC_BLOB 7
#define CC_BLOB_MAGIC 0x45444d41

struct __attribute__((packed)) direct_setup_data {
        uint64_t next; /* 0: none */
        uint32_t type;
        uint32_t length; /* bytes behind it, blob_address */
        uint32_t blob_address;
        uint8_t reserved[44];
        struct __attribute__((packed)) {
                uint32_t magic;
                uint16_t version;
                uint16_t reserved;
                uint64_t secrets_address;
                uint32_t secrets_length;
                uint32_t reserved_1;
                uint64_t cpuid_address;
                uint32_t cpuid_length;
                uint32_t reserved_2;
        } blob;
};
_Static_assert(offsetof(struct direct_setup_data, blob) == 64, "setup data");
_Static_assert(sizeof(struct direct_setup_data) == 104, "setup data");

#endif
