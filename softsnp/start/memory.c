/* softsnp/start/memory.c - see memory.h. */
#include "softsnp/start/memory.h"

#include "lib/base/memory.h"
#include "softsnp/start/allocate.h"
#include "softsnp/start/console.h"
#include "softsnp/start/layout.h"
#include "softsnp/start/window.h"

#define FOUR_GIB    UINT64_C(0x100000000)
#define VGA_START   UINT64_C(0xa0000)
#define VGA_END     UINT64_C(0xc0000)
#define LEAST_BYTES UINT64_C(0x4000000) /* softsnp's own, tables for 1 GiB and an image included */

/* Flat indices: low RAM, then high RAM, then windows; each begins at a multiple of 512. */
static uint64_t softsnps_end;
static uint64_t high_end = FOUR_GIB;

static uint64_t low_pages(void)
{
        return SOFTSNP_BASE >> PAGE_SHIFT;
}

static uint64_t high_pages(void)
{
        return (high_end - FOUR_GIB) >> PAGE_SHIFT;
}

static uint64_t first_window_index(void)
{
        return low_pages() + high_pages();
}

static uint64_t round_up_large(uint64_t address)
{
        return (address + LARGE_PAGE_SIZE - 1) & ~(LARGE_PAGE_SIZE - 1);
}

/*
 * The BIOS keeps tables at the end of low RAM, which the memory map leaves out. They are RAM and in our range,
 * so rounding up makes them ours too; the allocator keeps away from them.
 */
void memory_init(uint64_t low, uint64_t high)
{
        if (low < SOFTSNP_BASE + LEAST_BYTES)
                machine_refuse(
                        "too little memory: %lu MiB below 4 GiB, needs 1024 (with QEMU: -m 1G "
                        "-M q35,max-ram-below-4g=1G)",
                        low >> 20);
        softsnps_end = round_up_large(low);
        allocator_init(low);
        high_end = high & ~(LARGE_PAGE_SIZE - 1);
}

uint64_t memory_low_end(void)
{
        return SOFTSNP_BASE;
}

uint64_t memory_high_end(void)
{
        return high_end;
}

uint64_t memory_page_count(void)
{
        return first_window_index() + window_indexes();
}

static bool is_vga(uint64_t address)
{
        return address >= VGA_START && address < VGA_END;
}

static bool is_ram(uint64_t address)
{
        return (address < SOFTSNP_BASE && !is_vga(address)) ||
               (address >= FOUR_GIB && address < high_end);
}

bool memory_want(gpa_t start, uint64_t size)
{
        for (uint64_t at = page_down(start.value); at < start.value + size; at += PAGE_SIZE) {
                if (is_ram(at))
                        continue;
                if (is_vga(at) || !window_want(at))
                        return false;
        }
        return true;
}

void memory_make_windows(void)
{
        window_make_all();
}

/*
 * Outside of RAM and windows there is no index, and so no entry of the reverse map table: that is
 * how devices are told from memory.
 */
uint64_t memory_page_index(gpa_t address)
{
        uint64_t value = address.value;
        uint64_t index;

        if (is_ram(value))
                return value < SOFTSNP_BASE ? value >> PAGE_SHIFT
                                            : low_pages() + ((value - FOUR_GIB) >> PAGE_SHIFT);
        index = window_index(value);
        return index == PAGE_INDEX_NONE ? PAGE_INDEX_NONE : first_window_index() + index;
}

/* Whoever asks has the index from memory_page_index(), or counts below memory_page_count(). */
gpa_t memory_page_address(uint64_t index)
{
        if (index < low_pages())
                return gpa(index << PAGE_SHIFT);
        index -= low_pages();
        if (index < high_pages())
                return gpa(FOUR_GIB + (index << PAGE_SHIFT));
        return gpa(window_address(index - high_pages()));
}

/* RAM lies where the guest has it. */
void *memory_page_bytes(uint64_t index)
{
        if (index >= first_window_index())
                return window_bytes(index - first_window_index());
        return (void *)(GUEST_MAP + memory_page_address(index).value);
}

uint64_t memory_physical(const void *bytes)
{
        return (uint64_t)bytes < GUEST_MAP ? (uint64_t)bytes : (uint64_t)bytes - GUEST_MAP;
}

bool memory_page_is_ours(uint64_t index)
{
        return index != PAGE_INDEX_NONE && memory_is_softsnps(memory_page_address(index));
}

bool memory_is_softsnps(gpa_t address)
{
        return address.value >= SOFTSNP_BASE && address.value < softsnps_end;
}

bool memory_is_window(gpa_t address)
{
        return !is_ram(address.value) && window_index(address.value) != PAGE_INDEX_NONE;
}

/* Every path of a guest's address to bytes ends here. */
void *memory_guest_bytes(gpa_t address, size_t size)
{
        uint64_t index = memory_page_index(address);
        uint64_t offset = address.value & PAGE_MASK;

        if (index == PAGE_INDEX_NONE || size > PAGE_SIZE - offset)
                return NULL;
        return (uint8_t *)memory_page_bytes(index) + offset;
}
