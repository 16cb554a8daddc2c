/* softsnp/start/memory.c - see memory.h. */
#include "softsnp/start/memory.h"

#include "lib/base/memory.h"
#include "softsnp/start/console.h"

#define FOUR_GIB    UINT64_C(0x100000000)
#define VGA_START   UINT64_C(0xa0000)
#define VGA_END     UINT64_C(0xc0000)
#define LEAST_BYTES UINT64_C(0x4000000) /* softsnp's own, tables for 1 GiB and an image included */

extern uint8_t softsnp_end[];

/* Flat indices: low RAM, then the firmware window, then high RAM; each begins at a multiple of 512. */
static uint64_t low_end;
static uint64_t high_end = FOUR_GIB;
static uint8_t *firmware_window;

/* The allocator goes up from our image to the first thing that somebody put into our range. */
static uint64_t next_free;
static uint64_t free_end = UINT64_MAX;

static uint64_t low_pages(void)
{
        return low_end >> PAGE_SHIFT;
}

static uint64_t window_pages(void)
{
        return FIRMWARE_WINDOW_SIZE >> PAGE_SHIFT;
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
        next_free = page_up((uint64_t)softsnp_end);
        if (low < SOFTSNP_BASE + LEAST_BYTES)
                machine_refuse(
                        "too little memory: %lu MiB below 4 GiB, needs 1024 (with QEMU: -m 1G "
                        "-M q35,max-ram-below-4g=1G)",
                        low >> 20);
        if (page_down(low) < free_end)
                free_end = page_down(low);
        low_end = round_up_large(low);
        high_end = high & ~(LARGE_PAGE_SIZE - 1);
        firmware_window = memory_allocate(FIRMWARE_WINDOW_SIZE);
}

void memory_keep(uint64_t start, uint64_t size)
{
        if (size != 0 && start + size > (uint64_t)softsnp_end && start < free_end)
                free_end = page_down(start);
}

uint64_t memory_low_end(void)
{
        return low_end;
}

uint64_t memory_high_end(void)
{
        return high_end;
}

uint64_t memory_page_count(void)
{
        return low_pages() + window_pages() + ((high_end - FOUR_GIB) >> PAGE_SHIFT);
}

/*
 * Outside of RAM and window there is no index, and so no entry of the reverse map table: that is
 * how devices are told from memory.
 */
uint64_t memory_page_index(gpa_t address)
{
        uint64_t value = address.value;

        if (value < low_end)
                return value >= VGA_START && value < VGA_END ? PAGE_INDEX_NONE
                                                             : value >> PAGE_SHIFT;
        if (value >= FIRMWARE_WINDOW_BASE && value < FOUR_GIB)
                return low_pages() + ((value - FIRMWARE_WINDOW_BASE) >> PAGE_SHIFT);
        if (value >= FOUR_GIB && value < high_end)
                return low_pages() + window_pages() + ((value - FOUR_GIB) >> PAGE_SHIFT);
        return PAGE_INDEX_NONE;
}

/* Whoever asks has the index from memory_page_index(), or counts below memory_page_count(). */
gpa_t memory_page_address(uint64_t index)
{
        if (index < low_pages())
                return gpa(index << PAGE_SHIFT);
        index -= low_pages();
        if (index < window_pages())
                return gpa(FIRMWARE_WINDOW_BASE + (index << PAGE_SHIFT));
        return gpa(FOUR_GIB + ((index - window_pages()) << PAGE_SHIFT));
}

/* RAM lies where the guest has it. The window is a copy: at its own address is the host's flash. */
void *memory_page_bytes(uint64_t index)
{
        uint64_t address = memory_page_address(index).value;

        if (address >= FIRMWARE_WINDOW_BASE && address < FOUR_GIB)
                return firmware_window + (address - FIRMWARE_WINDOW_BASE);
        return (void *)address;
}

bool memory_page_is_ours(uint64_t index)
{
        return index >= SOFTSNP_BASE >> PAGE_SHIFT && index < low_pages();
}

/* softsnp's own pages are no guest's, so every path of a guest's address to bytes ends here. */
void *memory_guest_bytes(gpa_t address, size_t size)
{
        uint64_t index = memory_page_index(address);
        uint64_t offset = address.value & PAGE_MASK;

        if (index == PAGE_INDEX_NONE || memory_page_is_ours(index) || size > PAGE_SIZE - offset)
                return NULL;
        return (uint8_t *)memory_page_bytes(index) + offset;
}

/* Only ever upwards: what is allocated lives as long as the machine. */
void *memory_allocate(uint64_t bytes)
{
        uint64_t size = pages_of(bytes) << PAGE_SHIFT;
        uint64_t start = next_free;

        if (size > free_end - next_free)
                machine_refuse(
                        "softsnp's own memory is too small: %lu KiB more needed than there are",
                        (size - (free_end - next_free)) >> 10);
        next_free += size;
        memset((void *)start, 0, size);
        return (void *)start;
}
