/*
 * lib/igvm/check_context.c - the rules of VP_CONTEXT, the start state of a virtual processor.
 *
 * What its file data is depends on the platform: an SEV save area, x86-64 registers, AArch64 registers, or VBS's list.
 */
#include "lib/igvm/check_context.h"

#include "lib/igvm/ranges.h"
#include "lib/snp/vmsa.h"

#define HIGHEST_VTL 2

struct interval {
        uint32_t first, last;
};

static bool is_in(const struct interval *intervals, size_t count, uint32_t value)
{
        for (size_t i = 0; i < count; i++)
                if (value >= intervals[i].first && value <= intervals[i].last)
                        return true;
        return false;
}

/* Names of x86-64 registers that the reference's X86Register has: HV_REGISTER_NAME of the hypervisor's interface. */
static const struct interval x64_registers[] = {
        { 0x20004, 0x20006 }, /* RSP, RBP, RSI */
        { 0x20008, 0x2000c }, /* R8 to R12 */
        { 0x20010, 0x20011 }, /* RIP, RFLAGS */
        { 0x40000, 0x40000 }, /* CR0 */
        { 0x40002, 0x40003 }, /* CR3, CR4 */
        { 0x60000, 0x60005 }, /* segments */
        { 0x60007, 0x60007 }, /* TR */
        { 0x70000, 0x70001 }, /* IDTR, GDTR */
        { 0x80001, 0x80001 }, /* EFER */
        { 0x80004, 0x80004 }, /* PAT */
        { 0x8000e, 0x8000e }, /* MTRR_DEF_TYPE */
        { 0x80010, 0x80014 }, /* MTRR_PHYS_BASE0 to 4 */
        { 0x80040, 0x80044 }, /* MTRR_PHYS_MASK0 to 4 */
        { 0x80070, 0x80071 }, /* MTRR_FIX64K_00000, MTRR_FIX16K_80000 */
        { 0x80077, 0x8007a }, /* MTRR_FIX4K_E0000 to F8000 */
};

/* The same of AArch64Register. */
static const struct interval aarch64_registers[] = {
        { 0x20000, 0x20007 }, /* X0 to X7 */
        { 0x20022, 0x20023 }, /* PC, CPSR */
        { 0x40002, 0x40002 }, /* SCTLR_EL1 */
        { 0x40005, 0x40007 }, /* TTBR0_EL1, TTBR1_EL1, TCR_EL1 */
        { 0x4000b, 0x4000c }, /* MAIR_EL1, VBAR_EL1 */
};

static bool is_known_register(const struct igvm_check *check, uint32_t name)
{
        if (check->file->extension.architecture == IGVM_ARCHITECTURE_AARCH64)
                return is_in(aarch64_registers,
                             sizeof(aarch64_registers) / sizeof(aarch64_registers[0]), name);
        return is_in(x64_registers, sizeof(x64_registers) / sizeof(x64_registers[0]), name);
}

static bool check_register(struct igvm_check *check, const struct igvm_vbs_register *vbs_register,
                           uint8_t vtl)
{
        return igvm_require(check, vbs_register->vtl == vtl && vtl <= HIGHEST_VTL,
                            IGVM_REGISTER_VTL) &&
               igvm_require(check, is_known_register(check, vbs_register->name),
                            IGVM_UNKNOWN_REGISTER) &&
               igvm_require(check,
                            igvm_is_zero(vbs_register->reserved, sizeof(vbs_register->reserved)),
                            IGVM_UNUSED_BITS);
}

/* Contexts that share their registers in the file could have a file of n bytes take n * n steps. */
static bool check_register_count(struct igvm_check *check, const struct igvm_vp_context *context,
                                 uint32_t count)
{
        const uint64_t size = sizeof(struct igvm_vbs_context) +
                              (uint64_t)count * sizeof(struct igvm_vbs_register);

        check->register_count += count;
        return igvm_require(check, count != 0, IGVM_NO_REGISTERS) &&
               igvm_require(check, igvm_in_file_data(check, context->file_offset, size),
                            IGVM_OUTSIDE_FILE_DATA) &&
               igvm_require(check,
                            check->register_count <=
                                    check->file->size / sizeof(struct igvm_vbs_register),
                            IGVM_TOO_MANY_REGISTERS);
}

/* @vtl: of all registers of the context. */
static bool check_vbs(struct igvm_check *check, const struct igvm_vp_context *context, uint8_t *vtl)
{
        const uint8_t *data = check->file->data + context->file_offset;
        struct igvm_vbs_register vbs_register;
        struct igvm_vbs_context vbs;

        memcpy(&vbs, data, sizeof(vbs));
        if (!check_register_count(check, context, vbs.register_count))
                return false;
        data += sizeof(vbs);
        *vtl = data[offsetof(struct igvm_vbs_register, vtl)];
        for (uint32_t i = 0; i < vbs.register_count; i++) {
                memcpy(&vbs_register, data + (size_t)i * sizeof(vbs_register),
                       sizeof(vbs_register));
                if (!check_register(check, &vbs_register, *vtl))
                        return false;
        }
        check->vbs_vtls |= 1u << *vtl;
        return igvm_require(check, context->vp_index == 0, IGVM_VBS_CONTEXT_INDEX) &&
               igvm_require(check, context->gpa == 0, IGVM_CONTEXT_GPA);
}

#define ATTRIBUTES_ZERO 0x0f00
#define CR4_MCE         UINT64_C(0x40) /* APM vol. 2, section 3.1.3 */
#define LARGE_PAGE      UINT64_C(0x200000)

static bool check_native(struct igvm_check *check, const struct igvm_vp_context *context,
                         uint8_t platform_type)
{
        const uint8_t *data = check->file->data + context->file_offset;
        struct igvm_native_context native;

        memcpy(&native, data, sizeof(native));
        return igvm_require(check, check->file->fixed.format_version >= 2, IGVM_CONTEXT_VERSION) &&
               igvm_require(check, context->gpa == 0, IGVM_CONTEXT_GPA) &&
               igvm_require(check,
                            igvm_is_zero(data + sizeof(native), IGVM_CONTEXT_SIZE - sizeof(native)),
                            IGVM_CONTEXT_TAIL) &&
               igvm_require(
                       check,
                       !(native.reserved[0] | native.reserved[1] |
                         ((native.code_attributes | native.data_attributes) & ATTRIBUTES_ZERO)),
                       IGVM_UNUSED_BITS) &&
               igvm_require(check, platform_type != IGVM_PLATFORM_SEV, IGVM_SEV_CONTEXT) &&
               igvm_require(check, context->vp_index == 0, IGVM_NATIVE_CONTEXT_INDEX);
}

#define FIELDS(first, last)                                                                        \
        {                                                                                          \
                offsetof(struct vmsa, first), offsetof(struct vmsa, last) +                        \
                                                      (uint32_t)sizeof(((struct vmsa *)0)->last) - \
                                                      1                                            \
        }

/* The fields that QEMU hands to KVM, ascending; any other must be zero, or the launch measures something else. */
static const struct interval qemu_fields[] = {
        FIELDS(es, tr),     FIELDS(efer, efer),   FIELDS(cr4, rip),
        FIELDS(rsp, rsp),   FIELDS(rax, rax),     FIELDS(pat, pat),
        FIELDS(rcx, rbx),   FIELDS(rbp, r15),     FIELDS(sev_features, sev_features),
        FIELDS(xcr0, xcr0), FIELDS(mxcsr, mxcsr), FIELDS(x87_fcw, x87_fcw),
};

static bool has_fields_of_qemu_only(const uint8_t *vmsa)
{
        uint32_t at = 0;

        for (size_t i = 0; i < sizeof(qemu_fields) / sizeof(qemu_fields[0]); i++) {
                if (!igvm_is_zero(vmsa + at, qemu_fields[i].first - at))
                        return false;
                at = qemu_fields[i].last + 1;
        }
        return igvm_is_zero(vmsa + at, sizeof(struct vmsa) - at);
}

/* One in the guest's memory is launched as it is; of the others QEMU and KVM make their own. */
static bool check_vmsa(struct igvm_check *check, const struct igvm_vp_context *context,
                       uint8_t platform_type)
{
        const uint8_t *data = check->file->data + context->file_offset;
        const bool in_memory = context->gpa != VMSA_LAUNCH_GPA;
        uint64_t features;
        uint64_t cr4;

        memcpy(&features, data + offsetof(struct vmsa, sev_features), sizeof(features));
        memcpy(&cr4, data + offsetof(struct vmsa, cr4), sizeof(cr4));
        return igvm_require(check, igvm_page_aligned(context->gpa), IGVM_NOT_ALIGNED) &&
               igvm_require(check,
                            igvm_is_zero(data + IGVM_VMSA_SIZE, IGVM_CONTEXT_SIZE - IGVM_VMSA_SIZE),
                            IGVM_VMSA_TAIL) &&
               igvm_require(check, !in_memory || context->gpa % LARGE_PAGE != 0, IGVM_VMSA_GPA) &&
               igvm_require(check,
                            (features & SEV_FEATURE_SNP) ==
                                    (platform_type == IGVM_PLATFORM_SEV_SNP),
                            IGVM_VMSA_FEATURES) &&
               igvm_require(check, in_memory || has_fields_of_qemu_only(data), IGVM_VMSA_FIELDS) &&
               igvm_require(check, in_memory || (cr4 & CR4_MCE), IGVM_VMSA_CR4);
}

/*
 * A save area is a page of the guest, and nothing else may be loaded there. KVM puts all of them at one address that no
 * guest has as memory.
 */
static bool add_vmsa_page(struct igvm_check *check, const struct igvm_vp_context *context,
                          uint32_t header)
{
        if (context->gpa == VMSA_LAUNCH_GPA)
                return true;
        return igvm_require(check, context->gpa <= UINT64_MAX - IGVM_PAGE_SIZE, IGVM_BAD_RANGE) &&
               igvm_add_range(check, (struct igvm_range){ .start = context->gpa,
                                                          .end = context->gpa + IGVM_PAGE_SIZE,
                                                          .mask = context->compatibility_mask,
                                                          .first_header = header,
                                                          .page_size = IGVM_PAGE_SIZE,
                                                          .space = IGVM_SPACE_MEMORY });
}

static bool add_index(struct igvm_check *check, const struct igvm_vp_context *context,
                      uint32_t header, uint8_t vtl)
{
        return igvm_add_range(check, (struct igvm_range){ .start = context->vp_index,
                                                          .end = context->vp_index + UINT64_C(1),
                                                          .mask = context->compatibility_mask,
                                                          .first_header = header,
                                                          .page_size = 1,
                                                          .space = IGVM_SPACE_VP_INDEX + vtl });
}

/* Two platforms may have the same bit, though not at every level: then the data must do for both. */
static uint64_t least_size(const struct igvm_check *check, uint32_t mask)
{
        const uint32_t *masks = check->platform_masks;
        uint32_t pages = masks[IGVM_PLATFORM_NATIVE] | masks[IGVM_PLATFORM_SEV] |
                         masks[IGVM_PLATFORM_SEV_ES] | masks[IGVM_PLATFORM_SEV_SNP] |
                         masks[IGVM_PLATFORM_CCA];

        return mask & pages ? IGVM_CONTEXT_SIZE : sizeof(struct igvm_vbs_context);
}

/* By the platform that the reference takes: the last one of this mask. False for TDX, whose processors have one start state. */
static bool find_platform(const struct igvm_check *check, uint32_t mask, uint8_t *type)
{
        if (mask == 0 || (mask & (mask - 1)) != 0 || (mask & ~check->file->platform_masks))
                return false;
        *type = check->platform_types[__builtin_ctz(mask)];
        return *type != IGVM_PLATFORM_TDX;
}

static bool check_data(struct igvm_check *check, const struct igvm_vp_context *context,
                       uint8_t platform_type, uint8_t *vtl)
{
        switch (platform_type) {
        case IGVM_PLATFORM_VSM_ISOLATION:
                return check_vbs(check, context, vtl);
        case IGVM_PLATFORM_SEV_SNP:
        case IGVM_PLATFORM_SEV_ES:
                return check_vmsa(check, context, platform_type);
        case IGVM_PLATFORM_CCA: /* the length of its registers was not to be found out */
                return true;
        default:
                return check_native(check, context, platform_type);
        }
}

bool igvm_check_context(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        uint8_t type = IGVM_PLATFORM_TDX;
        uint8_t vtl = 0;

        igvm_body(header, &context, sizeof(context));
        if (!igvm_require(check, context.reserved == 0, IGVM_UNUSED_BITS) ||
            !igvm_require(check, find_platform(check, context.compatibility_mask, &type),
                          IGVM_CONTEXT_PLATFORM) ||
            !igvm_require(check,
                          igvm_in_file_data(check, context.file_offset,
                                            least_size(check, context.compatibility_mask)),
                          IGVM_OUTSIDE_FILE_DATA) ||
            !check_data(check, &context, type, &vtl))
                return false;
        if ((type == IGVM_PLATFORM_SEV_SNP || type == IGVM_PLATFORM_SEV_ES) &&
            !add_vmsa_page(check, &context, header->index))
                return false;
        return add_index(check, &context, header->index, vtl);
}
