/*
 * fw_cfg as guests see it (docs/boot.md, "Host interfaces"): etc/e820 is QEMU's. Low RAM is one entry from 0 to its end, VMPL0's
 * memory in it (hw/i386/pc.c, pc_memory_init), what KVM reserves is there (target/i386/kvm/kvm.c, kvm_arch_init), and softsnp's
 * memory is not: low RAM ends before it. With the selector's bit 14, too, which means the same item. The machine's own files are not
 * in the directory.
 *
 * Broken on purpose by leaving the map as QEMU has it for softsnp: low RAM is longer.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define PORT_KEY      0x510
#define PORT_DATA     0x511
#define KEY_DIRECTORY 0x19
#define KEY_WRITES    0x4000 /* bit 14 */
#define NAME_SIZE     56
#define E820_RAM      1
#define E820_RESERVED 2
#define FILES_MOST    64
#define HIDDEN_PREFIX "opt/cashew/"
#define MACHINE_START UINT64_C(0x38000000)
#define MACHINE_END   UINT64_C(0x40000000)

struct file {
        uint8_t size[4], key[2], reserved[2];
        char name[NAME_SIZE];
};
struct __attribute__((packed)) e820_entry {
        uint64_t start, size;
        uint32_t type;
};

static void read_more(void *out, size_t size)
{
        for (size_t i = 0; i < size; i++)
                ((uint8_t *)out)[i] = (uint8_t)port_io(PORT_DATA, IOIO_SIZE_8 | IOIO_IN, 0);
}

static void select_key(uint64_t key)
{
        port_io(PORT_KEY, IOIO_SIZE_16, key);
}

static bool starts_with(const char *text, const char *prefix)
{
        while (*prefix && *text == *prefix)
                text++, prefix++;
        return *prefix == '\0';
}

static bool is(const struct e820_entry *entry, uint64_t start, uint64_t size, uint32_t type)
{
        return entry->start == start && entry->size == size && entry->type == type;
}

static void check_memory_map(const struct file *file, uint64_t key_bits)
{
        uint32_t size = (uint32_t)file->size[2] << 8 | file->size[3];
        unsigned int low = 0, kvms = 0, others = 0;
        struct e820_entry entry;

        select_key(key_bits | (uint64_t)file->key[0] << 8 | file->key[1]);
        for (uint32_t at = 0; at < size; at += sizeof(entry)) {
                read_more(&entry, sizeof(entry));
                low += is(&entry, 0, MACHINE_START, E820_RAM);
                kvms += is(&entry, 0xfeffc000, 0x4000, E820_RESERVED);
                others += entry.start < MACHINE_END;
        }
        CHECK_EQUAL(low, 1);
        CHECK_EQUAL(kvms, 1);
        CHECK_EQUAL(others, 1);
}

static uint32_t read_directory(struct file *files)
{
        uint8_t wire[4];
        uint32_t count;

        select_key(KEY_DIRECTORY);
        read_more(wire, sizeof(wire));
        count = (uint32_t)wire[2] << 8 | wire[3];
        CHECK(count > 0 && count <= FILES_MOST);
        if (count > FILES_MOST)
                count = FILES_MOST;
        read_more(files, count * sizeof(*files));
        return count;
}

void test_main(void)
{
        static struct file files[FILES_MOST];
        uint32_t count = read_directory(files);
        unsigned int maps = 0;

        for (uint32_t i = 0; i < count; i++) {
                CHECK(!starts_with(files[i].name, HIDDEN_PREFIX));
                if (!starts_with(files[i].name, "etc/e820"))
                        continue;
                maps++;
                check_memory_map(&files[i], 0);
                check_memory_map(&files[i], KEY_WRITES);
        }
        CHECK_EQUAL(maps, 1);
}
