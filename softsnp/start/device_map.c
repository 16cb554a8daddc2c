/*
 * softsnp/start/device_map.c - see device_map.h.
 *
 * Behind the identity map each CPU has 1 GiB of addresses, which it maps where it needs them: no table grows with what a guest
 * asks for.
 */
#include "softsnp/start/device_map.h"

#include "lib/base/address.h"
#include "lib/x86/cpu.h"
#include "lib/x86/paging.h"
#include "softsnp/start/memory.h"

#define CPUID_ADDRESS_SIZES 0x80000008
#define IDENTITY_MAP_END    (UINT64_C(1) << 39)
#define WINDOW_SIZE         (UINT64_C(1) << 30)

extern uint64_t identity_map[PAGE_TABLE_ENTRIES];

static uint64_t *windows;

uint64_t device_map_end(void)
{
        return UINT64_C(1) << (cpuid(CPUID_ADDRESS_SIZES, 0).eax & 0xff);
}

static void make_windows(void)
{
        windows = memory_allocate(PAGE_SIZE);
        identity_map[1] = (uint64_t)windows | PTE_PRESENT | PTE_WRITE;
}

uint64_t device_map(unsigned int cpu, uint64_t address)
{
        uint64_t window = IDENTITY_MAP_END + cpu * WINDOW_SIZE;
        uint64_t entry =
                (address & ~(WINDOW_SIZE - 1)) | PTE_PRESENT | PTE_WRITE | PTE_LARGE | PTE_NX;

        if (address < IDENTITY_MAP_END)
                return address;
        if (!windows)
                make_windows();
        if ((windows[cpu] & ~(PTE_ACCESSED | PTE_DIRTY)) != entry) {
                windows[cpu] = entry;
                invlpg(window);
        }
        return window + (address & (WINDOW_SIZE - 1));
}
