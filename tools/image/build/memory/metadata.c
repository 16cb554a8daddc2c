/* tools/image/build/memory/metadata.c - see firmware.h. */
#include <stdbool.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "tools/image/build/memory/firmware.h"

#define TABLE_END      32 /* bytes between the table and the end of the file */
#define GUID_SIZE      16
#define ENTRY_TAIL     (GUID_SIZE + 2)      /* length and GUID, at the end of each entry */
#define SEV_SIGNATURE  UINT32_C(0x56455341) /* "ASEV" */
#define IGVM_SIGNATURE UINT32_C(0x4d564749) /* "IGVM" */

/* Types of IgvmMetadata.nasm.inc. Those that are not here (HOB_AREA) are the host's to fill, or nobody's. */
enum igvm_section {
        IGVM_SECTION_PARAMETERS = 0x100,
        IGVM_SECTION_MEMORY_MAP = 0x101,
        IGVM_SECTION_VP_COUNT = 0x102,
};

/* GUIDs as they lie in memory: the first three parts little-endian. */
static const uint8_t footer_guid[GUID_SIZE] = { 0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                                0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d };
static const uint8_t sev_metadata_guid[GUID_SIZE] = { 0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98,
                                                      0x98, 0x47, 0xa7, 0x5e, 0x55, 0x85,
                                                      0xa7, 0xbf, 0x67, 0xcc };
static const uint8_t hash_table_guid[GUID_SIZE] = {
        0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b,
        0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54
};

static const uint8_t reset_block_guid[GUID_SIZE] = {
        0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a, 0xcb, 0x4f,
        0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e
};

static const uint8_t igvm_metadata_guid[GUID_SIZE] = { 0x0e, 0xa7, 0x4f, 0x78, 0x76, 0x31,
                                                       0x77, 0x46, 0x8a, 0x20, 0x04, 0xb6,
                                                       0x86, 0x99, 0xe3, 0x74 };

const char *firmware_section_name(uint32_t type)
{
        switch (type) {
        case FIRMWARE_SEC_MEM:
                return "SNP_SEC_MEM";
        case FIRMWARE_SECRETS:
                return "SNP_SECRETS";
        case FIRMWARE_CPUID:
                return "SNP_CPUID";
        case FIRMWARE_SVSM_CAA:
                return "SNP_SVSM_CAA";
        case FIRMWARE_KERNEL_HASHES:
                return "SNP_KERNEL_HASHES";
        default:
                return NULL;
        }
}

/* An entry of the table: @length counts the tail too. */
struct entry {
        const uint8_t *data;
        size_t size;
        const uint8_t *guid;
};

/* The entry that ends at @end, or false if the table does not reach so far down. */
static bool read_entry(const uint8_t *start, const uint8_t *end, struct entry *out)
{
        uint16_t length;

        if ((size_t)(end - start) < ENTRY_TAIL)
                return false;
        memcpy(&length, end - ENTRY_TAIL, sizeof(length));
        if (length < ENTRY_TAIL || length > end - start)
                return false;
        *out = (struct entry){ end - length, length - (size_t)ENTRY_TAIL, end - GUID_SIZE };
        return true;
}

/*
 * OvmfSevMetadata.nasm.inc: "ASEV", length, version 1, count, and 12 bytes for a range: base, size, type.
 * @from_end counts back from the end of the file. Whether a range makes sense is for whoever uses it to see.
 */
static const char *parse_ranges(const uint8_t *data, size_t size, uint32_t from_end,
                                struct firmware *out)
{
        struct bytes_reader reader = bytes_reader(data, size);
        uint32_t count;

        if (from_end > size)
                return "the SEV metadata lies outside the file";
        bytes_seek(&reader, size - from_end);
        if (bytes_read_le32(&reader) != SEV_SIGNATURE)
                return "the SEV metadata has no signature";
        bytes_read_le32(&reader); /* its length, which the count says too */
        if (bytes_read_le32(&reader) != 1)
                return "the SEV metadata has an unknown version";
        count = bytes_read_le32(&reader);
        if (count > FIRMWARE_MAX_RANGES)
                return "the SEV metadata has too many ranges";
        for (out->range_count = 0; out->range_count < count; out->range_count++) {
                struct firmware_range *range = &out->ranges[out->range_count];

                range->base = bytes_read_le32(&reader);
                range->size = bytes_read_le32(&reader);
                range->type = bytes_read_le32(&reader);
        }
        return reader.failed ? "the SEV metadata ends too early" : NULL;
}

static void take_section(const struct firmware_range *section, struct firmware *out)
{
        switch (section->type) {
        case IGVM_SECTION_PARAMETERS:
                out->parameters = section->base;
                out->parameters_size = section->size;
                break;
        case IGVM_SECTION_MEMORY_MAP:
                out->map_offset = section->base;
                out->map_size = section->size;
                break;
        case IGVM_SECTION_VP_COUNT:
                out->count_offset = section->base;
                out->count_size = section->size;
                break;
        default:
                break;
        }
}

static bool is_in_parameters(const struct firmware *firmware, uint32_t offset, uint32_t size)
{
        return offset <= firmware->parameters_size && size <= firmware->parameters_size - offset;
}

/*
 * IgvmMetadata.nasm.inc: "IGVM", then as SEV's. Of memory map and number of vCPUs the base is an offset in the parameter area,
 * wherever that stands in the list.
 */
static const char *parse_igvm(const uint8_t *data, size_t size, uint32_t from_end,
                              struct firmware *out)
{
        struct bytes_reader reader = bytes_reader(data, size);
        uint32_t count;

        if (from_end > size)
                return "the IGVM metadata lies outside the file";
        bytes_seek(&reader, size - from_end);
        if (bytes_read_le32(&reader) != IGVM_SIGNATURE)
                return "the IGVM metadata has no signature";
        bytes_read_le32(&reader); /* its length, which the count says too */
        if (bytes_read_le32(&reader) != 1)
                return "the IGVM metadata has an unknown version";
        count = bytes_read_le32(&reader);
        if (count > FIRMWARE_MAX_RANGES)
                return "the IGVM metadata has too many sections";
        for (uint32_t i = 0; i < count; i++) {
                struct firmware_range section;

                section.base = bytes_read_le32(&reader);
                section.size = bytes_read_le32(&reader);
                section.type = bytes_read_le32(&reader);
                take_section(&section, out);
        }
        if (reader.failed)
                return "the IGVM metadata ends too early";
        return is_in_parameters(out, out->map_offset, out->map_size) &&
                               is_in_parameters(out, out->count_offset, out->count_size)
                       ? NULL
                       : "the IGVM metadata has a parameter outside its area";
}

/*
 * Entries with other GUIDs (launch secret, TDX, ...) say nothing that an image has
 * need of.
 */
static const char *take_entry(const uint8_t *data, size_t size, const struct entry *entry,
                              struct firmware *out)
{
        struct bytes_reader reader = bytes_reader(entry->data, entry->size);

        if (memcmp(entry->guid, sev_metadata_guid, GUID_SIZE) == 0)
                return parse_ranges(data, size, bytes_read_le32(&reader), out);
        if (memcmp(entry->guid, igvm_metadata_guid, GUID_SIZE) == 0)
                return parse_igvm(data, size, bytes_read_le32(&reader), out);
        if (memcmp(entry->guid, hash_table_guid, GUID_SIZE) == 0) {
                out->hash_table_base = bytes_read_le32(&reader);
                out->hash_table_size = bytes_read_le32(&reader);
        }
        if (memcmp(entry->guid, reset_block_guid, GUID_SIZE) == 0)
                out->ap_reset = bytes_read_le32(&reader);
        return reader.failed ? "an entry of the table is too short" : NULL;
}

/* The entries between @start and @end, from the last one down. */
static const char *parse_table(const uint8_t *data, size_t size, const uint8_t *start,
                               const uint8_t *end, struct firmware *out)
{
        const char *wrong = NULL;
        struct entry entry;

        while (!wrong && end > start) {
                if (!read_entry(start, end, &entry))
                        return "the OVMF table of GUIDs is broken";
                wrong = take_entry(data, size, &entry, out);
                end = entry.data;
        }
        return wrong;
}

/*
 * The footer is the table's last entry: no data of its own, but its length is the whole table's, tail and
 * all. So its `data` is where the table begins.
 */
const char *firmware_parse(const uint8_t *data, size_t size, struct firmware *out)
{
        struct entry footer; /* its length is the whole table's */
        const char *wrong;
        const uint8_t *end;

        *out = (struct firmware){ 0 };
        if (size < TABLE_END + ENTRY_TAIL)
                return "the file is too short for firmware";
        end = data + size - TABLE_END;
        if (!read_entry(data, end, &footer) || memcmp(footer.guid, footer_guid, GUID_SIZE) != 0)
                return "no OVMF table of GUIDs at the end of the file";
        wrong = parse_table(data, size, footer.data, end - ENTRY_TAIL, out);
        if (!wrong && out->range_count == 0)
                return "the firmware has no SEV metadata";
        return wrong;
}
