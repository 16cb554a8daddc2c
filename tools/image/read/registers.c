/*
 * tools/image/read/registers.c - see registers.h.
 *
 * Tables of the members of two structures, each in the order of its offsets, which is the order of output:
 * struct vmsa is the save area of APM vol. 2, table B-4 (lib/snp/vmsa.h), struct igvm_native_context
 * igvm_defs's IgvmNativeVpContextX64 (lib/igvm/format.h).
 */
#include "tools/image/read/registers.h"

#include <string.h>

#include "lib/snp/vmsa.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MEMBER(member, kind_)                                                \
        {                                                                    \
                .name = #member, .offset = offsetof(struct STATE, member),   \
                .size = sizeof(((struct STATE *)0)->member), .kind = (kind_) \
        }
#define REGISTER(member) MEMBER(member, IMAGE_FIELD_HEX)
#define NUMBER(member)   MEMBER(member, IMAGE_FIELD_NUMBER)
#define ARRAY(member)    MEMBER(member, IMAGE_FIELD_BYTES)
#define SEGMENT(member)  MEMBER(member, IMAGE_FIELD_SEGMENT)
#define ELEMENT(member, index)                                                         \
        {                                                                              \
                .name = #member #index,                                                \
                .offset = offsetof(struct STATE, member) + sizeof(uint64_t) * (index), \
                .size = sizeof(uint64_t), .kind = IMAGE_FIELD_HEX                      \
        }
#define FEATURES(member)                                                                \
        {                                                                               \
                .name = #member, .offset = offsetof(struct STATE, member),              \
                .size = sizeof(uint64_t), .kind = IMAGE_FIELD_FLAGS, .names = features, \
                .name_count = COUNT(features)                                           \
        }

_Static_assert(sizeof(((struct image_registers *)0)->bytes) >= sizeof(struct vmsa), "save area");
_Static_assert(sizeof(((struct image_registers *)0)->bytes) >= sizeof(struct igvm_native_context),
               "native context");

/* SEV_FEATURES by bit (APM vol. 2, table B-4; in SEV_STATUS two bits higher: Linux asm/msr-index.h, MSR_AMD64_SNP_). */
static const char *const features[] = {
        "SNP",
        "VTOM",
        "reflect #VC",
        "restricted injection",
        "alternate injection",
        "debug swap",
        "prevent host IBS",
        "BTB isolation",
        "VMPL SSS",
        "secure TSC",
        "VMGEXIT parameter",
        NULL,
        "IBS virtualization",
        NULL,
        "VMSA register protection",
        "SMT protection",
        "secure AVIC",
};

#define STATE vmsa_segment
static const struct image_field segment[] = {
        REGISTER(selector),
        REGISTER(attributes),
        REGISTER(limit),
        REGISTER(base),
};
#undef STATE

#define STATE vmsa
static const struct image_field save_area[] = {
        /*
         * 0x000: attributes are bits 40-47 and 52-55 of a descriptor, in 12 bits; GDTR and IDTR have limit
         * and base alone.
         */
        SEGMENT(es),
        SEGMENT(cs),
        SEGMENT(ss),
        SEGMENT(ds),
        SEGMENT(fs),
        SEGMENT(gs),
        SEGMENT(gdtr),
        SEGMENT(ldtr),
        SEGMENT(idtr),
        SEGMENT(tr),
        /* 0x0a0: pointers to shadow stacks, by privilege level. */
        ELEMENT(pl_ssp, 0),
        ELEMENT(pl_ssp, 1),
        ELEMENT(pl_ssp, 2),
        ELEMENT(pl_ssp, 3),
        REGISTER(u_cet),
        ARRAY(reserved_c8),
        /* 0x0ca: the level at which this save area runs. */
        NUMBER(vmpl),
        NUMBER(cpl),
        ARRAY(reserved_cc),
        REGISTER(efer),
        ARRAY(reserved_d8),
        REGISTER(xss),
        REGISTER(cr4),
        REGISTER(cr3),
        REGISTER(cr0),
        REGISTER(dr7),
        REGISTER(dr6),
        REGISTER(rflags),
        REGISTER(rip),
        /* 0x180: in use with debug swap (SEV_FEATURES). */
        ELEMENT(dr, 0),
        ELEMENT(dr, 1),
        ELEMENT(dr, 2),
        ELEMENT(dr, 3),
        ELEMENT(dr_mask, 0),
        ELEMENT(dr_mask, 1),
        ELEMENT(dr_mask, 2),
        ELEMENT(dr_mask, 3),
        ARRAY(reserved_1c0),
        REGISTER(rsp),
        REGISTER(s_cet),
        REGISTER(ssp),
        REGISTER(interrupt_ssp_table),
        REGISTER(rax),
        REGISTER(star),
        REGISTER(lstar),
        REGISTER(cstar),
        REGISTER(sfmask),
        REGISTER(kernel_gs_base),
        REGISTER(sysenter_cs),
        REGISTER(sysenter_esp),
        REGISTER(sysenter_eip),
        REGISTER(cr2),
        ARRAY(reserved_248),
        /* 0x268: the last fields whose offsets are those of the VMCB's save area, too. */
        REGISTER(pat),
        REGISTER(debug_control),
        REGISTER(branch_from),
        REGISTER(branch_to),
        REGISTER(last_exception_from),
        REGISTER(last_exception_to),
        ARRAY(reserved_298),
        /* 0x2e8: from here on what a VMCB has not, or has elsewhere. */
        REGISTER(pkru),
        REGISTER(tsc_aux),
        REGISTER(guest_tsc_scale),
        REGISTER(guest_tsc_offset),
        REGISTER(register_protection_nonce),
        REGISTER(rcx),
        REGISTER(rdx),
        REGISTER(rbx),
        REGISTER(reserved_320),
        REGISTER(rbp),
        REGISTER(rsi),
        REGISTER(rdi),
        REGISTER(r8),
        REGISTER(r9),
        REGISTER(r10),
        REGISTER(r11),
        REGISTER(r12),
        REGISTER(r13),
        REGISTER(r14),
        REGISTER(r15),
        ARRAY(reserved_380),
        /* 0x390: the last exit of this VMPL, which the host does not see. */
        REGISTER(exit_info1),
        REGISTER(exit_info2),
        REGISTER(exit_interrupt_info),
        REGISTER(next_rip),
        FEATURES(sev_features),
        REGISTER(virtual_interrupt),
        REGISTER(exit_code),
        REGISTER(virtual_tom),
        REGISTER(tlb_id),
        REGISTER(pcpu_id),
        REGISTER(event_injection),
        REGISTER(xcr0),
        ARRAY(reserved_3f0),
        /* 0x400: x87, SSE, and the upper halves of the YMM registers. */
        REGISTER(x87_dp),
        REGISTER(mxcsr),
        REGISTER(x87_ftw),
        REGISTER(x87_fsw),
        REGISTER(x87_fcw),
        REGISTER(x87_fop),
        REGISTER(x87_ds),
        REGISTER(x87_cs),
        REGISTER(x87_rip),
        ARRAY(x87_registers),
        ARRAY(xmm),
        ARRAY(ymm_high),
};
#undef STATE

#define STATE igvm_native_context
static const struct image_field native_context[] = {
        REGISTER(rax),
        REGISTER(rcx),
        REGISTER(rdx),
        REGISTER(rbx),
        REGISTER(rsp),
        REGISTER(rbp),
        REGISTER(rsi),
        REGISTER(rdi),
        REGISTER(r8),
        REGISTER(r9),
        REGISTER(r10),
        REGISTER(r11),
        REGISTER(r12),
        REGISTER(r13),
        REGISTER(r14),
        REGISTER(r15),
        REGISTER(rip),
        REGISTER(rflags),
        REGISTER(idtr_base),
        REGISTER(idtr_limit),
        ARRAY(reserved),
        REGISTER(gdtr_limit),
        REGISTER(gdtr_base),
        /* One descriptor for CS, one for DS, ES, FS, GS and SS. */
        REGISTER(code_selector),
        REGISTER(code_attributes),
        REGISTER(code_base),
        REGISTER(code_limit),
        REGISTER(data_selector),
        REGISTER(data_attributes),
        REGISTER(data_base),
        REGISTER(data_limit),
        REGISTER(gs_base),
        REGISTER(cr0),
        REGISTER(cr3),
        REGISTER(cr4),
        REGISTER(efer),
};
#undef STATE

const struct image_layout image_segment_layout = { segment, COUNT(segment),
                                                   sizeof(struct vmsa_segment) };
const struct image_layout image_vmsa_layout = { save_area, COUNT(save_area), sizeof(struct vmsa) };
const struct image_layout image_native_layout = { native_context, COUNT(native_context),
                                                  sizeof(struct igvm_native_context) };

/* The bytes from there to the end of the file, whatever the reader saw to: it looks at what the type reads only. */
static const uint8_t *rest_of_file(const struct igvm_file *file, uint32_t file_offset, size_t *size)
{
        *size = file_offset != 0 && file_offset < file->size ? file->size - file_offset : 0;
        return *size ? file->data + file_offset : NULL;
}

/*
 * VSM isolation: a count, then that many registers of 32 bytes (lib/igvm/format.h). A count for which the
 * file has not the bytes is cut, since the reader may have stopped before it looked.
 */
static void take_list(const uint8_t *data, size_t size, struct image_registers *out)
{
        struct igvm_vbs_context head = { 0 };
        size_t most;

        if (size < sizeof(head))
                return;
        memcpy(&head, data, sizeof(head));
        most = (size - sizeof(head)) / sizeof(struct igvm_vbs_register);
        out->form = "vbs";
        out->list = data + sizeof(head);
        out->list_count = head.register_count < most ? head.register_count : (uint32_t)most;
        out->file_size =
                (uint32_t)(sizeof(head) + out->list_count * sizeof(struct igvm_vbs_register));
}

/* The file may end in the middle of the state: what is missing stays zero. */
static void take_registers(const char *form, const struct image_layout *layout, const uint8_t *data,
                           size_t size, struct image_registers *out)
{
        if (size > layout->size)
                size = layout->size;
        out->form = form;
        out->layout = layout;
        if (data)
                memcpy(out->bytes, data, size);
        out->file_size = (uint32_t)size;
}

/* A header that is for several platforms is taken for the first of them in this order. */
void image_registers(const struct igvm_file *file, const struct image_platforms *platforms,
                     const struct igvm_vp_context *context, struct image_registers *out)
{
        const uint32_t *masks = platforms->masks;
        uint32_t mask = context->compatibility_mask;
        size_t size;
        const uint8_t *data = rest_of_file(file, context->file_offset, &size);

        *out = (struct image_registers){ 0 };
        if (mask & (masks[IGVM_PLATFORM_SEV_SNP] | masks[IGVM_PLATFORM_SEV_ES]))
                take_registers("vmsa", &image_vmsa_layout, data, size, out);
        else if (mask & (masks[IGVM_PLATFORM_NATIVE] | masks[IGVM_PLATFORM_SEV]))
                take_registers("native", &image_native_layout, data, size, out);
        else if (mask & masks[IGVM_PLATFORM_VSM_ISOLATION])
                take_list(data, size, out);
}
