/*
 * tools/image/build/parts/context.c - the text of --parts: start states of processors.
 *
 * Registers have the names that `cashew image dump` prints, and the values of a reset processor unless the text says others.
 */
#include <string.h>

#include "lib/snp/reset.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "tools/image/build/parts/context.h"
#include "tools/image/build/parts/file.h"
#include "tools/image/read/registers.h"

/*
 * A save area as a reset leaves it (APM vol. 2, table 14-1): real mode, and CS's base and RIP together are
 * 0xfffffff0. CR4 has MCE, which KVM sets and measures in any case (svm_set_cr4()). SEV_FEATURES has bit 0, SNPActive, for SEV-SNP only; what else is wanted of it, the text must
 * say.
 */
static struct vmsa reset_vmsa(bool snp)
{
        const struct vmsa_segment data = { 0, SEGMENT_DATA_16, RESET_LIMIT, 0 };

        return (struct vmsa){
                .es = data,
                .cs = { RESET_CODE_SELECTOR, SEGMENT_CODE_16, RESET_LIMIT, RESET_CODE_BASE },
                .ss = data,
                .ds = data,
                .fs = data,
                .gs = data,
                .gdtr = { .limit = RESET_LIMIT },
                .ldtr = { .attributes = SEGMENT_LDT, .limit = RESET_LIMIT },
                .idtr = { .limit = RESET_LIMIT },
                .tr = { .attributes = SEGMENT_TSS_BUSY, .limit = RESET_LIMIT },
                .efer = EFER_SVME, /* VMRUN demands it (APM vol. 2, section 15.5.1) */
                .cr4 = CR4_MCE,
                .cr0 = RESET_CR0,
                .dr6 = RESET_DR6,
                .dr7 = RESET_DR7,
                .rflags = RFLAGS_FIXED,
                .rip = RESET_RIP,
                .pat = RESET_PAT,
                .sev_features = snp ? SEV_FEATURE_SNP : 0,
                .xcr0 = RESET_XCR0,
                .mxcsr = RESET_MXCSR,
                .x87_fcw = RESET_FCW,
        };
}

/*
 * The same as IgvmNativeVpContextX64 (igvm_defs), which has one descriptor for all data segments and neither
 * TR, LDTR, debug registers nor XCR0.
 */
static struct igvm_native_context reset_native(void)
{
        return (struct igvm_native_context){
                .rip = RESET_RIP,
                .rflags = RFLAGS_FIXED,
                .idtr_limit = RESET_LIMIT,
                .gdtr_limit = RESET_LIMIT,
                .code_selector = RESET_CODE_SELECTOR,
                .code_attributes = SEGMENT_CODE_16,
                .code_base = RESET_CODE_BASE,
                .code_limit = RESET_LIMIT,
                .data_attributes = SEGMENT_DATA_16,
                .data_limit = RESET_LIMIT,
                .cr0 = RESET_CR0,
        };
}

/* Registers of @layout that lie at @bytes. */
struct registers {
        const struct image_layout *layout;
        uint8_t *bytes;
};

/* Arrays are reserved, or too long to be written as a number. */
static const struct image_field *find_register(const struct image_layout *layout,
                                               const yaml_node_t *key)
{
        for (size_t i = 0; i < layout->count; i++)
                if (layout->fields[i].kind != IMAGE_FIELD_BYTES &&
                    strncmp(layout->fields[i].name, "reserved", strlen("reserved")) != 0 &&
                    source_is(key, layout->fields[i].name))
                        return &layout->fields[i];
        return NULL;
}

/* A field has 1, 2, 4 or 8 bytes. A number that does not fit is refused, never cut. */
static bool take_number(struct image_parts *parts, const struct image_field *field,
                        const yaml_node_t *node, uint8_t *bytes)
{
        uint64_t most = field->size == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * field->size) - 1;
        uint64_t value;

        if (!source_number64(&parts->source, node, field->name, most, &value))
                return false;
        memcpy(bytes + field->offset, &value, field->size); /* little-endian, as the file is */
        return true;
}

/*
 * SEV_FEATURES as a number, for bits without a word, or as a list of words. Words' bits end with 15, SMT
 * protection, so the 32 that source_flags() has are enough.
 */
static bool take_features(struct image_parts *parts, const struct image_field *field,
                          yaml_node_t *node, uint8_t *bytes)
{
        static const struct word features[] = {
                { "snp", (uint32_t)SEV_FEATURE_SNP },
                { "vtom", (uint32_t)SEV_FEATURE_VTOM },
                { "reflect-vc", (uint32_t)SEV_FEATURE_REFLECT_VC },
                { "restricted-injection", (uint32_t)SEV_FEATURE_RESTRICTED_INJECTION },
                { "alternate-injection", (uint32_t)SEV_FEATURE_ALTERNATE_INJECTION },
                { "debug-swap", (uint32_t)SEV_FEATURE_DEBUG_SWAP },
                { "prevent-host-ibs", (uint32_t)SEV_FEATURE_PREVENT_HOST_IBS },
                { "btb-isolation", (uint32_t)SEV_FEATURE_BTB_ISOLATION },
                { "secure-tsc", (uint32_t)SEV_FEATURE_SECURE_TSC },
                { "vmsa-reg-prot", (uint32_t)SEV_FEATURE_VMSA_REG_PROT },
                { "smt-protection", (uint32_t)SEV_FEATURE_SMT_PROTECTION },
        };
        uint64_t value;
        uint32_t flags;

        if (node->type == YAML_SCALAR_NODE)
                return take_number(parts, field, node, bytes);
        if (!source_flags(&parts->source, node, field->name, WORDS(features), &flags))
                return false;
        value = flags;
        memcpy(bytes + field->offset, &value, field->size);
        return true;
}

static bool take_registers(struct image_parts *parts, yaml_node_t *node,
                           const struct registers *registers);

/* A segment is four registers of its own, SEV_FEATURES may be words, all others are numbers. */
static bool take_register(struct image_parts *parts, const struct image_field *field,
                          yaml_node_t *node, uint8_t *bytes)
{
        const struct registers segment = { &image_segment_layout, bytes + field->offset };

        switch (field->kind) {
        case IMAGE_FIELD_SEGMENT:
                return take_registers(parts, node, &segment);
        case IMAGE_FIELD_FLAGS:
                return take_features(parts, field, node, bytes);
        default:
                return take_number(parts, field, node, bytes);
        }
}

/* libyaml lets a key be there twice; of two values for a register one would silently be lost. */
static bool is_repeated(struct image_parts *parts, const yaml_node_t *node,
                        const yaml_node_pair_t *pair)
{
        const yaml_node_t *key = yaml_document_get_node(&parts->source.document, pair->key);

        for (const yaml_node_pair_t *earlier = node->data.mapping.pairs.start; earlier < pair;
             earlier++)
                if (source_is(yaml_document_get_node(&parts->source.document, earlier->key),
                              source_text(key)))
                        return true;
        return false;
}

/* Segments have registers of their own, and those no segments: no deeper than that. */
static bool take_registers(struct image_parts *parts, yaml_node_t *node,
                           const struct registers *registers)
{
        struct source *source = &parts->source;
        bool good = true;

        if (node->type != YAML_MAPPING_NODE)
                return source_unexpected(source, node, "registers", "a mapping of registers");
        for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top; pair++) {
                const yaml_node_t *key = yaml_document_get_node(&source->document, pair->key);
                yaml_node_t *value = yaml_document_get_node(&source->document, pair->value);
                const struct image_field *field = find_register(registers->layout, key);

                if (!field)
                        good = source_unexpected(source, key, "registers",
                                                 "a register of this kind of state, or of a "
                                                 "segment selector, attributes, limit or base");
                else if (is_repeated(parts, node, pair))
                        good = source_fault(source, key,
                                            "registers: found \"%s\" twice; expected it once",
                                            field->name);
                else
                        good &= take_register(parts, field, value, registers->bytes);
        }
        return good;
}

/* One entry, read. */
struct context_entry {
        yaml_node_t *node, *registers, *file;
        uint32_t type; /* enum igvm_platform_type */
        struct image_item item;
        struct igvm_vp_context body;
};

/*
 * Which form a state has depends on the platform (igvm_defs, IGVM_VHS_VP_CONTEXT): a VMSA, registers, or a
 * list of them.
 */
static bool has_save_area(uint32_t type)
{
        return type == IGVM_PLATFORM_SEV_SNP || type == IGVM_PLATFORM_SEV_ES;
}

/*
 * Registers that the text does not name are those of reset. The state is a whole page, with zeros behind the
 * registers: so the security processor gets a VMSA (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE).
 */
static bool make_state(struct image_parts *parts, struct context_entry *entry)
{
        const struct vmsa vmsa = reset_vmsa(entry->type == IGVM_PLATFORM_SEV_SNP);
        const struct igvm_native_context native = reset_native();
        uint8_t *bytes = source_memory(&parts->source, IGVM_CONTEXT_SIZE);
        struct registers registers = { &image_native_layout, bytes };

        if (has_save_area(entry->type)) {
                registers.layout = &image_vmsa_layout;
                memcpy(bytes, &vmsa, sizeof(vmsa));
        } else if (entry->type == IGVM_PLATFORM_NATIVE || entry->type == IGVM_PLATFORM_SEV) {
                memcpy(bytes, &native, sizeof(native));
        } else {
                return source_fault(&parts->source, entry->node,
                                    "contexts: found no file; expected one, since registers can "
                                    "be given for native, sev, sev-es and sev-snp only");
        }
        entry->item.data = bytes;
        entry->item.size = IGVM_CONTEXT_SIZE;
        return !entry->registers || take_registers(parts, entry->registers, &registers);
}

/* A page, except for VSM isolation's list of registers. */
static bool take_state(struct image_parts *parts, struct context_entry *entry)
{
        const struct image_part_file *file;

        if (!image_parts_file(parts, entry->file, &file))
                return false;
        if (file->file.size == 0 ||
            (entry->type != IGVM_PLATFORM_VSM_ISOLATION && file->file.size > IGVM_CONTEXT_SIZE))
                return source_unexpected(&parts->source, entry->file, "file",
                                         "a file of 1 to %d bytes", IGVM_CONTEXT_SIZE);
        entry->item.size = file->file.size;
        if (entry->type != IGVM_PLATFORM_VSM_ISOLATION)
                entry->item.size = IGVM_CONTEXT_SIZE;
        entry->item.data = image_parts_padded(parts, entry->file, file->file.data, file->file.size,
                                              entry->item.size);
        return entry->item.data != NULL;
}

/*
 * The one platform that the entry is for: a mask of several bits is no platform's, since one state cannot
 * have two forms.
 */
static bool find_platform(struct image_parts *parts, struct context_entry *entry)
{
        for (uint32_t type = 0; type <= IGVM_PLATFORM_CCA; type++) {
                if (parts->masks[type] == entry->item.mask) {
                        entry->type = type;
                        return true;
                }
        }
        return source_fault(&parts->source, entry->node,
                            "platforms: found several; expected one for a start state");
}

/*
 * Without `vp` it is processor 0. Without `gpa` a save area is where KVM demands it, at 0xfffffffff000;
 * registers have no place in memory, and 0 in the header.
 */
bool image_parts_context(struct image_parts *parts, yaml_node_t *node)
{
        struct context_entry entry = { .node = node, .item = { .type = IGVM_VP_CONTEXT } };
        yaml_node_t *platforms, *vp, *gpa;
        const struct field fields[] = {
                { "platforms", &platforms, false },
                { "vp", &vp, false },
                { "gpa", &gpa, false },
                { "file", &entry.file, false },
                { "registers", &entry.registers, false },
        };
        struct source *source = &parts->source;
        uint32_t index = 0;
        uint64_t address;

        if (!source_fields(source, node, "contexts", FIELDS(fields)) ||
            !image_parts_mask(parts, platforms, &entry.item.mask) || !find_platform(parts, &entry))
                return false;
        address = has_save_area(entry.type) ? VMSA_LAUNCH_GPA : 0;
        if ((vp && !source_number(source, vp, "vp", 0, UINT16_MAX, &index)) ||
            (gpa && !source_number64(source, gpa, "gpa", UINT64_MAX, &address)))
                return false;
        if (entry.file && entry.registers)
                return source_fault(source, node,
                                    "contexts: found a file and registers; expected one of them");
        entry.body.gpa = address;
        entry.body.vp_index = (uint16_t)index;
        return (entry.file ? take_state(parts, &entry) : make_state(parts, &entry)) &&
               image_parts_add(parts, node, entry.item, &entry.body);
}
