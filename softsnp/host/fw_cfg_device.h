/*
 * softsnp/host/fw_cfg_device.h - the configuration device's own structures (QEMU
 * docs/specs/fw_cfg.rst). All numbers in them are big-endian.
 */
#ifndef SOFTSNP_HOST_FW_CFG_DEVICE_H
#define SOFTSNP_HOST_FW_CFG_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_CFG_PORT_DMA 0x514 /* 8 bytes: address of a request */

/* Selector keys. */
#define FW_CFG_SIGNATURE       0x00
#define FW_CFG_ID              0x01
#define FW_CFG_RAM_SIZE        0x03
#define FW_CFG_CPU_COUNT       0x05
#define FW_CFG_KERNEL_ADDRESS  0x07
#define FW_CFG_KERNEL_SIZE     0x08
#define FW_CFG_INITRD_ADDRESS  0x0a
#define FW_CFG_INITRD_SIZE     0x0b
#define FW_CFG_KERNEL_ENTRY    0x10
#define FW_CFG_KERNEL_DATA     0x11
#define FW_CFG_INITRD_DATA     0x12
#define FW_CFG_CMDLINE_ADDRESS 0x13
#define FW_CFG_CMDLINE_SIZE    0x14
#define FW_CFG_CMDLINE_DATA    0x15
#define FW_CFG_SETUP_ADDRESS   0x16
#define FW_CFG_SETUP_SIZE      0x17
#define FW_CFG_SETUP_DATA      0x18
#define FW_CFG_FILE_DIRECTORY  0x19
#define FW_CFG_FIRST_FILE      0x20

/* Bits of FW_CFG_ID. */
#define FW_CFG_ID_TRADITIONAL 1
#define FW_CFG_ID_DMA         2

/* Set in a selector it means writing, and the same item (QEMU docs/specs/fw_cfg.rst, "Selector Register"). */
#define FW_CFG_KEY_WRITES 0x4000

/* An entry of the directory (QEMU docs/specs/fw_cfg.rst); numbers are big-endian. */
struct fw_cfg_file {
        uint8_t size[4];
        uint8_t key[2];
        uint8_t reserved[2];
        char name[56]; /* ends with NUL */
};
_Static_assert(sizeof(struct fw_cfg_file) == 64, "fw_cfg file");

/* The directory as it was read at the start. */
struct fw_cfg_directory {
        uint32_t count;
        struct fw_cfg_file *files; /* @count, names terminated */
};

/*
 * One operation of the device by DMA: @control is FW_CFG_DMA_* (fw_cfg_dma.h), @data is memory of
 * softsnp's, or shared memory of the guest as the caller has checked. False: the device says error.
 */
__attribute__((warn_unused_result)) bool fw_cfg_device_dma(uint32_t control, void *data,
                                                           uint32_t size);

/* The directory, read once; count 0 without the device. */
const struct fw_cfg_directory *fw_cfg_directory(void);

/* NULL if there is no file of that name. */
const struct fw_cfg_file *fw_cfg_find(const char *name);

/* Bytes of the file; and its key. */
static inline uint32_t fw_cfg_file_size(const struct fw_cfg_file *file)
{
        return (uint32_t)file->size[0] << 24 | (uint32_t)file->size[1] << 16 |
               (uint32_t)file->size[2] << 8 | file->size[3];
}

static inline void fw_cfg_file_set_size(struct fw_cfg_file *file, uint32_t size)
{
        for (unsigned int i = 0; i < 4; i++)
                file->size[i] = (uint8_t)(size >> (24 - 8 * i));
}

static inline uint16_t fw_cfg_file_key(const struct fw_cfg_file *file)
{
        return (uint16_t)(file->key[0] << 8 | file->key[1]);
}

#endif
