/* tests/unit/igvm/sample.c - see sample.h. */
#include "tests/unit/igvm/sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/writer.h"

static uint8_t contents[SAMPLE_AREA_SIZE];

#define WRITE(writer, type, ...)                                      \
        do {                                                          \
                const __VA_ARGS__;                                    \
                igvm_write_header(writer, type, &body, sizeof(body)); \
        } while (0)

static void write_start(struct igvm_writer *w)
{
        uint32_t document = igvm_write_data(w, contents, 100, 104);

        WRITE(w, IGVM_SUPPORTED_PLATFORM,
              struct igvm_supported_platform body = { SAMPLE_MASK_SNP, 0, IGVM_PLATFORM_SEV_SNP, 1,
                                                      0 });
        WRITE(w, IGVM_SUPPORTED_PLATFORM,
              struct igvm_supported_platform body = { SAMPLE_MASK_NATIVE, 0, IGVM_PLATFORM_NATIVE,
                                                      1, 0 });
        WRITE(w, IGVM_GUEST_POLICY,
              struct igvm_guest_policy body = { 0x30000, SAMPLE_MASK_SNP, 0 });
        WRITE(w, IGVM_CORIM_DOCUMENT,
              struct igvm_corim body = { SAMPLE_MASK_SNP, document, 100, 0 });
        WRITE(w, IGVM_RELOCATABLE_REGION,
              struct igvm_relocatable_region body = { SAMPLE_MASK_NATIVE, 0, 0, 0, 0x1000, 0x1000,
                                                      0x1000, 0, 0x100000 });
        WRITE(w, IGVM_PAGE_TABLE_RELOCATION,
              struct igvm_page_table_relocation body = { SAMPLE_MASK_NATIVE, 0, 0, 0, 0x5000,
                                                         0x3000, 0x1000 });
}

static void write_parameters(struct igvm_writer *w)
{
        uint32_t initial = igvm_write_data(w, contents, SAMPLE_AREA_SIZE, SAMPLE_AREA_SIZE);

        WRITE(w, IGVM_PARAMETER_AREA,
              struct igvm_parameter_area body = { SAMPLE_AREA_SIZE, SAMPLE_AREA_INDEX, initial });
        WRITE(w, IGVM_VP_COUNT, struct igvm_parameter body = { SAMPLE_AREA_INDEX, 0 });
        WRITE(w, IGVM_MEMORY_MAP, struct igvm_parameter body = { SAMPLE_AREA_INDEX, 64 });
        WRITE(w, IGVM_PARAMETER_INSERT,
              struct igvm_parameter_insert body = {
                      SAMPLE_AREA_GPA, SAMPLE_MASK_SNP | SAMPLE_MASK_NATIVE, SAMPLE_AREA_INDEX });
        WRITE(w, IGVM_REQUIRED_MEMORY,
              struct igvm_required_memory body = { 0, SAMPLE_MASK_SNP, 0x400000, 0, 0 });
        WRITE(w, IGVM_ERROR_RANGE,
              struct igvm_error_range body = { 0x300000, SAMPLE_MASK_NATIVE, 0x1000 });
        WRITE(w, IGVM_SNP_ID_BLOCK,
              struct igvm_snp_id_block body = { .compatibility_mask = SAMPLE_MASK_SNP });
}

static void write_flagged_page(struct igvm_writer *w, uint64_t gpa, uint32_t flags)
{
        uint32_t data = igvm_write_data(w, contents, IGVM_PAGE_SIZE, IGVM_PAGE_SIZE);

        WRITE(w, IGVM_PAGE_DATA,
              struct igvm_page_data body = { gpa, SAMPLE_MASK_SNP, data, flags, 0, 0 });
}

static void write_pages(struct igvm_writer *w)
{
        const uint64_t at = SAMPLE_PAGE_GPA;

        igvm_write_page(w, at, SAMPLE_MASK_SNP, IGVM_PAGE_NORMAL, contents);
        igvm_write_page(w, at + 0x1000, SAMPLE_MASK_SNP, IGVM_PAGE_NORMAL, NULL);
        igvm_write_page(w, at - 0x1000, SAMPLE_MASK_SNP, IGVM_PAGE_NORMAL, contents);
        igvm_write_page(w, at, SAMPLE_MASK_NATIVE, IGVM_PAGE_NORMAL, contents);
        igvm_write_page(w, at + 0x2000, SAMPLE_MASK_SNP, IGVM_PAGE_SECRETS, NULL);
        igvm_write_page(w, at + 0x3000, SAMPLE_MASK_SNP, IGVM_PAGE_CPUID_DATA, NULL);
        write_flagged_page(w, at + 0x4000, IGVM_PAGE_UNMEASURED);
        write_flagged_page(w, at + 0x5000, IGVM_PAGE_SHARED);
}

/* The save area is the end of the file, so that its size is checked to the byte. */
static void write_context(struct igvm_writer *w)
{
        uint32_t data = igvm_write_data(w, contents, IGVM_VMSA_SIZE, IGVM_CONTEXT_SIZE);

        WRITE(w, IGVM_VP_CONTEXT,
              struct igvm_vp_context body = { 0xfffffffff000, SAMPLE_MASK_SNP, data, 0, 0 });
}

static void write_all(struct igvm_writer *w)
{
        write_start(w);
        write_parameters(w);
        write_pages(w);
        write_context(w);
}

struct sample sample_make(void)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        struct sample sample;

        for (size_t i = 0; i < sizeof(contents); i++)
                contents[i] = (uint8_t)(i * 7 + (i >> 8));
        write_all(&counted);
        sample.size = igvm_writer_size(&counted);
        sample.data = malloc(sample.size);
        assert_non_null(sample.data);
        writer = igvm_writer_start(&counted, sample.data);
        write_all(&writer);
        assert_true(igvm_writer_finish(&writer));
        return sample;
}

void sample_free(struct sample *sample)
{
        free(sample->data);
        sample->data = NULL;
}

void sample_seal(struct sample *sample)
{
        struct igvm_fixed_header fixed;
        uint64_t end;

        memcpy(&fixed, sample->data, sizeof(fixed));
        fixed.total_file_size = (uint32_t)sample->size;
        fixed.checksum = 0;
        end = (uint64_t)fixed.variable_header_offset + fixed.variable_header_size;
        if (end <= sample->size) {
                fixed.checksum = igvm_crc32(0, &fixed, sizeof(fixed));
                fixed.checksum =
                        igvm_crc32(fixed.checksum, sample->data + fixed.variable_header_offset,
                                   fixed.variable_header_size);
        }
        memcpy(sample->data, &fixed, sizeof(fixed));
}

size_t sample_offset(const struct sample *sample, unsigned int index)
{
        struct igvm_variable_header header;
        size_t offset = sizeof(struct igvm_fixed_header);

        while (index--) {
                memcpy(&header, sample->data + offset, sizeof(header));
                offset += sizeof(header) + (header.length + 7) / 8 * 8;
        }
        return offset;
}

void sample_patch(struct sample *sample, unsigned int index, size_t offset, uint64_t value,
                  size_t size)
{
        size_t at = sample_offset(sample, index) + sizeof(struct igvm_variable_header) + offset;

        memcpy(sample->data + at, &value, size);
        sample_seal(sample);
}

enum igvm_rule open_strictly(struct igvm_file *file, const void *data, size_t size,
                             struct igvm_error *error)
{
        static struct igvm_range ranges[64];
        static struct igvm_area areas[64];
        static struct igvm_workspace workspace = { ranges, 64, areas, 64 };

        return igvm_open(file, data, size, IGVM_STRICT, &workspace, error);
}
