/*
 * tools/image/build/memory/firmware.h - what an OVMF firmware file says about itself.
 *
 * A table of {data, 16-bit length, GUID} entries grows down from 48 bytes before the end of the file
 * (edk2 OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.nasm.inc); one entry leads to the list of SEV's memory ranges
 * (OvmfPkg/ResetVector/X64/OvmfSevMetadata.nasm.inc), another says where the table of hashes belongs, a third where the
 * firmware wants to learn what its memory is (OvmfPkg/ResetVector/X64/IgvmMetadata.nasm.inc).
 */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_FIRMWARE_H
#define TOOLS_IMAGE_BUILD_MEMORY_FIRMWARE_H

#include <stddef.h>
#include <stdint.h>

#define FIRMWARE_MAX_RANGES 32

/*
 * Types of OvmfSevMetadata.nasm.inc. SEC_MEM must be validated and zero; SECRETS, CPUID and SVSM_CAA are a
 * page each, filled by whoever starts the firmware; KERNEL_HASHES is a page that is measured if hashes are
 * given.
 */
enum firmware_range_type {
        FIRMWARE_SEC_MEM = 1,
        FIRMWARE_SECRETS = 2,
        FIRMWARE_CPUID = 3,
        FIRMWARE_SVSM_CAA = 4,
        FIRMWARE_KERNEL_HASHES = 0x10,
};

/* "SNP_SECRETS": edk2's name of a section; NULL if the type is not known. */
const char *firmware_section_name(uint32_t type);

struct firmware_range {
        uint32_t base; /* GPA */
        uint32_t size; /* bytes */
        uint32_t type; /* enum firmware_range_type */
};

/*
 * All that an image needs to know of a firmware file. Addresses are below 4 GiB: the tables have 32 bits for
 * them.
 */
struct firmware {
        struct firmware_range ranges[FIRMWARE_MAX_RANGES];
        unsigned int range_count;
        uint32_t hash_table_base; /* GPA, 0: the firmware checks no hashes */
        uint32_t hash_table_size;
        uint32_t
                ap_reset; /* where other vCPUs begin (OvmfPkg/ResetVector, the SEV-ES reset block); 0: not said */
        /* What the IGVM metadata asks for. 0: it does not. */
        uint32_t parameters;      /* GPA of the parameter area */
        uint32_t parameters_size; /* bytes; 0: there is no such area */
        uint32_t map_offset;      /* in that area */
        uint32_t map_size;        /* 0: it takes no memory map */
        uint32_t count_offset;
        uint32_t count_size; /* 0: it takes no number of vCPUs */
};

/* Reads the tables of the firmware file; NULL, or what is wrong as text. */
const char *firmware_parse(const uint8_t *data, size_t size, struct firmware *out);

#endif
