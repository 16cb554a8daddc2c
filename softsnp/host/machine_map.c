/* softsnp/host/machine_map.c - see machine_map.h. */
#include "softsnp/host/machine_map.h"

#include "lib/base/memory.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/start/memory.h"

#define MEMORY_MAP_FILE "etc/e820"
#define FOUR_GIB        UINT64_C(0x100000000)

/* KVM's identity map and TSS, which QEMU reserves before it knows of RAM (target/i386/kvm/kvm.c, kvm_arch_init). */
static const struct e820_entry kvms = { 0xfeffc000, 0x4000, E820_RESERVED };

static struct e820_entry entries[E820_ENTRIES_MOST + 1];
static size_t entry_count;

/* What a QEMU without the device would have said. */
static size_t map_of_ram(struct e820_entry out[2])
{
        out[0] = (struct e820_entry){ 0, memory_low_end(), E820_RAM };
        out[1] = (struct e820_entry){ FOUR_GIB, memory_high_end() - FOUR_GIB, E820_RAM };
        return memory_high_end() > FOUR_GIB ? 2 : 1;
}

static void make_map(void)
{
        struct e820_entry ram[2];
        uint64_t size = 0;
        const struct e820_entry *map =
                fw_cfg_present() ? fw_cfg_read_file(MEMORY_MAP_FILE, &size) : NULL;
        size_t count = size / sizeof(*map);

        if (!map) {
                map = ram;
                count = map_of_ram(ram);
        }
        entries[0] = kvms;
        entry_count = 1 + e820_without(map, count, SOFTSNP_BASE, FOUR_GIB, entries + 1);
}

const struct e820_entry *machine_map(size_t *count)
{
        if (entry_count == 0)
                make_map();
        *count = entry_count;
        return entries;
}
