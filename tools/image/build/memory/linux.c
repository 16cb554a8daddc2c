/*
 * tools/image/build/memory/linux.c - a guest that is Linux alone: kernel and initrd where they will run, and what starts them
 * (direct/, lib/direct/layout.h). All of it is measured, the zero page too, but for what depends on the host's memory.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "lib/direct/image.h"
#include "lib/direct/layout.h"
#include "tools/image/build/memory/bzimage.h"
#include "tools/image/build/memory/layout.h"
#include "tools/image/common/say.h"

#define FOUR_GIB UINT64_C(0x100000000)

/* Fields of the header, as offsets in the zero page. */
#define LOADER_TYPE    0x210
#define LOADER_UNKNOWN 0xff
#define CODE_START     0x214
#define INITRD_START   0x218
#define INITRD_SIZE    0x21c
#define CMDLINE_START  0x228
#define SETUP_DATA     0x250

/* The files, while they are laid out. */
struct parts {
        struct file kernel;
        struct file initrd; /* empty: none */
        struct file cmdline;
        struct bzimage bzimage;
        uint64_t initrd_start;
};

static uint64_t large_page_up(uint64_t value)
{
        return (value + LARGE_PAGE_SIZE - 1) & ~(LARGE_PAGE_SIZE - 1);
}

/* Fields of an x86 guest, in this machine's byte order. */
static void put32(uint8_t *page, size_t offset, uint64_t value)
{
        const uint32_t number = (uint32_t)value;

        memcpy(page + offset, &number, sizeof(number));
}

static void put64(uint8_t *page, size_t offset, uint64_t value)
{
        memcpy(page + offset, &value, sizeof(value));
}

/* The initrd is behind what the kernel uses, on a large page of its own. */
static int read_parts(const struct image_options *options, struct parts *parts)
{
        const char *wrong;

        if (image_read_file(options->guest_kernel, &parts->kernel) ||
            (options->guest_initrd && image_read_file(options->guest_initrd, &parts->initrd)) ||
            image_read_cmdline(options->guest_cmdline, &parts->cmdline))
                return 1;
        wrong = bzimage_parse(parts->kernel.data, parts->kernel.size, &parts->bzimage);
        if (wrong)
                return image_error("%s: %s", options->guest_kernel, wrong);
        if (strlen((const char *)parts->cmdline.data) >= PAGE_SIZE ||
            strlen((const char *)parts->cmdline.data) > parts->bzimage.cmdline_max)
                return image_error("the command line is longer than the kernel takes");
        parts->initrd_start = large_page_up(parts->bzimage.address + parts->bzimage.room);
        if (options->guest_initrd && parts->initrd.size == 0)
                return image_error("%s: empty", options->guest_initrd);
        if (parts->initrd_start + parts->initrd.size <= parts->bzimage.initrd_max &&
            parts->initrd_start + parts->initrd.size <= DIRECT_RAM_HOLE)
                return 0;
        return image_error("%s: too large",
                           options->guest_initrd ? options->guest_initrd : options->guest_kernel);
}

static int add_bytes(struct image *image, const char *what, uint64_t gpa, const void *bytes,
                     size_t size)
{
        uint8_t *place;

        if (image_add(image, what, gpa, size, IGVM_PAGE_NORMAL, &place))
                return 1;
        memcpy(place, bytes, size);
        return 0;
}

static struct direct_image describe(const struct parts *parts)
{
        return (struct direct_image){
                .magic = DIRECT_MAGIC,
                .kernel_start = parts->bzimage.address,
                .kernel_size = page_up(parts->bzimage.code_size),
                .kernel_room = page_up(parts->bzimage.room),
                .initrd_start = parts->initrd_start,
                .initrd_size = page_up(parts->initrd.size),
        };
}

/* The memory map's entries are direct/'s to write, when it has seen the host's. */
static void fill_zero_page(const struct parts *parts, uint8_t *page)
{
        memcpy(page + BZIMAGE_HEADER, parts->bzimage.header, parts->bzimage.header_size);
        page[LOADER_TYPE] = LOADER_UNKNOWN;
        put32(page, CODE_START, parts->bzimage.address);
        put32(page, INITRD_START, parts->initrd.size ? parts->initrd_start : 0);
        put32(page, INITRD_SIZE, parts->initrd.size);
        put32(page, CMDLINE_START, DIRECT_CMDLINE);
        put64(page, SETUP_DATA, DIRECT_SETUP_DATA);
        put64(page, ZERO_PAGE_RSDP, DIRECT_ACPI);
}

static struct direct_setup_data setup_data(void)
{
        struct direct_setup_data data = {
                .type = SETUP_CC_BLOB,
                .length = sizeof(data.blob_address),
                .blob_address = DIRECT_SETUP_DATA + offsetof(struct direct_setup_data, blob),
        };

        data.blob.magic = CC_BLOB_MAGIC;
        data.blob.secrets_address = DIRECT_SECRETS;
        data.blob.secrets_length = PAGE_SIZE;
        data.blob.cpuid_address = DIRECT_CPUID;
        data.blob.cpuid_length = PAGE_SIZE;
        return data;
}

static int add_zero_page(struct image *image, const struct parts *parts)
{
        uint8_t *page;

        if (image_add(image, "the zero page", DIRECT_ZERO_PAGE, PAGE_SIZE, IGVM_PAGE_NORMAL, &page))
                return 1;
        fill_zero_page(parts, page);
        return 0;
}

/* By ascending address: this is the order in the file. What the host fills in are parameter areas, so no blocks. */
static int add_tables(struct image *image, const struct parts *parts)
{
        const struct direct_image described = describe(parts);
        const struct direct_setup_data data = setup_data();

        return add_bytes(image, "what is where", DIRECT_IMAGE, &described, sizeof(described)) ||
               add_zero_page(image, parts) ||
               add_bytes(image, "the command line", DIRECT_CMDLINE, parts->cmdline.data,
                         strlen((const char *)parts->cmdline.data) + 1) ||
               image_add(image, "the CPUID page", DIRECT_CPUID, PAGE_SIZE, IGVM_PAGE_CPUID_DATA,
                         NULL) ||
               image_add(image, "the secrets page", DIRECT_SECRETS, PAGE_SIZE, IGVM_PAGE_SECRETS,
                         NULL) ||
               image_add(image, "the GHCB", DIRECT_GHCB, PAGE_SIZE, IGVM_PAGE_NORMAL, NULL) ||
               image_add(image, "the page for APIC IDs", DIRECT_APIC_IDS, PAGE_SIZE,
                         IGVM_PAGE_NORMAL, NULL) ||
               add_bytes(image, "the setup data", DIRECT_SETUP_DATA, &data, sizeof(data)) ||
               image_add(image, "the ACPI tables", DIRECT_ACPI, DIRECT_ACPI_SIZE, IGVM_PAGE_NORMAL,
                         NULL);
}

/* Another program would find none of its pages. */
static int add_start(struct image *image, const char *path)
{
        struct image_program program;

        if (image_add_program(image, path, 0, &program))
                return 1;
        return program.start == DIRECT_PROGRAM && program.end == FOUR_GIB
                       ? 0
                       : image_error("%s: not Cashew's direct.elf: it does not end at 4 GiB", path);
}

static int add_parts(struct image *image, const struct parts *parts,
                     const struct image_options *options)
{
        return add_bytes(image, options->guest_kernel, parts->bzimage.address, parts->bzimage.code,
                         parts->bzimage.code_size) ||
               (parts->initrd.size && add_bytes(image, options->guest_initrd, parts->initrd_start,
                                                parts->initrd.data, parts->initrd.size)) ||
               add_tables(image, parts) || add_start(image, options->direct);
}

int image_add_linux(struct image *image, const struct image_options *options)
{
        struct parts parts = { 0 };
        int failed = read_parts(options, &parts) || add_parts(image, &parts, options);

        image->plain = true;
        image->direct = true;
        file_free(&parts.kernel);
        file_free(&parts.initrd);
        file_free(&parts.cmdline);
        return failed;
}
