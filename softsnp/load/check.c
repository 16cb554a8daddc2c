/*
 * softsnp/load/check.c - see check.h.
 *
 * The reader has judged the format. Here stands what depends on the machine: its memory, what its host can tell,
 * what KVM and the security processor take.
 */
#include "softsnp/load/check.h"

#include "lib/base/memory.h"
#include "lib/snp/reset.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/msr.h"
#include "softsnp/host/machine_map.h"
#include "softsnp/load/madt.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
#include "softsnp/svm/vcpu.h"

/* AMD 56860, "Guest Policy": the ABI's least version in 15:0, and a bit that must be one. */
#define POLICY_ABI         UINT64_C(0xffff)
#define POLICY_MUST_BE_ONE (UINT64_C(1) << 17)

/* What is gathered over all headers, to be judged when the last one was seen. */
struct check {
        const struct igvm_file *file;
        struct image_facts *facts;
        bool has_policy;
        bool has_boot_context;
        bool has_legacy; /* a save area that lies in no memory */
};

__attribute__((noreturn)) static void refuse(const struct igvm_header *header, const char *reason)
{
        machine_refuse("header %u (%s) at offset 0x%x: %s", header->index,
                       igvm_type_name(header->type), header->offset, reason);
}

/* Where there is no RAM the host makes some, as QEMU does (backends/igvm.c, qigvm_prepare_memory). */
static void check_memory(const struct igvm_header *header, uint64_t start, uint64_t size)
{
        if (size > UINT64_MAX - start || !memory_want(gpa(start), size))
                machine_refuse("header %u (%s) at offset 0x%x: from 0x%lx on there can be no "
                               "memory of 0x%lx bytes",
                               header->index, igvm_type_name(header->type), header->offset, start,
                               size);
}

/*
 * Bits that the host knows, and the one that must be set (KVM svm/sev.c, snp_launch_start). What the security processor makes of
 * them it says at the launch.
 */
static void check_policy(struct check *check, const struct igvm_header *header)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        if (!(policy.policy & POLICY_MUST_BE_ONE))
                refuse(header, "bit 17 of the policy must be 1");
        if (policy.policy & ~(POLICY_ABI | POLICY_MUST_BE_ONE | personality.policy))
                machine_refuse(
                        "header %u (%s) at offset 0x%x: bits 0x%lx of the policy are not offered",
                        header->index, igvm_type_name(header->type), header->offset,
                        policy.policy & ~(POLICY_ABI | POLICY_MUST_BE_ONE | personality.policy));
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

static void check_required_memory(const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        check_memory(header, memory.gpa, memory.number_of_bytes);
}

/* What KVM takes from user space, in whatever way (QEMU target/i386/sev.c, check_sev_features; KVM sev_es_sync_vmsa). */
static void check_save_area(const struct igvm_header *header, const struct vmsa *vmsa)
{
        if (vmsa->vmpl != 0)
                refuse(header, "the vCPU does not start at VMPL0");
        if (!(vmsa->sev_features & SEV_FEATURE_SNP))
                refuse(header, "SEV_FEATURES lack SNP");
        if (vmsa->sev_features & ~personality.sev_features)
                machine_refuse("header %u (%s) at offset 0x%x: SEV_FEATURES 0x%lx are not offered",
                               header->index, igvm_type_name(header->type), header->offset,
                               vmsa->sev_features & ~personality.sev_features);
        if (vmsa->dr7 & ~RESET_DR7)
                refuse(header, "DR7 has breakpoints");
}

/*
 * A save area in the guest's memory is a page that is launched as it is: one of 4 KiB, private, not at a multiple of 2 MiB, with
 * the machine's features (KVM with KVM_CAP_SNP_DIRECT_VMSA; Linux tools/testing/selftests/kvm/x86/sev_direct_vmsa_test.c).
 */
static void check_direct(struct check *check, const struct igvm_header *header, uint64_t address,
                         const struct vmsa *vmsa)
{
        if (!(personality.vmsa_launch & PERSONALITY_VMSA_DIRECT))
                refuse(header, "the save area's address is not 0xfffffffff000, and this host takes "
                               "none from the guest's memory");
        if ((address & (LARGE_PAGE_SIZE - 1)) == 0)
                refuse(header, "the save area lies at a multiple of 2 MiB");
        if (!(vmsa->efer & EFER_SVME))
                refuse(header, "EFER.SVME is clear in the save area: no processor enters it");
        if (check->facts->direct)
                refuse(header, "a second save area in the guest's memory");
        check_memory(header, address, PAGE_SIZE);
        check->facts->direct = true;
}

/* KVM measures every save area that it keeps itself under an address of its own choice. */
static void check_place(struct check *check, const struct igvm_header *header, uint64_t address,
                        const struct vmsa *vmsa)
{
        if (address != VMSA_LAUNCH_GPA) {
                check_direct(check, header, address, vmsa);
                return;
        }
        if (!(personality.vmsa_launch & PERSONALITY_VMSA_LEGACY))
                refuse(header, "this host takes save areas from the guest's memory alone");
        check->has_legacy = true;
}

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
        memcpy(&vmsa, igvm_data(check->file, context.file_offset), sizeof(vmsa));
        check_save_area(header, &vmsa);
        check_place(check, header, context.gpa, &vmsa);
        if (context.vp_index != 0)
                return;
        check->has_boot_context = true;
        check->facts->sev_features = vmsa.sev_features;
}

/* What QEMU fills in (backends/igvm.c, handlers); a table has to fit in its area, whatever the offset. */
static void check_parameter(const struct check *check, const struct igvm_header *header)
{
        struct igvm_parameter parameter;
        struct igvm_parameter_area area;
        size_t entries;
        uint64_t size;

        if (header->type == IGVM_VP_COUNT || header->type == IGVM_ENVIRONMENT_INFO)
                return;
        if (header->type == IGVM_MADT) {
                size = madt_size(cpu_count);
        } else if (header->type == IGVM_MEMORY_MAP) {
                (void)machine_map(&entries);
                size = entries * sizeof(struct igvm_memory_map_entry);
        } else {
                refuse(header, "QEMU fills in no such parameter");
        }
        igvm_body(header, &parameter, sizeof(parameter));
        if (!igvm_find_area(check->file, parameter.parameter_area_index, &area) ||
            area.number_of_bytes < size)
                machine_refuse("header %u (%s) at offset 0x%x: this machine's table of %lu bytes "
                               "does not fit in its area",
                               header->index, igvm_type_name(header->type), header->offset, size);
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
                check_required_memory(header);
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
        if (check->facts->direct && check->has_legacy)
                machine_refuse("the image has save areas in the guest's memory and others");
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
        if (igvm_open(file, data, size, (enum igvm_level)personality.igvm_level, &workspace,
                      &error) != IGVM_OK) {
                (void)igvm_error_text(&error, text, sizeof(text));
                machine_refuse("%s", text);
        }
        out->mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);
        if (out->mask == 0)
                machine_refuse("the image is not for SEV-SNP");
        check_headers(&check);
}
