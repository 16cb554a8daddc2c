/* softsnp/start/window.c - see window.h. */
#include "softsnp/start/window.h"

#include <stddef.h>

#include "lib/base/address.h"
#include "softsnp/start/allocate.h"
#include "softsnp/start/console.h"

#define RANGES_MOST  256
#define WINDOWS_MOST 32
#define ADDRESS_END  UINT64_C(0x800000000000) /* 47 bits: there may be a C-bit above */

struct range {
        uint64_t start, end;
};

/* What was wanted, ascending, with a gap behind each. */
static struct range wanted[RANGES_MOST];
static unsigned int wanted_count;

struct window {
        struct range at; /* multiples of 2 MiB */
        uint64_t index;
        uint64_t first; /* page that has bytes: an address */
        uint8_t *bytes;
};

static struct window windows[WINDOWS_MOST];
static unsigned int window_count;
static uint64_t index_count;

/* Devices that QEMU's q35 has whatever is on its command line: I/O APIC, HPET, TPM, local APIC (hw/i386/microvm.h, pc.h). */
static const struct range devices[] = {
        { UINT64_C(0xfec00000), UINT64_C(0xfec01000) },
        { UINT64_C(0xfed00000), UINT64_C(0xfed45000) },
        { UINT64_C(0xfee00000), UINT64_C(0xfef00000) },
};

static bool is_device(uint64_t address)
{
        for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
                if (address >= devices[i].start && address < devices[i].end)
                        return true;
        return false;
}

static void remove_range(unsigned int at)
{
        wanted_count--;
        for (unsigned int i = at; i < wanted_count; i++)
                wanted[i] = wanted[i + 1];
}

static void insert_range(unsigned int at, uint64_t address)
{
        if (wanted_count == RANGES_MOST)
                machine_refuse("the image wants memory at more than %u places", RANGES_MOST);
        for (unsigned int i = wanted_count++; i > at; i--)
                wanted[i] = wanted[i - 1];
        wanted[at] = (struct range){ address, address + PAGE_SIZE };
}

/* Pages come mostly in order, so the range is looked for from the end. */
bool window_want(uint64_t address)
{
        unsigned int at = wanted_count;

        if (address >= ADDRESS_END || is_device(address))
                return false;
        while (at > 0 && wanted[at - 1].start > address)
                at--;
        if (at > 0 && address < wanted[at - 1].end)
                return true;
        if (at > 0 && address == wanted[at - 1].end)
                wanted[--at].end += PAGE_SIZE;
        else
                insert_range(at, address);
        if (at + 1 < wanted_count && wanted[at].end == wanted[at + 1].start) {
                wanted[at].end = wanted[at + 1].end;
                remove_range(at + 1);
        }
        return true;
}

static uint64_t large_down(uint64_t address)
{
        return address & ~(LARGE_PAGE_SIZE - 1);
}

static uint64_t large_up(uint64_t address)
{
        return large_down(address + LARGE_PAGE_SIZE - 1);
}

/* From the first page to the last: gaps have bytes that nobody uses. */
static void make_window(uint64_t first, uint64_t end)
{
        struct window *window = &windows[window_count];

        if (window_count++ == WINDOWS_MOST)
                machine_refuse("the image wants memory at more than %u places", WINDOWS_MOST);
        *window = (struct window){ .at = { large_down(first), large_up(end) },
                                   .index = index_count,
                                   .first = first,
                                   .bytes = memory_allocate(end - first) };
        index_count += (window->at.end - window->at.start) >> PAGE_SHIFT;
}

void window_make_all(void)
{
        for (unsigned int i = 0; i < wanted_count;) {
                uint64_t first = wanted[i].start;
                uint64_t end = wanted[i++].end;

                while (i < wanted_count && large_down(wanted[i].start) < large_up(end))
                        end = wanted[i++].end;
                log_line("memory made for the image: 0x%lx to 0x%lx", first, end);
                make_window(first, end);
        }
}

uint64_t window_indexes(void)
{
        return index_count;
}

static bool was_wanted(uint64_t address)
{
        for (unsigned int i = 0; i < wanted_count; i++)
                if (address >= wanted[i].start && address < wanted[i].end)
                        return true;
        return false;
}

uint64_t window_index(uint64_t address)
{
        for (unsigned int i = 0; i < window_count; i++)
                if (address >= windows[i].at.start && address < windows[i].at.end)
                        return was_wanted(address)
                                       ? windows[i].index +
                                                 ((address - windows[i].at.start) >> PAGE_SHIFT)
                                       : PAGE_INDEX_NONE;
        return PAGE_INDEX_NONE;
}

/* Windows have ascending indexes without a gap. */
static const struct window *window_of(uint64_t index)
{
        const struct window *window = windows;

        while (window + 1 < windows + window_count && window[1].index <= index)
                window++;
        return window;
}

uint64_t window_address(uint64_t index)
{
        const struct window *window = window_of(index);

        return window->at.start + ((index - window->index) << PAGE_SHIFT);
}

void *window_bytes(uint64_t index)
{
        const struct window *window = window_of(index);

        return window->bytes + (window_address(index) - window->first);
}
