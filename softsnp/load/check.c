/*
 * softsnp/load/check.c - see check.h.
 *
 * The reader has judged the format. Here stands what depends on the machine: its memory, what its host can tell,
 * what KVM and the security processor take.
 */
#include "softsnp/load/check.h"

#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/msr.h"
#include "softsnp/load/memory_map.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
#include "softsnp/svm/vcpu.h"

#define POLICY_MUST_BE_ONE (UINT64_C(1) << 17) /* reserved (SNP firmware ABI, guest policy) */

/* What is gathered over all headers, to be judged when the last one was seen. */
struct check {
        const struct igvm_file *file;
        struct image_facts *facts;
        bool has_policy;
        bool has_boot_context;
        uint32_t context_count;
        uint64_t sev_features; /* of the first save area */
};

__attribute__((noreturn)) static void refuse(const struct igvm_header *header, const char *reason)
{
        machine_refuse("header %u (%s) at offset 0x%x: %s", header->index,
                       igvm_type_name(header->type), header->offset, reason);
}

/* Page by page, as a range may begin in RAM and end outside it. */
static void check_memory(const struct igvm_header *header, uint64_t start, uint64_t size)
{
        for (uint64_t at = 0; at < size; at += PAGE_SIZE)
                if (!memory_guest_bytes(gpa(start + at), PAGE_SIZE))
                        machine_refuse("header %u (%s) at offset 0x%x: 0x%lx is no memory of a "
                                       "guest of this machine",
                                       header->index, igvm_type_name(header->type), header->offset,
                                       start + at);
}

/* Whether the machine can hold the policy is the security processor's to say, at the launch. */
static void check_policy(struct check *check, const struct igvm_header *header)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        if (!(policy.policy & POLICY_MUST_BE_ONE))
                refuse(header, "bit 17 of the policy must be 1");
        check->has_policy = true;
        check->facts->policy = policy.policy;
}

/*
 * Secrets and CPUID pages are filled by the security processor, which does that for private pages
 * of 4 KiB (AMD 56860, SNP_LAUNCH_UPDATE).
 */
static void check_page(const struct igvm_header *header)
{
        struct igvm_page_data page;

        igvm_body(header, &page, sizeof(page));
        if (page.data_type == IGVM_PAGE_CPUID_XF)
                refuse(header, "this machine fills no CPUID XF pages");
        if (page.data_type != IGVM_PAGE_NORMAL && (page.flags & IGVM_PAGE_SHARED))
                refuse(header, "the security processor fills private pages only");
        if (page.data_type != IGVM_PAGE_NORMAL && (page.flags & IGVM_PAGE_IS_2MB))
                refuse(header, "the security processor fills pages of 4 KiB only");
        check_memory(header, page.gpa, igvm_page_size(&page));
}

/* An area that is not declared was the reader's to refuse. */
static void check_insert(const struct check *check, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;

        igvm_body(header, &insert, sizeof(insert));
        if (igvm_find_area(check->file, insert.parameter_area_index, &area))
                check_memory(header, insert.gpa, area.number_of_bytes);
}

/* The least range that holds all of them: the guest's memory map has room for one. */
static void check_required_memory(struct check *check, const struct igvm_header *header)
{
        struct image_facts *facts = check->facts;
        struct igvm_required_memory memory;
        uint64_t end;

        igvm_body(header, &memory, sizeof(memory));
        check_memory(header, memory.gpa, memory.number_of_bytes);
        end = memory.gpa + memory.number_of_bytes;
        if (facts->reserved_start == facts->reserved_end) {
                facts->reserved_start = memory.gpa;
                facts->reserved_end = end;
        }
        if (memory.gpa < facts->reserved_start)
                facts->reserved_start = memory.gpa;
        if (end > facts->reserved_end)
                facts->reserved_end = end;
}

/* KVM has one set of SEV_FEATURES for all vCPUs of a machine. */
static void check_save_area(struct check *check, const struct igvm_header *header,
                            const struct vmsa *vmsa)
{
        if (vmsa->vmpl != 0)
                refuse(header, "the vCPU does not start at VMPL0");
        if (!(vmsa->efer & EFER_SVME))
                refuse(header, "EFER.SVME is clear in the save area");
        if (!(vmsa->sev_features & SEV_FEATURE_SNP))
                refuse(header, "SEV_FEATURES lack SNP");
        if (vmsa->sev_features & ~personality.sev_features)
                machine_refuse("header %u (%s) at offset 0x%x: SEV_FEATURES 0x%lx are not offered",
                               header->index, igvm_type_name(header->type), header->offset,
                               vmsa->sev_features & ~personality.sev_features);
        if (check->context_count == 0)
                check->sev_features = vmsa->sev_features;
        if (check->sev_features != vmsa->sev_features)
                refuse(header, "SEV_FEATURES are not those of the other vCPUs");
}

/* KVM measures every save area under an address of its own choice. */
static void check_context(struct check *check, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        struct vmsa vmsa;

        igvm_body(header, &context, sizeof(context));
        if (context.vp_index >= cpu_count)
                machine_refuse(
                        "header %u (%s) at offset 0x%x: vCPU %u is not in this machine, which has "
                        "%u vCPUs",
                        header->index, igvm_type_name(header->type), header->offset,
                        context.vp_index, cpu_count);
        if (context.gpa != VMSA_LAUNCH_GPA)
                refuse(header, "the save area's address is not 0xfffffffff000");
        memcpy(&vmsa, igvm_data(check->file, context.file_offset), sizeof(vmsa));
        check_save_area(check, header, &vmsa);
        if (context.vp_index == 0)
                check->has_boot_context = true;
        check->context_count++;
}

/* The map may have its most entries, whatever this machine's are: then the answer depends on the file alone. */
static void check_parameter(const struct check *check, const struct igvm_header *header)
{
        const uint64_t map_size = MEMORY_MAP_MOST_ENTRIES * sizeof(struct igvm_memory_map_entry);
        struct igvm_parameter parameter;
        struct igvm_parameter_area area;

        if (header->type == IGVM_VP_COUNT || header->type == IGVM_ENVIRONMENT_INFO)
                return;
        if (header->type != IGVM_MEMORY_MAP)
                refuse(header, "this machine has no such parameter");
        igvm_body(header, &parameter, sizeof(parameter));
        if (!igvm_find_area(check->file, parameter.parameter_area_index, &area) ||
            area.number_of_bytes - parameter.byte_offset < map_size)
                refuse(header, "the memory map does not fit in its area");
}

/*
 * What this machine does not know must be optional: a required header that is not obeyed would make
 * another guest.
 */
static void check_header(struct check *check, const struct igvm_header *header)
{
        if (igvm_is_parameter(header)) {
                check_parameter(check, header);
                return;
        }
        switch (header->type) {
        case IGVM_SUPPORTED_PLATFORM:
        case IGVM_PARAMETER_AREA:
        case IGVM_RELOCATABLE_REGION: /* we may relocate, and do not */
        case IGVM_PAGE_TABLE_RELOCATION:
                break;
        case IGVM_GUEST_POLICY:
                check_policy(check, header);
                break;
        case IGVM_PAGE_DATA:
                check_page(header);
                break;
        case IGVM_PARAMETER_INSERT:
                check_insert(check, header);
                break;
        case IGVM_REQUIRED_MEMORY:
                check_required_memory(check, header);
                break;
        case IGVM_VP_CONTEXT:
                check_context(check, header);
                break;
        case IGVM_SNP_ID_BLOCK: /* the security processor judges it, once there is a digest */
                igvm_body(header, &check->facts->id_block, sizeof(check->facts->id_block));
                check->facts->has_id_block = true;
                break;
        default:
                if (!header->optional)
                        refuse(header, "not supported by this machine");
        }
}

/* Only those for SEV-SNP, by the mask: what other platforms want may be anything. */
static void check_headers(struct check *check)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);
        struct igvm_header header;

        while (igvm_next(&iterator, &header))
                if (header.known && (igvm_mask(&header) & check->facts->mask))
                        check_header(check, &header);
        if (!check->has_policy)
                machine_refuse("the image has no GUEST_POLICY for SEV-SNP");
        if (!check->has_boot_context)
                machine_refuse("the image has no VP_CONTEXT of vCPU 0 for SEV-SNP");
}

/* What the reader remembers. Runs of pages are one range, so that this is plenty. */
static struct igvm_range ranges[1024];
static struct igvm_area areas[IMAGE_MAX_AREAS];
static struct igvm_workspace workspace = { ranges, 1024, areas, IMAGE_MAX_AREAS };

/* Refuses the machine with a reason, and returns only if nothing can go wrong any more. */
void image_check(struct igvm_file *file, const uint8_t *data, size_t size, struct image_facts *out)
{
        struct check check = { .file = file, .facts = out };
        struct igvm_error error;
        char text[160];

        *out = (struct image_facts){ 0 };
        if (igvm_open(file, data, size, IGVM_STRICT, &workspace, &error) != IGVM_OK) {
                (void)igvm_error_text(&error, text, sizeof(text));
                machine_refuse("%s", text);
        }
        out->mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);
        if (out->mask == 0)
                machine_refuse("the image is not for SEV-SNP");
        check_headers(&check);
}
