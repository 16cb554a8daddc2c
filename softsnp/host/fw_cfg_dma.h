/*
 * softsnp/host/fw_cfg_dma.h - the configuration device's DMA interface as the guest drives it (QEMU
 * docs/specs/fw_cfg.rst, "Guest-side DMA Interface"): register and requests. Pure: runs in tests on
 * the host.
 */
#ifndef SOFTSNP_HOST_FW_CFG_DMA_H
#define SOFTSNP_HOST_FW_CFG_DMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_CFG_DMA_SIZE 8 /* bytes of the address register */

/* Bits of fw_cfg_dma_access.control. With SELECT, bits 31:16 are the key. */
#define FW_CFG_DMA_ERROR     UINT32_C(0x01)
#define FW_CFG_DMA_READ      UINT32_C(0x02)
#define FW_CFG_DMA_SKIP      UINT32_C(0x04)
#define FW_CFG_DMA_SELECT    UINT32_C(0x08)
#define FW_CFG_DMA_WRITE     UINT32_C(0x10)
#define FW_CFG_DMA_KEY_SHIFT 16

/* A request as it lies in memory; all of it is big-endian. */
struct fw_cfg_dma_access {
        uint32_t control;
        uint32_t length;  /* bytes */
        uint64_t address; /* of the data, guest-physical */
};
_Static_assert(sizeof(struct fw_cfg_dma_access) == 16, "fw_cfg DMA access");
_Static_assert(offsetof(struct fw_cfg_dma_access, length) == 4, "fw_cfg DMA access");
_Static_assert(offsetof(struct fw_cfg_dma_access, address) == 8, "fw_cfg DMA access");

enum fw_cfg_dma_operation {
        FW_CFG_DMA_DOES_NOTHING, /* but select, perhaps */
        FW_CFG_DMA_DOES_READ,
        FW_CFG_DMA_DOES_WRITE,
        FW_CFG_DMA_DOES_SKIP,
};

/* What a request asks for. */
struct fw_cfg_dma_request {
        enum fw_cfg_dma_operation operation;
        bool selects; /* @key, before anything else */
        uint16_t key;
        uint32_t length; /* bytes; 0 if the operation is none */
        uint64_t address;
};

/* Of several operations in one request the device does one: read before write before skip. */
struct fw_cfg_dma_request fw_cfg_dma_decode(const struct fw_cfg_dma_access *access);

/*
 * The guest writes @size bytes, @value, to the register from byte @offset. True if that starts an
 * operation: *@request is the request's address, and the register is 0 again. What is not one of
 * its 32-bit halves changes nothing.
 */
__attribute__((warn_unused_result)) bool fw_cfg_dma_write(uint64_t *address_register,
                                                          unsigned int offset, unsigned int size,
                                                          uint32_t value, uint64_t *request);

/*
 * @size (1, 2, 4) bytes of the register from @offset as IN reads them: the signature, and ones
 * beyond it.
 */
uint32_t fw_cfg_dma_read(unsigned int offset, unsigned int size);

#endif
