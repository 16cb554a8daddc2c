/* softsnp/host/fw_cfg_dma.c - see fw_cfg_dma.h. QEMU docs/specs/fw_cfg.rst, "Guest-side DMA Interface"; everything is big-endian. */
#include "softsnp/host/fw_cfg_dma.h"

/* In QEMU's order: of several bits the first of these counts. */
static enum fw_cfg_dma_operation operation_of(uint32_t control)
{
        if (control & FW_CFG_DMA_READ)
                return FW_CFG_DMA_DOES_READ;
        if (control & FW_CFG_DMA_WRITE)
                return FW_CFG_DMA_DOES_WRITE;
        if (control & FW_CFG_DMA_SKIP)
                return FW_CFG_DMA_DOES_SKIP;
        return FW_CFG_DMA_DOES_NOTHING;
}

/* Without an operation the length says nothing: such a request only selects. */
struct fw_cfg_dma_request fw_cfg_dma_decode(const struct fw_cfg_dma_access *access)
{
        uint32_t control = __builtin_bswap32(access->control);
        struct fw_cfg_dma_request request = {
                .operation = operation_of(control),
                .selects = control & FW_CFG_DMA_SELECT,
                .key = (uint16_t)(control >> FW_CFG_DMA_KEY_SHIFT),
                .address = __builtin_bswap64(access->address),
        };

        if (request.operation != FW_CFG_DMA_DOES_NOTHING)
                request.length = __builtin_bswap32(access->length);
        return request;
}

/* Its low half starts the transfer; an address above 4 GiB is written high half first. */
bool fw_cfg_dma_write(uint64_t *address_register, unsigned int offset, unsigned int size,
                      uint32_t value, uint64_t *request)
{
        if (size != sizeof(value))
                return false;
        if (offset == 0)
                *address_register = (uint64_t)__builtin_bswap32(value) << 32;
        if (offset != sizeof(value))
                return false;
        *request = *address_register | __builtin_bswap32(value);
        *address_register = 0;
        return true;
}

/* Reading the address register tells that there is a DMA interface. */
uint32_t fw_cfg_dma_read(unsigned int offset, unsigned int size)
{
        static const uint8_t signature[] = { 'Q', 'E', 'M', 'U', ' ', 'C', 'F', 'G' };
        uint32_t value = UINT32_MAX;

        for (unsigned int i = 0; i < size && offset + i < sizeof(signature); i++) {
                value &= ~(UINT32_C(0xff) << 8 * i);
                value |= (uint32_t)signature[offset + i] << 8 * i;
        }
        return value;
}
