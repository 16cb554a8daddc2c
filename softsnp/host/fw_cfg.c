/* softsnp/host/fw_cfg.c - reading QEMU's configuration device: keys by port, files by DMA. */
#include "softsnp/host/fw_cfg.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "softsnp/host/fw_cfg_device.h"
#include "softsnp/host/fw_cfg_dma.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"

#define FILES_MOST 256 /* far more than QEMU has */

/* Selects @key and reads its first @size bytes by port. */
static void read_key(uint16_t key, void *out, size_t size)
{
        uint8_t *bytes = out;

        outw(FW_CFG_PORT_SELECT, key);
        for (size_t i = 0; i < size; i++)
                bytes[i] = inb(FW_CFG_PORT_DATA);
}

bool fw_cfg_present(void)
{
        char signature[4];

        read_key(FW_CFG_SIGNATURE, signature, sizeof(signature));
        return memcmp(signature, "QEMU", sizeof(signature)) == 0;
}

/* As the PC's firmware learns it; a machine without the device has one CPU. */
unsigned int fw_cfg_cpu_count(void)
{
        uint16_t count;

        if (!fw_cfg_present())
                return 1;
        read_key(FW_CFG_CPU_COUNT, &count, sizeof(count));
        return count ? count : 1;
}

/*
 * The count and the entries are big-endian (QEMU docs/specs/fw_cfg.rst). Names are ended here,
 * whatever the device has written.
 */
static void read_directory(struct fw_cfg_directory *directory)
{
        uint32_t count;

        read_key(FW_CFG_FILE_DIRECTORY, &count, sizeof(count));
        count = __builtin_bswap32(count);
        if (count > FILES_MOST)
                machine_refuse("fw_cfg: %u files are more than make sense", count);
        directory->files = memory_allocate(page_up(count * sizeof(struct fw_cfg_file) + 1));
        /* The device goes on where it is: behind the count. */
        for (size_t i = 0; i < count * sizeof(struct fw_cfg_file); i++)
                ((uint8_t *)directory->files)[i] = inb(FW_CFG_PORT_DATA);
        for (uint32_t i = 0; i < count; i++)
                directory->files[i].name[sizeof(directory->files[i].name) - 1] = 0;
        directory->count = count;
}

/* Read at the first call and kept: the device's files do not change while a machine runs. */
const struct fw_cfg_directory *fw_cfg_directory(void)
{
        static struct fw_cfg_directory directory;
        static bool read;

        if (!read && fw_cfg_present())
                read_directory(&directory);
        read = true;
        return &directory;
}

const struct fw_cfg_file *fw_cfg_find(const char *name)
{
        const struct fw_cfg_directory *directory = fw_cfg_directory();

        for (uint32_t i = 0; i < directory->count; i++)
                if (strcmp(directory->files[i].name, name) == 0)
                        return &directory->files[i];
        return NULL;
}

/*
 * Physical is virtual here. The device has done it all when the last write returns, or shows that it
 * goes on.
 */
bool fw_cfg_device_dma(uint32_t control, void *data, uint32_t size)
{
        static volatile struct fw_cfg_dma_access access;
        uint64_t where = (uint64_t)&access;

        access.length = __builtin_bswap32(size);
        access.address = __builtin_bswap64(memory_physical(data));
        access.control = __builtin_bswap32(control);
        outl(FW_CFG_PORT_DMA, __builtin_bswap32((uint32_t)(where >> 32)));
        outl(FW_CFG_PORT_DMA + 4, __builtin_bswap32((uint32_t)where));
        do {
                control = __builtin_bswap32(access.control);
        } while (control & ~FW_CFG_DMA_ERROR);
        return !(control & FW_CFG_DMA_ERROR);
}

/* By port a byte at a time would be an exit each: a kernel has millions. */
static bool read_by_dma(uint16_t key, void *to, uint32_t size)
{
        uint32_t select = (uint32_t)key << FW_CFG_DMA_KEY_SHIFT | FW_CFG_DMA_SELECT;

        return fw_cfg_device_dma(select | FW_CFG_DMA_READ, to, size);
}

/* One byte more than the file has, which is zero: texts are ended. The memory is never freed. */
void *fw_cfg_read_file(const char *name, uint64_t *size)
{
        const struct fw_cfg_file *file = fw_cfg_find(name);
        void *data;

        *size = 0;
        if (!file)
                return NULL;
        *size = fw_cfg_file_size(file);
        data = memory_allocate(page_up(*size + 1));
        if (*size != 0 && !read_by_dma(fw_cfg_file_key(file), data, (uint32_t)*size))
                machine_refuse("fw_cfg: cannot read %s", name);
        return data;
}
