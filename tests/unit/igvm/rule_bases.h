/* tests/unit/igvm/rule_bases.h - right files, of which those that break a rule are made. */
#ifndef TESTS_UNIT_IGVM_RULE_BASES_H
#define TESTS_UNIT_IGVM_RULE_BASES_H

#include "tests/unit/igvm/file_builder.h"

/* Headers that are changed. */
enum base_header {
        BASE_PLATFORM_NATIVE,
        BASE_PLATFORM_SNP,
        BASE_POLICY,
        BASE_POLICY_NATIVE,
        BASE_CCA_POLICY,
        BASE_RELOCATABLE,
        BASE_PAGE_TABLES,
        BASE_AREA,
        BASE_VP_COUNT,
        BASE_MEMORY_MAP,
        BASE_INSERT,
        BASE_MEMORY,
        BASE_ID_BLOCK,
        BASE_PAGE,
        BASE_PAGE_NATIVE,
        BASE_CONTEXT,
        BASE_HEADERS,
};

#define BASE_MASK_SNP    1u /* of VBS and CCA, too, in the files that are for them */
#define BASE_MASK_NATIVE 2u
#define BASE_AREA_INDEX  7
#define BASE_AREA_SIZE   0x2000
#define BASE_INSERT_GPA  0x200000
#define BASE_PAGE_GPA    0x100000
#define BASE_TABLES_GPA  0x600000

struct base {
        struct file_builder builder;
        size_t at[BASE_HEADERS]; /* of the body among the headers */
        size_t context_at;       /* of the start state's bytes among the data */
};

/* More headers of a case, put where their section ends. */
struct base_hooks {
        void (*initialization)(struct base *base);
        void (*directives)(struct base *base);
};

/* Native and SEV-SNP, with what QEMU loads. */
struct base base_x64(const struct base_hooks *hooks);
/* Native and VBS, with regions to relocate. */
struct base base_vbs(const struct base_hooks *hooks);
/* CCA and VBS. */
struct base base_cca(const struct base_hooks *hooks);
/* SEV-SNP, and nothing that a hook does not add. */
struct base base_bare(const struct base_hooks *hooks);

/* Overwrites @size bytes at @offset in a body. */
void base_patch(struct base *base, enum base_header header, size_t offset, uint64_t value,
                size_t size);

/* Appends a VP_CONTEXT. */
void base_context(struct base *base, uint32_t mask, uint64_t gpa, uint32_t file_offset,
                  uint16_t vp_index);

/* Appends data of a VBS context: @count registers, of the names and VTLs given. */
uint32_t base_registers(struct base *base, const uint32_t *names, const uint8_t *vtls,
                        uint32_t count);

#endif
