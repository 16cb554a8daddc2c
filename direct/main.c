/*
 * direct/main.c - Linux alone: no firmware and no SVSM, the kernel's first instruction comes behind the last one here.
 *
 * Kernel, initrd, command line and tables are measured. What the host says is not: its memory map and how many processors there are,
 * in pages that are private since the launch and cannot change any more, and its answers.
 */
#include "direct/acpi.h"
#include "direct/chipset.h"
#include "direct/memory_map.h"
#include "direct/pages.h"
#include "direct/processors.h"
#include "direct/stop.h"
#include "lib/base/memory.h"
#include "lib/direct/layout.h"

/* start.S: with the mask of the C-bit; returns Linux' entry. */
uint64_t direct_main(uint64_t c_bit);

static struct memory memory;
static struct processors processors;

/* What accept() needs of the machine. */
struct host {
        struct ghcb_client ghcb;
        uint64_t c_bit;
};

static void *at(uintptr_t gpa)
{
        return (void *)gpa;
}

void direct_stop(enum direct_reason reason)
{
        ghcb_msr_terminate(GHCB_REASON_SET_CASHEW, reason);
}

/* Version 2 of the GHCB, and SNP; what else Linux wants it asks for itself. Returns the host's features. */
static uint64_t check_host(void)
{
        struct ghcb_sev_info info;
        uint64_t features;

        if (ghcb_msr_sev_info(&info) != GHCB_OK || info.version_least > GHCB_PROTOCOL_VERSION ||
            info.version_most < GHCB_PROTOCOL_VERSION || ghcb_msr_features(&features) != GHCB_OK ||
            !(features & GHCB_FEATURE_SNP))
                direct_stop(DIRECT_PROTOCOL);
        return features;
}

static void read_parameters(const struct direct_image *image, uint64_t c_bit)
{
        if (image->magic != DIRECT_MAGIC)
                direct_stop(DIRECT_PARAMETERS);
        if (!memory_read(at(DIRECT_MAP), PAGE_SIZE, c_bit, &memory))
                direct_stop(DIRECT_HOST_LIES);
        if (!memory_holds_image(&memory, image))
                direct_stop(DIRECT_MEMORY);
}

/* Their IDs where the host has them, else it is believed that they are in order: Linux cannot start what is not there. */
static void read_processors(const struct ghcb_client *ghcb, uint64_t features)
{
        const uint32_t count = *(const uint32_t *)at(DIRECT_COUNT);
        uint64_t pages = 1;
        uint32_t *list;

        if (!(features & GHCB_FEATURE_APIC_ID_LIST)) {
                if (!processors_counted(count, &processors))
                        direct_stop(DIRECT_HOST_LIES);
                return;
        }
        list = pages_share(DIRECT_APIC_IDS);
        if (!list || ghcb_apic_ids(ghcb, DIRECT_APIC_IDS, &pages) != GHCB_OK)
                direct_stop(DIRECT_PROTOCOL);
        if (!processors_listed(list, PAGE_SIZE, count, &processors))
                direct_stop(DIRECT_HOST_LIES);
}

static bool accept(void *context, uint64_t start, uint64_t size)
{
        const struct host *host = context;

        return pages_accept(&host->ghcb, host->c_bit, start, size);
}

static void clear(uintptr_t start, uintptr_t end)
{
        for (uintptr_t word = start; word < end; word += sizeof(uint64_t))
                *(volatile uint64_t *)word = 0;
}

/*
 * Linux looks for what a BIOS leaves in its data area and where ROMs are, for iSCSI's boot table too (drivers/firmware/iscsi_ibft_find.c),
 * and must not find what the host has put there. Everything else it writes before it reads.
 */
static void forget_bios(void)
{
        clear(0x400, 0x600);
        clear(0xc0000, 0x100000);
}

static void write_zero_page(void)
{
        uint8_t *page = at(DIRECT_ZERO_PAGE);
        unsigned int count = memory_write_e820(
                &memory, (struct direct_e820_entry *)(page + ZERO_PAGE_E820_TABLE));

        page[ZERO_PAGE_E820_ENTRIES] = (uint8_t)count;
}

uint64_t direct_main(uint64_t c_bit)
{
        const struct direct_image *image = at(DIRECT_IMAGE);
        const uint64_t features = check_host();
        struct host host = { .c_bit = c_bit };

        read_parameters(image, c_bit);
        if (!pages_share_ghcb(&host.ghcb) || !chipset_start(&host.ghcb))
                direct_stop(DIRECT_PROTOCOL);
        read_processors(&host.ghcb, features);
        if (!memory_for_each(&memory, image, accept, &host))
                direct_stop(DIRECT_MEMORY);
        forget_bios();
        acpi_write(&processors);
        write_zero_page();
        return image->kernel_start + DIRECT_ENTRY_64;
}
