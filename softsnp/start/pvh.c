/* softsnp/start/pvh.c - see pvh.h. */
#include "softsnp/start/pvh.h"

#include "softsnp/start/console.h"

/*
 * All addresses are physical, all sizes in bytes; the structures are the loader's and may be
 * overwritten later.
 */
#define PVH_MAGIC       0x336ec578
#define PVH_MIN_VERSION 1 /* the first one with a memory map */
#define PVH_MEMORY_RAM  1
#define ONE_MIB         UINT64_C(0x100000)
#define FOUR_GIB        UINT64_C(0x100000000)

/* Xen's hvm_start_info, as QEMU passes it (Xen public/arch-x86/hvm/start_info.h). */
struct pvh_start_info {
        uint32_t magic;
        uint32_t version;
        uint32_t flags;
        uint32_t module_count;
        uint64_t modules;
        uint64_t command_line;
        uint64_t rsdp;
        uint64_t memory_map;
        uint32_t memory_map_entries;
        uint32_t reserved;
};
_Static_assert(sizeof(struct pvh_start_info) == 56, "PVH start info");

struct pvh_module {
        uint64_t address;
        uint64_t size;
        uint64_t command_line;
        uint64_t reserved;
};
_Static_assert(sizeof(struct pvh_module) == 32, "PVH module");

struct pvh_memory {
        uint64_t address;
        uint64_t size;
        uint32_t type;
        uint32_t reserved;
};
_Static_assert(sizeof(struct pvh_memory) == 24, "PVH memory map entry");

/* Two pieces of RAM matter: the one that 1 MiB lies in, and the one that begins at 4 GiB. */
static void read_memory(const struct pvh_memory *entry, struct boot_facts *out)
{
        uint64_t end = entry->address + entry->size;

        if (entry->type != PVH_MEMORY_RAM)
                return;
        if (entry->address <= ONE_MIB && end > ONE_MIB)
                out->low_end = end;
        if (entry->address == FOUR_GIB)
                out->high_end = end;
}

/* The first module is the image; QEMU's -initrd makes it one. */
static void read_module(const struct pvh_start_info *info, struct boot_facts *out)
{
        const struct pvh_module *module = (const void *)info->modules;

        if (info->module_count == 0)
                return;
        out->module = (struct gpa_range){ module->address, module->size };
}

/* Without RAM above 4 GiB the end of it is where it would begin. */
void pvh_read(const struct pvh_start_info *info, struct boot_facts *out)
{
        const struct pvh_memory *map = (const void *)info->memory_map;

        if (info->magic != PVH_MAGIC)
                machine_refuse("not started by the PVH boot protocol");
        if (info->version < PVH_MIN_VERSION || info->memory_map_entries == 0)
                machine_refuse("the PVH start info has no memory map (version %u)", info->version);
        *out = (struct boot_facts){ .high_end = FOUR_GIB };
        for (uint32_t i = 0; i < info->memory_map_entries; i++)
                read_memory(&map[i], out);
        read_module(info, out);
}
