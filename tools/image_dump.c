/*
 * tools/image_dump.c - `cashew image dump`: every header of a file, for people or as JSON.
 *
 * A file that breaks a rule is shown up to the header that does; the rule follows, and the exit status is 1.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/snp/vmsa.h"
#include "tools/image.h"
#include "tools/image_file.h"

static const char usage[] =
        "usage: cashew image dump FILE [--json]\n"
        "\n"
        "Prints the headers of an IGVM file in order: number, offset in the file, type, and what\n"
        "it says. Pages of the same kind that follow one another are one line; --json has them\n"
        "all. If the file breaks a rule of the format, the headers before the place are shown,\n"
        "the rule is named on standard error, and the exit status is 1.\n";

static const char *const page_types[] = { "normal", "secrets", "CPUID", "CPUID XF" };

/* What a header says, as text for one line. */
struct description {
        char text[192];
};

static void describe_page(const struct igvm_page_data *page, uint32_t count,
                          struct description *out)
{
        uint64_t end = page->gpa + (uint64_t)count * IGVM_PAGE_SIZE;

        snprintf(out->text, sizeof(out->text),
                 "0x%" PRIx64 "-0x%" PRIx64 " mask 0x%x %u page%s %s%s%s%s", page->gpa, end,
                 page->compatibility_mask, count, count == 1 ? "" : "s",
                 page_types[page->data_type], page->file_offset ? "" : " zero",
                 page->flags & IGVM_PAGE_UNMEASURED ? " unmeasured" : "",
                 page->flags & IGVM_PAGE_SHARED ? " shared" : "");
}

static void describe_platform(const struct igvm_header *header, struct description *out)
{
        struct igvm_supported_platform platform;

        igvm_body(header, &platform, sizeof(platform));
        snprintf(out->text, sizeof(out->text),
                 "%s mask 0x%x VTL %u version %u shared boundary 0x%" PRIx64,
                 igvm_platform_name(platform.platform_type), platform.compatibility_mask,
                 platform.highest_vtl, platform.platform_version, platform.shared_gpa_boundary);
}

static void describe_policy(const struct igvm_header *header, struct description *out)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        snprintf(out->text, sizeof(out->text), "policy 0x%" PRIx64 " mask 0x%x", policy.policy,
                 policy.compatibility_mask);
}

static void describe_area(const struct igvm_header *header, struct description *out)
{
        struct igvm_parameter_area area;

        igvm_body(header, &area, sizeof(area));
        snprintf(out->text, sizeof(out->text), "area %u: %" PRIu64 " bytes%s",
                 area.parameter_area_index, area.number_of_bytes,
                 area.file_offset ? " with initial contents" : "");
}

static void describe_insert(const struct igvm_header *header, struct description *out)
{
        struct igvm_parameter_insert insert;

        igvm_body(header, &insert, sizeof(insert));
        snprintf(out->text, sizeof(out->text), "0x%" PRIx64 " mask 0x%x area %u", insert.gpa,
                 insert.compatibility_mask, insert.parameter_area_index);
}

static void describe_required(const struct igvm_header *header, struct description *out)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        snprintf(out->text, sizeof(out->text), "0x%" PRIx64 "-0x%" PRIx64 " mask 0x%x", memory.gpa,
                 memory.gpa + memory.number_of_bytes, memory.compatibility_mask);
}

static void describe_error_range(const struct igvm_header *header, struct description *out)
{
        struct igvm_error_range range;

        igvm_body(header, &range, sizeof(range));
        snprintf(out->text, sizeof(out->text), "0x%" PRIx64 "-0x%" PRIx64 " mask 0x%x", range.gpa,
                 range.gpa + range.size_bytes, range.compatibility_mask);
}

static void describe_context(const struct igvm_file *file, const struct igvm_header *header,
                             struct description *out)
{
        struct igvm_vp_context context;
        struct vmsa vmsa;
        int length;

        igvm_body(header, &context, sizeof(context));
        length = snprintf(out->text, sizeof(out->text), "0x%" PRIx64 " mask 0x%x vCPU %u",
                          context.gpa, context.compatibility_mask, context.vp_index);
        if (!(context.compatibility_mask & igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP)))
                return;
        memcpy(&vmsa, igvm_data(file, context.file_offset), sizeof(vmsa));
        snprintf(out->text + length, sizeof(out->text) - (size_t)length,
                 " VMPL %u CS base 0x%" PRIx64 " RIP 0x%" PRIx64 " SEV_FEATURES 0x%" PRIx64,
                 vmsa.vmpl, vmsa.cs.base, vmsa.rip, vmsa.sev_features);
}

static void describe_parameter(const struct igvm_header *header, struct description *out)
{
        struct igvm_parameter parameter;

        igvm_body(header, &parameter, sizeof(parameter));
        snprintf(out->text, sizeof(out->text), "area %u offset 0x%x",
                 parameter.parameter_area_index, parameter.byte_offset);
}

static void describe(const struct igvm_file *file, const struct igvm_header *header,
                     struct description *out)
{
        struct igvm_page_data page;

        out->text[0] = '\0';
        if (!header->known)
                snprintf(out->text, sizeof(out->text), "type 0x%x, %u bytes", header->type,
                         header->length);
        else if (igvm_is_parameter(header))
                describe_parameter(header, out);
        else if (header->type == IGVM_SUPPORTED_PLATFORM)
                describe_platform(header, out);
        else if (header->type == IGVM_GUEST_POLICY)
                describe_policy(header, out);
        else if (header->type == IGVM_PARAMETER_AREA)
                describe_area(header, out);
        else if (header->type == IGVM_PARAMETER_INSERT)
                describe_insert(header, out);
        else if (header->type == IGVM_REQUIRED_MEMORY)
                describe_required(header, out);
        else if (header->type == IGVM_ERROR_RANGE)
                describe_error_range(header, out);
        else if (header->type == IGVM_VP_CONTEXT)
                describe_context(file, header, out);
        else if (header->type == IGVM_PAGE_DATA) {
                igvm_body(header, &page, sizeof(page));
                describe_page(&page, 1, out);
        } else
                snprintf(out->text, sizeof(out->text), "mask 0x%x, %u bytes", igvm_mask(header),
                         header->length);
}

/* Pages that can share a line: the same in all but where they lie in memory and file. */
struct page_run {
        struct igvm_header first;
        struct igvm_page_data page;
        uint32_t count; /* 0: no run */
};

static void print_line(const struct igvm_header *header, const char *text)
{
        printf("%6u  0x%08x  %-22s %s%s\n", header->index, header->offset,
               igvm_type_name(header->type), header->optional ? "optional " : "", text);
}

static void finish_run(struct page_run *run)
{
        struct description description;

        if (run->count == 0)
                return;
        describe_page(&run->page, run->count, &description);
        print_line(&run->first, description.text);
        run->count = 0;
}

static bool run_takes(const struct page_run *run, const struct igvm_page_data *page)
{
        return run->count != 0 &&
               page->gpa == run->page.gpa + (uint64_t)run->count * IGVM_PAGE_SIZE &&
               page->compatibility_mask == run->page.compatibility_mask &&
               page->flags == run->page.flags && page->data_type == run->page.data_type &&
               !page->file_offset == !run->page.file_offset;
}

static void add_to_run(struct page_run *run, const struct igvm_header *header)
{
        struct igvm_page_data page;

        igvm_body(header, &page, sizeof(page));
        if (!run_takes(run, &page)) {
                finish_run(run);
                run->first = *header;
                run->page = page;
        }
        run->count++;
}

static void print_table(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct description description;
        struct page_run run = { 0 };
        struct igvm_header header;

        printf("IGVM version %u, %u bytes, %u headers, checksum 0x%08x\n",
               file->fixed.format_version, file->fixed.total_file_size, file->header_count,
               file->fixed.checksum);
        while (iterator.index < file->header_count && igvm_next(&iterator, &header)) {
                if (header.type == IGVM_PAGE_DATA) {
                        add_to_run(&run, &header);
                        continue;
                }
                finish_run(&run);
                describe(file, &header, &description);
                print_line(&header, description.text);
        }
        finish_run(&run);
}

/* Every text here is of our own making: nothing in it needs escaping. */
static void print_json(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct description description;
        struct igvm_header header;

        printf("{\"version\": %u, \"size\": %u, \"checksum\": %u, \"headers\": [",
               file->fixed.format_version, file->fixed.total_file_size, file->fixed.checksum);
        while (iterator.index < file->header_count && igvm_next(&iterator, &header)) {
                describe(file, &header, &description);
                printf("%s\n  {\"index\": %u, \"offset\": %u, \"type\": %u, \"name\": \"%s\", "
                       "\"optional\": %s, \"length\": %u, \"text\": \"%s\"}",
                       header.index ? "," : "", header.index, header.offset, header.type,
                       igvm_type_name(header.type), header.optional ? "true" : "false",
                       header.length, description.text);
        }
        printf("\n]}\n");
}

static int dump(const char *path, const struct image_file *file, bool json)
{
        char text[256];

        if (json)
                print_json(&file->igvm);
        else if (file->igvm.header_count != 0)
                print_table(&file->igvm);
        if (file->error.rule == IGVM_OK)
                return 0;
        igvm_error_text(&file->error, text, sizeof(text));
        return image_error("%s: %s", path, text);
}

int image_command_dump(int argc, char **argv)
{
        const char *path = NULL;
        bool json = false;
        struct image_file file;
        int status;

        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
                        fputs(usage, stdout);
                        return 0;
                }
                if (strcmp(argv[i], "--json") == 0) {
                        json = true;
                } else if (argv[i][0] == '-' || path) {
                        fputs(usage, stderr);
                        return 2;
                } else {
                        path = argv[i];
                }
        }
        if (!path) {
                fputs(usage, stderr);
                return 2;
        }
        if (image_file_read(path, IGVM_STRICT, &file))
                return 1;
        status = dump(path, &file, json);
        image_file_close(&file);
        return status;
}
