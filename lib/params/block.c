/*
 * lib/params/block.c - see block.h.
 *
 * The block is measured, so it is not hostile in operation; it is checked as if it were, because a wrong
 * one must be named in one line and not found out by a fault.
 */
#include "lib/params/block.h"

#include "lib/base/address.h"
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/params/cpu_features.h"
#include "lib/snp/vmsa.h"

struct record {
        uint32_t tag;
        uint32_t length;
};
_Static_assert(sizeof(struct record) == 8, "params record");

#define RECORD_ALIGNMENT 8

static bool large_page_aligned(uint64_t value)
{
        return (value & (LARGE_PAGE_SIZE - 1)) == 0;
}

/* True if the page at @address is in the SVSM's own memory. */
static bool svsm_has_page(const struct params_header *header, uint64_t address)
{
        const struct gpa_range svsm = { header->svsm_base, header->svsm_size };

        return page_aligned(address) && range_holds(&svsm, address, PAGE_SIZE);
}

static enum params_error check_header(const struct params_header *header, size_t size)
{
        if (header->magic != PARAMS_MAGIC)
                return PARAMS_BAD_MAGIC;
        if (header->version != PARAMS_VERSION)
                return PARAMS_BAD_VERSION;
        if (header->size < sizeof(*header) || header->size > size ||
            header->size > PARAMS_MAX_SIZE || header->size % RECORD_ALIGNMENT != 0)
                return PARAMS_BAD_SIZE;
        if (!large_page_aligned(header->svsm_base) || !large_page_aligned(header->svsm_size) ||
            header->svsm_size == 0 || header->svsm_size > UINT64_MAX - header->svsm_base)
                return PARAMS_BAD_VALUE;
        if (!page_aligned(header->image_end) || header->image_end <= header->svsm_base ||
            header->image_end > header->svsm_base + header->svsm_size)
                return PARAMS_BAD_VALUE;
        if (!svsm_has_page(header, header->cpuid_page) ||
            !svsm_has_page(header, header->secrets_page) ||
            !svsm_has_page(header, header->host_map) || !svsm_has_page(header, header->host_count))
                return PARAMS_BAD_VALUE;
        if (header->vmsa_page != 0 && !svsm_has_page(header, header->vmsa_page))
                return PARAMS_BAD_VALUE;
        return PARAMS_OK;
}

/* Takes a value that has exactly @size bytes. */
static enum params_error take_value(struct bytes_reader *value, void *out, size_t size)
{
        if (bytes_left(value) != size)
                return PARAMS_BAD_SIZE;
        bytes_read(value, out, size);
        return PARAMS_OK;
}

static enum params_error decode_port(struct bytes_reader *value, struct params_port *out)
{
        enum params_error error = take_value(value, out, sizeof(*out));

        if (error != PARAMS_OK)
                return error;
        return out->kind > PARAMS_PORT_UART_16550 || out->reserved != 0 ? PARAMS_BAD_VALUE
                                                                        : PARAMS_OK;
}

static enum params_error decode_cpu(struct bytes_reader *value, struct params_cpu *out)
{
        enum params_error error = take_value(value, out, sizeof(*out));

        if (error != PARAMS_OK)
                return error;
        return out->optional & ~PARAMS_CPU_CAN_BE_OPTIONAL ? PARAMS_BAD_VALUE : PARAMS_OK;
}

static enum params_error decode_memory(struct bytes_reader *value, struct params_memory *out)
{
        enum params_error error = take_value(value, out, sizeof(*out));

        if (error != PARAMS_OK)
                return error;
        if ((out->most != 0 && out->most < out->least) || !page_aligned(out->end))
                return PARAMS_BAD_VALUE;
        return PARAMS_OK;
}

static enum params_error decode_tpm(struct bytes_reader *value, struct params_tpm *out)
{
        enum params_error error = take_value(value, out, sizeof(*out));

        if (error != PARAMS_OK)
                return error;
        return out->localities == 0 || out->localities >> PARAMS_TPM_LOCALITIES != 0 ||
                               out->reserved != 0
                       ? PARAMS_BAD_VALUE
                       : PARAMS_OK;
}

static enum params_error decode_services(struct bytes_reader *value, struct params *out)
{
        const struct gpa_range svsm = { out->header.svsm_base, out->header.svsm_size };
        struct params_services *services = &out->services;
        enum params_error error = take_value(value, services, sizeof(*services));

        if (error != PARAMS_OK)
                return error;
        return page_aligned(services->start) && range_holds(&svsm, services->start, services->size)
                       ? PARAMS_OK
                       : PARAMS_BAD_VALUE;
}

static bool region_is_one_page(uint32_t kind)
{
        return kind == PARAMS_REGION_SECRETS || kind == PARAMS_REGION_CPUID ||
               kind == PARAMS_REGION_CAA;
}

static enum params_error check_region(const struct params *params,
                                      const struct params_region *region)
{
        const struct gpa_range svsm = { params->header.svsm_base, params->header.svsm_size };

        if (region->kind < PARAMS_REGION_IMAGE || region->kind > PARAMS_REGION_MEMORY ||
            region->reserved != 0)
                return PARAMS_BAD_VALUE;
        if (region->kind == PARAMS_REGION_MEMORY)
                return region->start == 0 && region->size == 0 ? PARAMS_OK : PARAMS_BAD_VALUE;
        if (!page_aligned(region->start) || !page_aligned(region->size) || region->size == 0 ||
            region->size > UINT64_MAX - region->start)
                return PARAMS_BAD_VALUE;
        if (region_is_one_page(region->kind) && region->size != PAGE_SIZE)
                return PARAMS_BAD_VALUE;
        return range_overlaps(&svsm, region->start, region->size) ? PARAMS_BAD_VALUE : PARAMS_OK;
}

/* A page is given to the guest once, as one kind. */
static bool regions_overlap(const struct params *params, uint32_t count)
{
        const struct params_region *last = &params->regions[count];

        for (uint32_t i = 0; i < count; i++) {
                const struct gpa_range other = { params->regions[i].start,
                                                 params->regions[i].size };

                if (range_overlaps(&other, last->start, last->size))
                        return true;
        }
        return false;
}

static enum params_error decode_regions(struct bytes_reader *value, struct params *out)
{
        enum params_error error;

        for (uint32_t i = 0; i < out->guest.region_count; i++) {
                bytes_read(value, &out->regions[i], sizeof(out->regions[i]));
                error = check_region(out, &out->regions[i]);
                if (error != PARAMS_OK)
                        return error;
                if (regions_overlap(out, i))
                        return PARAMS_BAD_VALUE;
        }
        return PARAMS_OK;
}

/* What a guest may have: VMPL0 knows no guest whose private memory is above an address, or whose interrupts it must see to. */
#define GUEST_FEATURES                                                             \
        (SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP | SEV_FEATURE_PREVENT_HOST_IBS | \
         SEV_FEATURE_BTB_ISOLATION | SEV_FEATURE_SECURE_TSC | SEV_FEATURE_SMT_PROTECTION)

static enum params_error check_guest(const struct params_guest *guest)
{
        if (guest->kind > PARAMS_GUEST_FLAT)
                return PARAMS_BAD_VALUE;
        if (guest->sev_features != 0 &&
            ((guest->sev_features & ~GUEST_FEATURES) || !(guest->sev_features & SEV_FEATURE_SNP)))
                return PARAMS_BAD_VALUE;
        if (guest->kind != PARAMS_GUEST_NONE && (guest->vmpl < 1 || guest->vmpl > 3))
                return PARAMS_BAD_VALUE;
        if (!page_aligned(guest->page_tables))
                return PARAMS_BAD_VALUE;
        return PARAMS_OK;
}

static enum params_error decode_guest(struct bytes_reader *value, struct params *out)
{
        struct params_guest *guest = &out->guest;
        enum params_error error;

        bytes_read(value, guest, sizeof(*guest));
        if (value->failed || guest->region_count > PARAMS_MAX_REGIONS ||
            bytes_left(value) != guest->region_count * sizeof(struct params_region))
                return PARAMS_BAD_SIZE;
        error = check_guest(guest);
        return error == PARAMS_OK ? decode_regions(value, out) : error;
}

/* Whether it is the guest's memory is seen when it is written. */
static enum params_error decode_firmware(struct bytes_reader *value, struct params_firmware *out)
{
        enum params_error error = take_value(value, out, sizeof(*out));

        if (error != PARAMS_OK)
                return error;
        if (out->reserved != 0 || out->map > UINT32_MAX || out->count > UINT32_MAX ||
            out->map_size > PAGE_SIZE)
                return PARAMS_BAD_VALUE;
        return PARAMS_OK;
}

static enum params_error decode_name(struct bytes_reader *value, struct params *out)
{
        size_t length = bytes_left(value);

        if (length >= sizeof(out->image_name))
                return PARAMS_BAD_SIZE;
        bytes_read(value, out->image_name, length);
        return strlen(out->image_name) == length ? PARAMS_OK : PARAMS_BAD_VALUE;
}

static enum params_error decode_record(uint32_t tag, struct bytes_reader *value, struct params *out)
{
        switch (tag) {
        case PARAMS_TAG_CONSOLE:
                return decode_port(value, &out->console);
        case PARAMS_TAG_CHANNEL:
                return decode_port(value, &out->channel);
        case PARAMS_TAG_INJECTION: /* whoever asks for one relies on it */
                return PARAMS_NOT_ENFORCED;
        case PARAMS_TAG_GUEST:
                return decode_guest(value, out);
        case PARAMS_TAG_SERVICES:
                return decode_services(value, out);
        case PARAMS_TAG_MEMORY:
                return decode_memory(value, &out->memory);
        case PARAMS_TAG_CPU:
                return decode_cpu(value, &out->cpu);
        case PARAMS_TAG_TPM:
                return decode_tpm(value, &out->tpm);
        case PARAMS_TAG_FIRMWARE:
                return decode_firmware(value, &out->firmware);
        case PARAMS_TAG_IMAGE_NAME:
                return decode_name(value, out);
        default:
                return (tag & PARAMS_CRITICAL) ? PARAMS_UNKNOWN_CRITICAL : PARAMS_OK;
        }
}

/* Known tags have small numbers, so that one bit each remembers which were there. */
static enum params_error note_tag(uint32_t tag, uint32_t *seen)
{
        uint32_t number = tag & ~PARAMS_CRITICAL;

        if (number >= 32)
                return PARAMS_OK;
        if (*seen & UINT32_C(1) << number)
                return PARAMS_DUPLICATE;
        *seen |= UINT32_C(1) << number;
        return PARAMS_OK;
}

static enum params_error skip_padding(struct bytes_reader *reader)
{
        while (!reader->failed && reader->offset % RECORD_ALIGNMENT != 0)
                if (bytes_read_u8(reader) != 0)
                        return PARAMS_BAD_VALUE;
        return reader->failed ? PARAMS_BAD_SIZE : PARAMS_OK;
}

static enum params_error next_record(struct bytes_reader *reader, struct params *out, uint32_t *tag,
                                     uint32_t *seen)
{
        struct record record;
        struct bytes_reader value;
        const uint8_t *bytes;
        enum params_error error;

        bytes_read(reader, &record, sizeof(record));
        *tag = record.tag;
        bytes = bytes_take(reader, record.length);
        if (!bytes)
                return PARAMS_BAD_SIZE;
        value = bytes_reader(bytes, record.length);
        error = note_tag(record.tag, seen);
        if (error == PARAMS_OK)
                error = decode_record(record.tag, &value, out);
        return error == PARAMS_OK ? skip_padding(reader) : error;
}

enum params_error params_decode(const void *block, size_t size, struct params *out, uint32_t *tag)
{
        struct bytes_reader reader = bytes_reader(block, size);
        enum params_error error;
        uint32_t seen = 0;

        memset(out, 0, sizeof(*out));
        *tag = 0;
        bytes_read(&reader, &out->header, sizeof(out->header));
        if (reader.failed)
                return PARAMS_BAD_SIZE;
        error = check_header(&out->header, size);
        if (error != PARAMS_OK)
                return error;
        reader.size = out->header.size;
        while (error == PARAMS_OK && bytes_left(&reader) != 0)
                error = next_record(&reader, out, tag, &seen);
        return error;
}

static void write_padding(struct bytes_writer *writer)
{
        while (!writer->failed && writer->size % RECORD_ALIGNMENT != 0)
                bytes_write_u8(writer, 0);
}

static void write_record(struct bytes_writer *writer, uint32_t tag, const void *value, size_t size)
{
        bytes_write_le32(writer, tag);
        bytes_write_le32(writer, (uint32_t)size);
        bytes_write(writer, value, size);
        write_padding(writer);
}

static void write_port(struct bytes_writer *writer, uint32_t tag, const struct params_port *port)
{
        if (port->kind != PARAMS_PORT_NONE)
                write_record(writer, tag, port, sizeof(*port));
}

static void write_guest(struct bytes_writer *writer, const struct params *params)
{
        size_t regions = params->guest.region_count * sizeof(params->regions[0]);

        if (params->guest.kind == PARAMS_GUEST_NONE && params->guest.region_count == 0)
                return;
        bytes_write_le32(writer, PARAMS_TAG_GUEST);
        bytes_write_le32(writer, (uint32_t)(sizeof(params->guest) + regions));
        bytes_write(writer, &params->guest, sizeof(params->guest));
        bytes_write(writer, params->regions, regions);
        write_padding(writer);
}

static void write_records(struct bytes_writer *writer, const struct params *params)
{
        write_port(writer, PARAMS_TAG_CONSOLE, &params->console);
        write_port(writer, PARAMS_TAG_CHANNEL, &params->channel);
        write_guest(writer, params);
        if (params->services.size != 0)
                write_record(writer, PARAMS_TAG_SERVICES, &params->services,
                             sizeof(params->services));
        if (params->memory.least != 0 || params->memory.most != 0 || params->memory.end != 0)
                write_record(writer, PARAMS_TAG_MEMORY, &params->memory, sizeof(params->memory));
        if (params->cpu.optional != 0)
                write_record(writer, PARAMS_TAG_CPU, &params->cpu, sizeof(params->cpu));
        if (params->tpm.localities != 0)
                write_record(writer, PARAMS_TAG_TPM, &params->tpm, sizeof(params->tpm));
        if (params->firmware.map != 0 || params->firmware.count != 0)
                write_record(writer, PARAMS_TAG_FIRMWARE, &params->firmware,
                             sizeof(params->firmware));
        if (params->image_name[0] != '\0')
                write_record(writer, PARAMS_TAG_IMAGE_NAME, params->image_name,
                             strlen(params->image_name));
}

size_t params_encode(const struct params *params, void *block, size_t capacity)
{
        size_t limit = capacity < PARAMS_MAX_SIZE ? capacity : PARAMS_MAX_SIZE;
        struct bytes_writer writer = bytes_writer(block, limit);
        struct params_header header = params->header;

        if (params->guest.region_count > PARAMS_MAX_REGIONS)
                return 0;
        bytes_write_zero(&writer, sizeof(header));
        write_records(&writer, params);
        if (writer.failed)
                return 0;
        header.magic = PARAMS_MAGIC;
        header.version = PARAMS_VERSION;
        header.size = (uint32_t)writer.size;
        memcpy(block, &header, sizeof(header));
        return writer.size;
}

const char *params_error_text(enum params_error error)
{
        switch (error) {
        case PARAMS_OK:
                return "no error";
        case PARAMS_BAD_MAGIC:
                return "not a parameter block";
        case PARAMS_BAD_VERSION:
                return "unknown version";
        case PARAMS_BAD_SIZE:
                return "a length does not fit";
        case PARAMS_UNKNOWN_CRITICAL:
                return "unknown critical record";
        case PARAMS_DUPLICATE:
                return "record given twice";
        case PARAMS_BAD_VALUE:
                return "value out of range";
        case PARAMS_NOT_ENFORCED:
                return "asks for a protection that this SVSM cannot enforce";
        }
        return "unknown error";
}
