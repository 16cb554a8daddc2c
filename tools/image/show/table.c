/* tools/image/show/table.c - an IGVM file as a table for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/id_block.h"
#include "lib/snp/report.h"
#include "lib/snp/vmsa.h"
#include "tools/image/show/table.h"
#include "tools/image/read/fields.h"
#include "tools/image/read/pages.h"
#include "tools/image/read/registers.h"
#include "tools/image/show/values.h"

#define LONGEST_BODY 1024

/* What a line needs to know besides its header; `section` is the last whose name was printed. */
struct table {
        const struct igvm_file *file;
        struct image_platforms platforms;
        int platforms_width; /* of the column */
        bool registers;
        unsigned int section;
};

static const char *const sections[] = { "platforms", "initialization", "directives" };

static unsigned int section_of(uint32_t type)
{
        if (type <= IGVM_LAST_PLATFORM)
                return 0;
        return type <= IGVM_LAST_INITIALIZATION ? 1 : 2;
}

/* The end is the first address behind it. */
static void print_range(uint64_t gpa, uint64_t size)
{
        printf("0x%" PRIx64 "-0x%" PRIx64, gpa, gpa + size);
}

/* The boundary is shared_gpa_boundary of igvm_defs: addresses from there on are shared with the host. */
static void print_platform(const struct igvm_header *header)
{
        struct igvm_supported_platform platform;

        igvm_body(header, &platform, sizeof(platform));
        printf("%s, mask 0x%x, version %u, highest VTL %u",
               igvm_platform_name(platform.platform_type), platform.compatibility_mask,
               platform.platform_version, platform.highest_vtl);
        if (platform.shared_gpa_boundary)
                printf(", shared from 0x%" PRIx64, platform.shared_gpa_boundary);
}

/*
 * Bits that this project's reports know by name (SEV-SNP firmware ABI, guest policy: ABI minor in bits 0-7,
 * major in 8-15); the whole is there as a number too. Other platforms' policies are numbers only.
 */
static void print_policy(const struct table *table, const struct igvm_header *header)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        printf("policy 0x%" PRIx64, policy.policy);
        if (policy.compatibility_mask & table->platforms.masks[IGVM_PLATFORM_SEV_SNP])
                printf(": ABI %u.%u or later%s%s%s%s", (unsigned int)(policy.policy >> 8 & 0xff),
                       (unsigned int)(policy.policy & 0xff),
                       policy.policy & SNP_POLICY_SMT ? ", SMT" : "",
                       policy.policy & SNP_POLICY_MIGRATION ? ", migration agent" : "",
                       policy.policy & SNP_POLICY_DEBUG ? ", DEBUG" : "",
                       policy.policy & SNP_POLICY_SINGLE_SOCKET ? ", single socket" : "");
        if (policy.reserved)
                printf(", reserved 0x%x", policy.reserved);
}

/* Without initial data an area is zeros until the host fills it. */
static void print_area(const struct igvm_header *header)
{
        struct igvm_parameter_area area;

        igvm_body(header, &area, sizeof(area));
        printf("area %u, 0x%" PRIx64 " bytes", area.parameter_area_index, area.number_of_bytes);
        if (area.file_offset)
                printf(", initial data at 0x%x", area.file_offset);
}

/*
 * The area says how large the place is; in a broken file it may be missing, and then only the start is known.
 */
static void print_insert(const struct igvm_file *file, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;

        igvm_body(header, &insert, sizeof(insert));
        if (igvm_find_area(file, insert.parameter_area_index, &area))
                print_range(insert.gpa, area.number_of_bytes);
        else
                printf("0x%" PRIx64, insert.gpa);
        printf("  area %u", insert.parameter_area_index);
}

/* Flags and reserved bytes are shown only if they say something. */
static void print_required(const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        print_range(memory.gpa, memory.number_of_bytes);
        if (memory.flags & IGVM_MEMORY_VTL2_PROTECTABLE)
                printf(", VTL2 protectable");
        if (memory.flags & ~IGVM_MEMORY_VTL2_PROTECTABLE)
                printf(", flags 0x%x", memory.flags);
        if (memory.reserved)
                printf(", reserved 0x%x", memory.reserved);
}

static void print_error_range(const struct igvm_header *header)
{
        struct igvm_error_range range;

        igvm_body(header, &range, sizeof(range));
        print_range(range.gpa, range.size_bytes);
}

/* The offset counts from the area's first byte, wherever that is inserted. */
static void print_parameter(const struct igvm_header *header)
{
        struct igvm_parameter parameter;

        igvm_body(header, &parameter, sizeof(parameter));
        printf("into area %u at 0x%x", parameter.parameter_area_index, parameter.byte_offset);
}

static void print_key_digest(const char *name, const uint8_t digest[IGVM_DIGEST_SIZE])
{
        image_print_line_start(name);
        image_print_bytes(digest, IGVM_DIGEST_SIZE);
}

/*
 * The digests are those of reports (ID_KEY_DIGEST, AUTHOR_KEY_DIGEST), so that a verifier's expectation can
 * be copied from here. The policy is not in the block, and does not matter for them.
 */
static void print_id_block(const struct image_layout *layout, const uint8_t *body)
{
        struct igvm_snp_id_block block;
        struct snp_id_facts facts;
        struct snp_id id;

        memcpy(&block, body, sizeof(block));
        snp_id_from_igvm(&block, 0, &id);
        snp_id_facts(&id, &facts);
        image_print_fields(layout, body);
        print_key_digest("id_key_digest", facts.id_key_digest);
        if (facts.author_key_enabled)
                print_key_digest("author_key_digest", facts.author_key_digest);
}

/* The few registers by which people know a start state; --registers has all. */
static void print_state(const struct image_registers *state)
{
        struct igvm_native_context native;
        struct vmsa vmsa;

        if (!state->form) {
                printf(", of a form that is not known here");
        } else if (strcmp(state->form, "vmsa") == 0) {
                memcpy(&vmsa, state->bytes, sizeof(vmsa));
                printf(", VMPL %u, CS base 0x%" PRIx64 ", RIP 0x%" PRIx64
                       ", SEV_FEATURES 0x%" PRIx64,
                       vmsa.vmpl, vmsa.cs.base, vmsa.rip, vmsa.sev_features);
        } else if (strcmp(state->form, "native") == 0) {
                memcpy(&native, state->bytes, sizeof(native));
                printf(", CS base 0x%x, RIP 0x%" PRIx64, native.code_base, native.rip);
        } else {
                printf(", %u registers", state->list_count);
        }
}

/* Reserved fields are shown where the format wants zero and the file has something else. */
static void print_context(const struct table *table, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        struct image_registers state;

        igvm_body(header, &context, sizeof(context));
        image_registers(table->file, &table->platforms, &context, &state);
        printf("vCPU %u at 0x%" PRIx64 ", data at 0x%x", context.vp_index, context.gpa,
               context.file_offset);
        if (context.reserved)
                printf(", reserved 0x%x", context.reserved);
        print_state(&state);
        if (table->registers && state.form)
                image_print_registers(&state);
}

/* Everything that has no line of its own making. */
static void print_body(const struct igvm_header *header)
{
        const struct image_layout *layout = image_header_layout(header->type);
        uint8_t body[LONGEST_BODY] = { 0 };

        if (!header->known || !layout || layout->size > sizeof(body)) {
                printf("type 0x%x, %u bytes", header->type, header->length);
                return;
        }
        igvm_body(header, body, layout->size);
        if (header->type == IGVM_SNP_ID_BLOCK) {
                print_id_block(layout, body);
                return;
        }
        image_print_fields(layout, body);
}

/* Types that people look for have a line made for them; fields.h's description serves the others. */
static void print_header(const struct table *table, const struct igvm_header *header)
{
        if (igvm_is_parameter(header))
                print_parameter(header);
        else if (header->type == IGVM_SUPPORTED_PLATFORM)
                print_platform(header);
        else if (header->type == IGVM_GUEST_POLICY)
                print_policy(table, header);
        else if (header->type == IGVM_PARAMETER_AREA)
                print_area(header);
        else if (header->type == IGVM_PARAMETER_INSERT)
                print_insert(table->file, header);
        else if (header->type == IGVM_REQUIRED_MEMORY)
                print_required(header);
        else if (header->type == IGVM_ERROR_RANGE)
                print_error_range(header);
        else if (header->type == IGVM_VP_CONTEXT)
                print_context(table, header);
        else
                print_body(header);
}

/* Known flags by name; if there is an unknown one, all of them as a number besides. */
static void print_pages(const struct image_pages *pages)
{
        static const char *const types[] = { "normal", "secrets", "CPUID", "CPUID XF" };
        const struct igvm_page_data *page = &pages->page;
        uint32_t unknown = page->flags &
                           ~(uint32_t)(IGVM_PAGE_IS_2MB | IGVM_PAGE_UNMEASURED | IGVM_PAGE_SHARED);

        print_range(page->gpa, pages->size);
        printf("  %u page%s%s, ", pages->count, pages->count == 1 ? "" : "s",
               page->flags & IGVM_PAGE_IS_2MB ? " of 2 MiB" : "");
        if (page->data_type < sizeof(types) / sizeof(types[0]))
                printf("%s", types[page->data_type]);
        else
                printf("type 0x%x", page->data_type);
        printf("%s%s", page->flags & IGVM_PAGE_UNMEASURED ? ", unmeasured" : "",
               page->flags & IGVM_PAGE_SHARED ? ", shared" : "");
        if (unknown)
                printf(", flags 0x%x", page->flags);
        if (page->reserved)
                printf(", reserved 0x%x", page->reserved);
        if (page->file_offset)
                printf(", data at 0x%x", page->file_offset);
        else
                printf(", no data");
}

/*
 * Index and offset first, since error messages name headers by them; the section's name where a new one
 * begins.
 */
static void print_line(struct table *table, const struct image_pages *pages)
{
        const struct igvm_header *header = &pages->first;
        char platforms[160] = "";
        unsigned int section = section_of(header->type);

        if (section != table->section) {
                printf("%s\n", sections[section]);
                table->section = section;
        }
        if (igvm_mask(header) != UINT32_MAX)
                image_platforms_text(&table->platforms, igvm_mask(header), platforms,
                                     sizeof(platforms));
        printf("%6u  0x%08x  %-21s  %-*s  %s", header->index, header->offset,
               igvm_type_name(header->type), table->platforms_width, platforms,
               header->optional ? "optional, " : "");
        if (pages->count)
                print_pages(pages);
        else
                print_header(table, header);
        putchar('\n');
}

/*
 * IGVM_FIXED_HEADER, and how many headers of unknown type were passed over because they are marked optional.
 */
static void print_fixed(const struct igvm_file *file)
{
        printf("IGVM version %u, %s, pages of %u bytes, %u bytes, checksum 0x%08x\n",
               file->fixed.format_version,
               file->extension.architecture == IGVM_ARCHITECTURE_X64 ? "x86-64" : "AArch64",
               file->extension.page_size, file->fixed.total_file_size, file->fixed.checksum);
        printf("%u headers, 0x%x bytes from 0x%x on\n", file->header_count,
               file->fixed.variable_header_size, file->fixed.variable_header_offset);
        if (file->skipped_count)
                printf("%u of them optional and of a type that is not known here\n",
                       file->skipped_count);
}

/* The column for platforms is as wide as all of the file's together. */
void image_dump_table(const struct igvm_file *file, bool registers)
{
        struct table table = {
                .file = file,
                .platforms = image_platforms(file),
                .registers = registers,
                .section = UINT32_MAX,
        };
        struct image_walk walk = image_walk(file);
        struct image_pages pages;
        char all[160];

        if (file->header_count == 0)
                return;
        image_platforms_text(&table.platforms, file->platform_masks, all, sizeof(all));
        table.platforms_width = (int)strlen(all);
        print_fixed(file);
        while (image_walk_pages(&walk, &pages))
                print_line(&table, &pages);
}
