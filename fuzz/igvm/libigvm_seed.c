/* fuzz/igvm/libigvm_seed.c - two files with some calls behind them: one with every kind of header, one for VSM isolation. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/seed.h"
#include "lib/igvm/writer.h"
#include "tests/unit/igvm/sample.h"

/* What to call, section, handle and index: see call() in libigvm.c; then the number of bytes. */
static const uint8_t calls[] = {
        0x20, 0,  0,  /* header_count */
        0x21, 0,  3,  /* get_header_type */
        0x22, 0,  3,  /* get_header */
        0x23, 0,  20, /* get_header_data */
        0x06, 0,  33, /* get_buffer */
        0x04, 0,  33, /* free_buffer */
        0x0e, 30, 33, /* get_buffer, of another file */
        0x05, 0,  32, /* free */
        24,
};

static int write_with_calls(const char *directory, const char *name, const uint8_t *file,
                            size_t size)
{
        uint8_t *input = malloc(size + sizeof(calls));
        int failed;

        if (!input)
                return 1;
        memcpy(input, file, size);
        memcpy(input + size, calls, sizeof(calls));
        failed = write_seed(directory, name, input, size + sizeof(calls));
        free(input);
        return failed;
}

static void write_registers(struct igvm_writer *writer)
{
        const struct igvm_supported_platform platform = { 1, 2, IGVM_PLATFORM_VSM_ISOLATION, 1, 0 };
        /* One register: VTL 2, its name (RIP), its value. */
        const uint8_t registers[4 + 32] = { 1, 0, 0, 0, 2, 0x10, 0, 2, 0, [21] = 0x10 };
        struct igvm_vp_context context = { .compatibility_mask = 1 };

        context.file_offset = igvm_write_data(writer, registers, sizeof(registers), 36);
        igvm_write_header(writer, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        igvm_write_header(writer, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static int write_vsm(const char *directory)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        uint8_t file[512];

        write_registers(&counted);
        writer = igvm_writer_start(&counted, file);
        write_registers(&writer);
        return igvm_writer_size(&counted) > sizeof(file) || !igvm_writer_finish(&writer) ||
               write_with_calls(directory, "vsm", file, igvm_writer_size(&counted));
}

int main(int argc, char **argv)
{
        struct sample sample = sample_make();
        int failed;

        if (argc != 2)
                return 2;
        /* The reference wants a VBS context for these two: they are for no platform. */
        sample_patch(&sample, SAMPLE_RELOCATABLE, 0, 0, sizeof(uint32_t));
        sample_patch(&sample, SAMPLE_PAGE_TABLES, 0, 0, sizeof(uint32_t));
        failed = write_with_calls(argv[1], "sample", sample.data, sample.size);
        sample_free(&sample);
        return failed || write_vsm(argv[1]);
}
