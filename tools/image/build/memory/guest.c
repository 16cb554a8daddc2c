/* tools/image/build/memory/guest.c - a guest that starts in firmware: its pages, its regions, the hashes that it checks. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "tools/common/kind.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"
#include "tools/image/build/memory/firmware.h"
#include "tools/image/build/memory/hashes.h"

#define FOUR_GIB          UINT64_C(0x100000000)
#define FIRMWARE_MAX_SIZE (UINT64_C(4) << 20)

/*
 * It ends at 4 GiB, since a processor begins 16 bytes below (APM vol. 2, table 14-1). Its pages are measured.
 */
static int add_rom(struct image *image, const char *path, const struct file *rom)
{
        uint64_t start = FOUR_GIB - rom->size;
        uint8_t *bytes;

        if (image_add(image, path, start, rom->size, IGVM_PAGE_NORMAL, &bytes) ||
            image_add_region(image, PARAMS_REGION_IMAGE, start, rom->size))
                return 1;
        memcpy(bytes, rom->data, rom->size);
        return 0;
}

static int say_unknown(const struct firmware_range *range)
{
        return image_error(
                "the firmware's SEV metadata has a section of unknown type 0x%x, 0x%x bytes at "
                "0x%x; known are SNP_SEC_MEM (1), SNP_SECRETS (2), SNP_CPUID (3), "
                "SNP_SVSM_CAA (4) and SNP_KERNEL_HASHES (16)",
                range->type, range->size, range->base);
}

/* Ranges of the firmware's metadata (firmware.h): what it expects of each page before it runs. */
static int region_kind(const struct firmware_range *range, bool hashes,
                       enum params_region_kind *kind)
{
        switch (range->type) {
        case FIRMWARE_SEC_MEM:
                *kind = PARAMS_REGION_ZERO;
                return 0;
        case FIRMWARE_SECRETS:
                *kind = PARAMS_REGION_SECRETS;
                return 0;
        case FIRMWARE_CPUID:
                *kind = PARAMS_REGION_CPUID;
                return 0;
        case FIRMWARE_SVSM_CAA:
                *kind = PARAMS_REGION_CAA;
                return 0;
        case FIRMWARE_KERNEL_HASHES:
                *kind = hashes ? PARAMS_REGION_IMAGE : PARAMS_REGION_ZERO;
                return 0;
        default:
                return say_unknown(range);
        }
}

/*
 * Regions only: who fills them in is VMPL0, at the boot. Firmware without a calling area would use PVALIDATE
 * itself, which fails everywhere but at VMPL0.
 */
static int add_ranges(struct image *image, const struct firmware *firmware, bool hashes)
{
        bool caa = false;

        for (unsigned int i = 0; i < firmware->range_count; i++) {
                const struct firmware_range *range = &firmware->ranges[i];
                enum params_region_kind kind = PARAMS_REGION_ZERO;

                if (region_kind(range, hashes, &kind) ||
                    image_add_region(image, kind, range->base, range->size))
                        return 1;
                caa |= kind == PARAMS_REGION_CAA;
        }
        return caa ? 0
                   : image_error(
                             "the firmware has no calling area (section SNP_SVSM_CAA of its SEV metadata): it "
                             "knows no SVSM");
}

/* True if VMPL0 makes all of it zero before the firmware runs. */
static bool is_zeroed(const struct firmware *firmware, uint64_t start, uint64_t size)
{
        for (unsigned int i = 0; i < firmware->range_count; i++) {
                const struct gpa_range range = { firmware->ranges[i].base,
                                                 firmware->ranges[i].size };

                if (firmware->ranges[i].type == FIRMWARE_SEC_MEM &&
                    range_holds(&range, start, size))
                        return true;
        }
        return false;
}

/*
 * A host's memory map has VMPL0's range as memory. Firmware that takes a map from VMPL0 does not look at the host's; other
 * firmware may ask for pages of VMPL0's, and ends when it is refused.
 */
static int add_parameters(struct image *image, const struct firmware *firmware, const char *path)
{
        const uint64_t start = firmware->parameters;

        if (firmware->map_size == 0 || firmware->parameters_size == 0) {
                (void)image_error(
                        "%s: note: the firmware takes no memory map from VMPL0, and boots "
                        "only where the host's leaves out VMPL0's memory",
                        path);
                return 0;
        }
        if (!is_zeroed(firmware, start, firmware->parameters_size))
                return image_error("%s: the IGVM parameters are not in memory of the SEV metadata",
                                   path);
        image->params.firmware = (struct params_firmware){
                .map = start + firmware->map_offset,
                .map_size = firmware->map_size,
                .count = firmware->count_size >= sizeof(uint32_t) ? start + firmware->count_offset
                                                                  : 0,
        };
        return 0;
}

/*
 * The page is the metadata's KERNEL_HASHES range; where in it the table lies, the entry of its own GUID says.
 * A page of the image is measured, so the hashes are as trustworthy as the launch digest.
 */
static int place_table(struct image *image, const struct firmware *firmware,
                       const uint8_t table[HASH_TABLE_SIZE])
{
        uint64_t base = firmware->hash_table_base;
        uint8_t *bytes;

        for (unsigned int i = 0; i < firmware->range_count; i++) {
                const struct firmware_range *range = &firmware->ranges[i];
                const struct gpa_range page = { range->base, range->size };

                if (range->type != FIRMWARE_KERNEL_HASHES ||
                    !range_holds(&page, base, HASH_TABLE_SIZE))
                        continue;
                if (image_add(image, "the table of kernel hashes", range->base, range->size,
                              IGVM_PAGE_NORMAL, &bytes))
                        return 1;
                memcpy(bytes + (base - range->base), table, HASH_TABLE_SIZE);
                return 0;
        }
        return image_error(
                "the firmware has no place for the hashes of a kernel (section SNP_KERNEL_HASHES)");
}

/* The text itself, or a file's with @: without the line's end, as `cashew run` passes it on. */
int image_read_cmdline(const char *argument, struct file *out)
{
        const char *text = argument ? argument : "";

        *out = (struct file){ 0 };
        if (text[0] == '@') {
                if (image_read_file(text + 1, out))
                        return 1;
                out->data[strcspn((const char *)out->data, "\n")] = '\0';
                return 0;
        }
        out->size = strlen(text);
        out->data = malloc(out->size + 1);
        if (!out->data)
                return image_error("out of memory");
        memcpy(out->data, text, out->size + 1);
        return 0;
}

/*
 * Hashes only: kernel, initrd and command line come from the host, through fw_cfg, and the firmware compares
 * them.
 */
static int add_hashes(struct image *image, const struct firmware *firmware,
                      const struct image_options *options)
{
        struct file kernel = { 0 };
        struct file initrd = { 0 };
        struct file cmdline = { 0 };
        uint8_t table[HASH_TABLE_SIZE];
        int failed = image_read_file(options->guest_kernel, &kernel) ||
                     (options->guest_initrd && image_read_file(options->guest_initrd, &initrd)) ||
                     image_read_cmdline(options->guest_cmdline, &cmdline);

        if (!failed) {
                hash_table_make(&kernel, &initrd, (const char *)cmdline.data, table);
                failed = place_table(image, firmware, table);
        }
        file_free(&kernel);
        file_free(&initrd);
        file_free(&cmdline);
        return failed;
}

/*
 * Whole pages, of 4 MiB at most: the window that the machine has for firmware below 4 GiB (docs/boot.md, "The
 * machine's memory").
 */
static int read_firmware(const char *path, struct file *rom, struct firmware *firmware)
{
        const char *wrong;
        const char *kind;

        if (image_read_file(path, rom))
                return 1;
        if (rom->size == 0 || rom->size > FIRMWARE_MAX_SIZE || !page_aligned(rom->size))
                wrong = "not whole pages, or larger than 4 MiB";
        else
                wrong = firmware_parse(rom->data, rom->size, firmware);
        kind = wrong ? file_kind(rom->data, rom->size) : NULL;
        if (kind)
                return image_error("%s: %s: found %s of %zu bytes", path, wrong, kind, rom->size);
        return wrong ? image_error("%s: %s", path, wrong) : 0;
}

static int add_parts(struct image *image, const struct file *rom, const struct firmware *firmware,
                     const struct image_options *options)
{
        struct params_guest *guest = &image->params.guest;

        guest->kind = PARAMS_GUEST_FIRMWARE;
        guest->vmpl = IMAGE_GUEST_VMPL;
        if (add_rom(image, options->firmware, rom) ||
            add_ranges(image, firmware, options->guest_kernel != NULL) ||
            add_parameters(image, firmware, options->firmware))
                return 1;
        return options->guest_kernel ? add_hashes(image, firmware, options) : 0;
}

int image_add_firmware(struct image *image, const struct image_options *options)
{
        struct file rom = { 0 };
        struct firmware firmware = { 0 };
        int failed = read_firmware(options->firmware, &rom, &firmware) ||
                     add_parts(image, &rom, &firmware, options);

        file_free(&rom);
        return failed;
}

/* What QEMU gives each of them: target/i386/sev.c, snp_populate_metadata_pages() and sev_add_kernel_loader_hashes(). */
static int add_page(struct image *image, const struct firmware *firmware,
                    const struct firmware_range *range, const struct image_options *options)
{
        enum igvm_page_data_type type = IGVM_PAGE_NORMAL;

        if (range->type == FIRMWARE_KERNEL_HASHES && options->guest_kernel)
                return add_hashes(image, firmware, options);
        if (range->type == FIRMWARE_SECRETS)
                type = IGVM_PAGE_SECRETS;
        else if (range->type == FIRMWARE_CPUID)
                type = IGVM_PAGE_CPUID_DATA;
        else if (range->type != FIRMWARE_SEC_MEM && range->type != FIRMWARE_SVSM_CAA &&
                 range->type != FIRMWARE_KERNEL_HASHES)
                return say_unknown(range);
        return image_add(image, firmware_section_name(range->type), range->base, range->size, type,
                         NULL);
}

/* The firmware has a place for hashes, or there are none. */
static int check_place(const struct firmware *firmware, const struct image_options *options)
{
        for (unsigned int i = 0; i < firmware->range_count; i++)
                if (firmware->ranges[i].type == FIRMWARE_KERNEL_HASHES)
                        return 0;
        return options->guest_kernel
                       ? image_error(
                                 "%s: the firmware has no place for the hashes of a kernel (section SNP_KERNEL_HASHES)",
                                 options->firmware)
                       : 0;
}

int image_add_plain(struct image *image, const struct image_options *options)
{
        struct file rom = { 0 };
        struct firmware firmware = { 0 };
        int failed = read_firmware(options->firmware, &rom, &firmware) ||
                     check_place(&firmware, options) || add_rom(image, options->firmware, &rom);

        /* For who counts pages without data as ZERO: QEMU's firmware is NORMAL, and what its metadata lists is not. */
        if (!failed)
                image->blocks[0].literal = true;

        for (unsigned int i = 0; !failed && i < firmware.range_count; i++)
                failed = add_page(image, &firmware, &firmware.ranges[i], options);
        image->plain = true;
        image->ap_reset = failed ? 0 : firmware.ap_reset;
        file_free(&rom);
        return failed;
}
