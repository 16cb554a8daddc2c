/*
 * softsnp/host/fw_cfg_filter.c - what the guest sees of the configuration device (docs/boot.md).
 *
 * Some keys are answered from memory, some are hidden and read as zeros, all others go to the device.
 * The guest's DMA is done here: the device itself would reach every memory.
 */
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/host/fw_cfg_device.h"
#include "softsnp/host/fw_cfg_dma.h"
#include "softsnp/host/machine_map.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"

#define MEMORY_MAP_FILE "etc/e820"
#define OWN_FILES       "opt/cashew/"
#define FOUR_GIB        UINT64_C(0x100000000)

#define SETUP_SECTORS_OFFSET  0x1f1 /* of a bzImage (Linux Documentation/arch/x86/boot.rst) */
#define SETUP_SECTORS_DEFAULT 4
#define SECTOR_SIZE           UINT64_C(512)
#define INITRD_END            (SOFTSNP_BASE - 0x28000 - 1) /* below the ACPI tables at the end of low RAM */

/* Lines: a guest in a loop would fill the console. */
#define LOG_LIMIT 20

/* A key that is answered from memory; no data: it reads as zeros. */
struct item {
        uint16_t key;
        const uint8_t *data;
        uint64_t size;
};

/* Every key that fw_cfg_filter_init() adds, with room. */
#define ITEMS_MOST 20
static struct item items[ITEMS_MOST];
static size_t item_count;

static bool is_on;
static const struct item *selected_item; /* NULL: the device answers */
static uint64_t position;

static void add_item(uint16_t key, const void *data, uint64_t size)
{
        items[item_count++] = (struct item){ key, data, size };
}

/* A number of 32 bits, little-endian, as the keys of the kernel have it. */
static void add_number(uint16_t key, uint64_t value)
{
        static uint32_t numbers[ITEMS_MOST];

        numbers[item_count] = (uint32_t)value;
        add_item(key, &numbers[item_count], sizeof(uint32_t));
}

/* Of 64 bits. */
static void add_long(uint16_t key, uint64_t value)
{
        static uint64_t numbers[ITEMS_MOST];

        numbers[item_count] = value;
        add_item(key, &numbers[item_count], sizeof(uint64_t));
}

static const struct item hidden = { 0, NULL, 0 };

/* A file that the directory does not show is not there, even for who knows its key. */
static bool is_own_file(uint16_t key)
{
        const struct fw_cfg_directory *directory = fw_cfg_directory();

        for (uint32_t i = 0; i < directory->count; i++)
                if (fw_cfg_file_key(&directory->files[i]) == key)
                        return memcmp(directory->files[i].name, OWN_FILES, strlen(OWN_FILES)) == 0;
        return false;
}

/* NULL: the device answers, as for every key that nobody has added and that is no file of ours. */
static const struct item *find_item(uint16_t key)
{
        for (size_t i = 0; i < item_count; i++)
                if (items[i].key == key)
                        return &items[i];
        return is_own_file(key) ? &hidden : NULL;
}

/*
 * As QEMU gives -kernel, -initrd and -append (hw/i386/x86-common.c, x86_load_linux): the setup part and the rest under keys of
 * their own, unchanged as for every SEV guest, with the addresses that it would load them at. The setup part is a sector of boot
 * code and as many as the header says.
 */
static void add_kernel(void)
{
        uint64_t size;
        const uint8_t *kernel = fw_cfg_read_file("opt/cashew/guest-kernel", &size);
        uint64_t setup = 0;

        if (kernel && size > SETUP_SECTORS_OFFSET) {
                uint8_t sectors = kernel[SETUP_SECTORS_OFFSET];

                setup = (sectors ? sectors + 1 : SETUP_SECTORS_DEFAULT + 1) * SECTOR_SIZE;
                if (setup > size)
                        setup = size;
        }
        add_number(FW_CFG_SETUP_ADDRESS, kernel ? 0x10000 : 0);
        add_number(FW_CFG_CMDLINE_ADDRESS, kernel ? 0x20000 : 0);
        add_number(FW_CFG_KERNEL_ADDRESS, kernel ? 0x100000 : 0);
        add_number(FW_CFG_KERNEL_ENTRY, 0);
        add_number(FW_CFG_SETUP_SIZE, setup);
        add_item(FW_CFG_SETUP_DATA, kernel, setup);
        add_number(FW_CFG_KERNEL_SIZE, size - setup);
        add_item(FW_CFG_KERNEL_DATA, kernel ? kernel + setup : NULL, size - setup);
}

static void add_initrd(void)
{
        uint64_t size;
        const uint8_t *initrd = fw_cfg_read_file("opt/cashew/guest-initrd", &size);

        add_number(FW_CFG_INITRD_ADDRESS, initrd ? page_down(INITRD_END - size) : 0);
        add_number(FW_CFG_INITRD_SIZE, size);
        add_item(FW_CFG_INITRD_DATA, initrd, size);
}

/* With its NUL, as QEMU offers it and as its hash is measured; files are read to zeroed memory. */
static void add_cmdline(void)
{
        uint64_t size;
        const uint8_t *cmdline = fw_cfg_read_file("opt/cashew/guest-cmdline", &size);

        if (cmdline)
                size = strlen((const char *)cmdline) + 1;
        add_number(FW_CFG_CMDLINE_SIZE, size);
        add_item(FW_CFG_CMDLINE_DATA, cmdline, size);
}

/* A machine with less low RAM than QEMU thinks: what softsnp lies in is not there. */
static void add_memory(void)
{
        const struct fw_cfg_file *file = fw_cfg_find(MEMORY_MAP_FILE);
        size_t count;
        const struct e820_entry *map = machine_map(&count);

        add_long(FW_CFG_RAM_SIZE, memory_low_end() + memory_high_end() - FOUR_GIB);
        if (file)
                add_item(fw_cfg_file_key(file), (const uint8_t *)map, count * sizeof(*map));
}

/* The directory without our files, and with the memory map's new size. */
static void add_directory(void)
{
        const struct fw_cfg_directory *directory = fw_cfg_directory();
        uint64_t most = sizeof(uint32_t) + directory->count * sizeof(struct fw_cfg_file);
        uint8_t *data = memory_allocate(page_up(most));
        struct fw_cfg_file *files = (struct fw_cfg_file *)(data + sizeof(uint32_t));
        uint32_t count = 0;
        uint32_t wire_count;

        for (uint32_t i = 0; i < directory->count; i++) {
                const struct item *item = find_item(fw_cfg_file_key(&directory->files[i]));

                if (item == &hidden)
                        continue;
                files[count] = directory->files[i];
                if (item)
                        fw_cfg_file_set_size(&files[count], (uint32_t)item->size);
                count++;
        }
        wire_count = __builtin_bswap32(count);
        memcpy(data, &wire_count, sizeof(wire_count));
        add_item(FW_CFG_FILE_DIRECTORY, data, sizeof(uint32_t) + count * sizeof(*files));
}

/*
 * The device says of itself what it can: traditional ports and DMA. Where there is none the filter
 * stays off.
 */
void fw_cfg_filter_init(void)
{
        if (!fw_cfg_present())
                return;
        add_number(FW_CFG_ID, FW_CFG_ID_TRADITIONAL | FW_CFG_ID_DMA);
        add_kernel();
        add_initrd();
        add_cmdline();
        add_memory();
        add_directory();
        is_on = true;
}

static bool is_dma_port(uint16_t port)
{
        return port >= FW_CFG_PORT_DMA && port < FW_CFG_PORT_DMA + FW_CFG_DMA_SIZE;
}

/* Every port of the device that is not one of these three is none. */
bool fw_cfg_filter_passes(uint16_t port)
{
        return !is_on ||
               (port != FW_CFG_PORT_SELECT && port != FW_CFG_PORT_DATA && !is_dma_port(port));
}

/*
 * Selecting sets the position back to 0, on the device too (QEMU docs/specs/fw_cfg.rst, "Selector
 * Register").
 */
static void select(uint16_t key)
{
        key &= (uint16_t)~FW_CFG_KEY_WRITES;
        selected_item = find_item(key);
        position = 0;
        if (!selected_item)
                outw(FW_CFG_PORT_SELECT, key);
}

/* Reads beyond the end give zeros, as the device's do. */
static uint8_t next_byte(void)
{
        uint64_t at = position++;

        return selected_item->data && at < selected_item->size ? selected_item->data[at] : 0;
}

/* Whole ranges at once, for DMA and string reads; the same bytes as next_byte() gives. */
static void read_item(uint8_t *out, size_t count)
{
        uint64_t at = position;
        uint64_t there =
                selected_item->data && at < selected_item->size ? selected_item->size - at : 0;

        if (there > count)
                there = count;
        if (there != 0)
                memcpy(out, selected_item->data + at, there);
        memset(out + there, 0, count - there);
        position += count;
}

/* @data is softsnp's view of memory that was found shared. False: the device refuses. */
static bool read_selected(uint8_t *data, uint32_t length)
{
        if (!selected_item)
                return fw_cfg_device_dma(FW_CFG_DMA_READ, data, length);
        read_item(data, length);
        return true;
}

/* The device keeps a position for its own keys, so it has to skip there itself. */
static bool skip(uint32_t length)
{
        if (!selected_item)
                return fw_cfg_device_dma(FW_CFG_DMA_SKIP, NULL, length);
        position += length;
        return true;
}

/* Nothing that guests may write is among what is offered. */
static bool do_operation(const struct fw_cfg_dma_request *request)
{
        uint8_t *data;

        if (request->length == 0)
                return true;
        if (request->operation == FW_CFG_DMA_DOES_SKIP)
                return skip(request->length);
        if (request->operation != FW_CFG_DMA_DOES_READ)
                return false;
        data = rmp_shared_bytes(request->address, request->length);
        return data && read_selected(data, request->length);
}

static void log_unreachable(uint64_t address)
{
        static unsigned int logged;

        if (logged++ < LOG_LIMIT)
                log_line("fw_cfg: DMA request at gpa %lx, which is not shared memory", address);
}

/* As all devices, this one reaches shared memory alone: request, answer and data have to be there. */
static void do_request(uint64_t address)
{
        void *there = rmp_shared_bytes(address, sizeof(struct fw_cfg_dma_access));
        struct fw_cfg_dma_access access;
        struct fw_cfg_dma_request request;
        uint32_t answer;

        if (!there) {
                log_unreachable(address);
                return;
        }
        memcpy(&access, there, sizeof(access));
        request = fw_cfg_dma_decode(&access);
        if (request.selects)
                select(request.key);
        answer = __builtin_bswap32(do_operation(&request) ? 0 : FW_CFG_DMA_ERROR);
        memcpy(there, &answer, sizeof(answer));
}

/* The register is 64 bits in two halves, written one after the other. */
static void write_dma(unsigned int offset, unsigned int size, uint32_t value)
{
        static uint64_t address_register;
        uint64_t request;

        if (fw_cfg_dma_write(&address_register, offset, size, value, &request))
                do_request(request);
}

/*
 * True: it was ours, whatever has become of it. Writes that make no sense are ignored, as the
 * device does.
 */
bool fw_cfg_filter_out(uint16_t port, unsigned int size, uint32_t value)
{
        if (fw_cfg_filter_passes(port))
                return false;
        if (port == FW_CFG_PORT_SELECT && size == 2)
                select((uint16_t)value);
        else if (is_dma_port(port))
                write_dma(port - FW_CFG_PORT_DMA, size, value);
        return true;
}

/* A read of another size than a byte gives zeros. */
bool fw_cfg_filter_in(uint16_t port, unsigned int size, uint32_t *value)
{
        if (fw_cfg_filter_passes(port))
                return false;
        *value = 0;
        if (is_dma_port(port))
                *value = fw_cfg_dma_read(port - FW_CFG_PORT_DMA, size);
        else if (port == FW_CFG_PORT_DATA && size == 1)
                *value = selected_item ? next_byte() : inb(FW_CFG_PORT_DATA);
        return true;
}

/* String reads of the data port: firmware without DMA reads its files by them. */
bool fw_cfg_filter_read(uint16_t port, uint8_t *out, size_t count)
{
        if (!is_on || port != FW_CFG_PORT_DATA)
                return false;
        if (selected_item) {
                read_item(out, count);
                return true;
        }
        __asm__ volatile("rep insb" : "+D"(out), "+c"(count) : "d"(port) : "memory");
        return true;
}
