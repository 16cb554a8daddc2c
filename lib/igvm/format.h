/*
 * lib/igvm/format.h - the Independent Guest Virtual Machine file as it lies on disk.
 *
 * A fixed header, a section of variable headers, file data; all integers little-endian. Each variable
 * header is {type, length, body}, begins 8-aligned, and its length leaves out the padding. Names follow
 * the igvm_defs crate of github.com/microsoft/igvm, which is the format's description.
 */
#ifndef LIB_IGVM_FORMAT_H
#define LIB_IGVM_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define IGVM_MAGIC            UINT32_C(0x4d564749) /* "IGVM" */
#define IGVM_HEADER_ALIGNMENT 8
#define IGVM_PAGE_SIZE        4096
#define IGVM_LARGE_PAGE_SIZE  0x200000

/* The fixed header of format version 1; version 2 appends struct igvm_fixed_header_extension. */
struct igvm_fixed_header {
        uint32_t magic;
        uint32_t format_version;
        uint32_t variable_header_offset; /* from the start of the file, 8-aligned */
        uint32_t variable_header_size;   /* bytes, padding included */
        uint32_t total_file_size;
        uint32_t checksum; /* CRC-32 of the fixed header (with 0 here) and the variable headers */
};
_Static_assert(sizeof(struct igvm_fixed_header) == 24, "IGVM fixed header");

enum igvm_architecture {
        IGVM_ARCHITECTURE_X64 = 0,
        IGVM_ARCHITECTURE_AARCH64 = 1,
};

/* IGVM_FIXED_HEADER_V2, behind the fields of version 1. */
struct igvm_fixed_header_extension {
        uint32_t architecture; /* enum igvm_architecture */
        uint32_t page_size;    /* bytes */
};
_Static_assert(sizeof(struct igvm_fixed_header_extension) == 8, "IGVM fixed header v2");

/* IGVM_VHS_VARIABLE_HEADER; the body follows. */
struct igvm_variable_header {
        uint32_t type;   /* enum igvm_header_type, with IGVM_TYPE_OPTIONAL */
        uint32_t length; /* of the body, without padding */
};
_Static_assert(sizeof(struct igvm_variable_header) == 8, "IGVM variable header");

#define IGVM_TYPE_OPTIONAL UINT32_C(0x80000000) /* who does not know the type may skip the header */

/* The three sections of variable headers, by range of type; a file never goes back to an earlier one. */
#define IGVM_FIRST_PLATFORM       0x1
#define IGVM_LAST_PLATFORM        0x100
#define IGVM_FIRST_INITIALIZATION 0x101
#define IGVM_LAST_INITIALIZATION  0x200
#define IGVM_FIRST_DIRECTIVE      0x301
#define IGVM_LAST_DIRECTIVE       0x400

enum igvm_header_type {
        IGVM_SUPPORTED_PLATFORM = 0x1,
        IGVM_GUEST_POLICY = 0x101,
        IGVM_RELOCATABLE_REGION = 0x102,
        IGVM_PAGE_TABLE_RELOCATION = 0x103,
        IGVM_CORIM_DOCUMENT = 0x104,
        IGVM_CORIM_SIGNATURE = 0x105,
        IGVM_CCA_POLICY = 0x106,
        IGVM_PARAMETER_AREA = 0x301,
        IGVM_PAGE_DATA = 0x302,
        IGVM_PARAMETER_INSERT = 0x303,
        IGVM_VP_CONTEXT = 0x304,
        IGVM_REQUIRED_MEMORY = 0x305,
        IGVM_VP_COUNT = 0x307, /* struct igvm_parameter, like all that the host fills in */
        IGVM_SRAT = 0x308,
        IGVM_MADT = 0x309,
        IGVM_MMIO_RANGES = 0x30a,
        IGVM_SNP_ID_BLOCK = 0x30b,
        IGVM_MEMORY_MAP = 0x30c,
        IGVM_ERROR_RANGE = 0x30d,
        IGVM_COMMAND_LINE = 0x30e,
        IGVM_SLIT = 0x30f,
        IGVM_PPTT = 0x310,
        IGVM_VBS_MEASUREMENT = 0x311,
        IGVM_DEVICE_TREE = 0x312,
        IGVM_ENVIRONMENT_INFO = 0x313,
};

enum igvm_platform_type {
        IGVM_PLATFORM_NATIVE = 0,
        IGVM_PLATFORM_VSM_ISOLATION = 1,
        IGVM_PLATFORM_SEV_SNP = 2,
        IGVM_PLATFORM_TDX = 3,
        IGVM_PLATFORM_SEV = 4,
        IGVM_PLATFORM_SEV_ES = 5,
        IGVM_PLATFORM_CCA = 6,
};

/*
 * A platform that the file can be loaded on. Headers with a compatibility mask are for the platforms whose
 * bit they have.
 */
struct igvm_supported_platform {
        uint32_t compatibility_mask; /* exactly one bit */
        uint8_t highest_vtl;
        uint8_t platform_type; /* enum igvm_platform_type */
        uint16_t platform_version;
        uint64_t shared_gpa_boundary; /* 0: none */
};
_Static_assert(sizeof(struct igvm_supported_platform) == 16, "IGVM supported platform");

/* IGVM_VHS_GUEST_POLICY: what the launch is to be told about the guest. */
struct igvm_guest_policy {
        uint64_t policy; /* SEV-SNP: the guest policy of the launch */
        uint32_t compatibility_mask;
        uint32_t reserved;
};
_Static_assert(sizeof(struct igvm_guest_policy) == 16, "IGVM guest policy");

/* What a realm of Arm CCA must be measured with; attributes are required to be zero or one. */
struct igvm_cca_policy {
        uint32_t compatibility_mask;
        uint32_t reserved;
        uint64_t attributes_required_zeroes;
        uint64_t attributes_required_ones;
        uint8_t hash_algorithm;
        uint8_t lfa_policy; /* live firmware activation */
        uint8_t reserved2[6];
};
_Static_assert(sizeof(struct igvm_cca_policy) == 32, "IGVM CCA policy");

enum igvm_relocatable_flags {
        IGVM_RELOCATABLE_IS_VTL2 = 1 << 0,
        IGVM_RELOCATABLE_APPLY_RIP = 1 << 1, /* move the processor's RIP along */
        IGVM_RELOCATABLE_APPLY_GDTR = 1 << 2,
};

/* IGVM_VHS_RELOCATABLE_REGION: memory that a loader may put elsewhere, between two addresses and with an alignment. */
struct igvm_relocatable_region {
        uint32_t compatibility_mask;
        uint16_t vp_index;
        uint8_t vtl;
        uint8_t flags; /* enum igvm_relocatable_flags */
        uint64_t relocation_alignment;
        uint64_t relocation_region_gpa;
        uint64_t relocation_region_size;
        uint64_t minimum_relocation_gpa;
        uint64_t maximum_relocation_gpa;
};
_Static_assert(sizeof(struct igvm_relocatable_region) == 48, "IGVM relocatable region");

/* IGVM_VHS_PAGE_TABLE_RELOCATION: page tables that a loader has to adjust when it moves a region. */
struct igvm_page_table_relocation {
        uint32_t compatibility_mask;
        uint16_t vp_index;
        uint8_t vtl;
        uint8_t reserved;
        uint64_t gpa;
        uint64_t size;
        uint64_t used_size;
};
_Static_assert(sizeof(struct igvm_page_table_relocation) == 32, "IGVM page table relocation");

/* A CoRIM document or its signature: bytes in the file data. */
struct igvm_corim {
        uint32_t compatibility_mask;
        uint32_t file_offset;
        uint32_t size_bytes;
        uint32_t reserved;
};
_Static_assert(sizeof(struct igvm_corim) == 16, "IGVM CoRIM");

/* A buffer that the host fills with parameters and then puts into the guest, unmeasured. */
struct igvm_parameter_area {
        uint64_t number_of_bytes; /* page-aligned */
        uint32_t parameter_area_index;
        uint32_t file_offset; /* initial contents; 0: zeros */
};
_Static_assert(sizeof(struct igvm_parameter_area) == 16, "IGVM parameter area");

enum igvm_page_data_flags {
        IGVM_PAGE_IS_2MB = 1 << 0,
        IGVM_PAGE_UNMEASURED = 1 << 1,
        IGVM_PAGE_SHARED = 1 << 2,
};

enum igvm_page_data_type {
        IGVM_PAGE_NORMAL = 0,
        IGVM_PAGE_SECRETS = 1,
        IGVM_PAGE_CPUID_DATA = 2,
        IGVM_PAGE_CPUID_XF = 3,
};

/* IGVM_VHS_PAGE_DATA: a page of 4 KiB or 2 MiB, and what it holds. */
struct igvm_page_data {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t file_offset; /* 0: a page of zeros */
        uint32_t flags;       /* enum igvm_page_data_flags */
        uint16_t data_type;   /* enum igvm_page_data_type */
        uint16_t reserved;
};
_Static_assert(sizeof(struct igvm_page_data) == 24, "IGVM page data");

/* IGVM_VHS_PARAMETER_INSERT: puts an area into the guest; it cannot be filled further. */
struct igvm_parameter_insert {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t parameter_area_index;
};
_Static_assert(sizeof(struct igvm_parameter_insert) == 16, "IGVM parameter insert");

/* The start state of a virtual processor; its body is 20 bytes, which C would pad. */
struct __attribute__((packed)) igvm_vp_context {
        uint64_t gpa; /* SEV-SNP: where the save area lies, or VMSA_LAUNCH_GPA */
        uint32_t compatibility_mask;
        uint32_t file_offset; /* SEV-SNP: the VMSA */
        uint16_t vp_index;
        uint16_t reserved;
};
_Static_assert(sizeof(struct igvm_vp_context) == 20, "IGVM VP context");

#define IGVM_MEMORY_VTL2_PROTECTABLE UINT32_C(1)

/* IGVM_VHS_REQUIRED_MEMORY: RAM that must be there; SEV-SNP: private and not validated. */
struct igvm_required_memory {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t number_of_bytes;
        uint32_t flags;
        uint32_t reserved;
};
_Static_assert(sizeof(struct igvm_required_memory) == 24, "IGVM required memory");

/* Where in a parameter area the host deposits one parameter. */
struct igvm_parameter {
        uint32_t parameter_area_index;
        uint32_t byte_offset;
};
_Static_assert(sizeof(struct igvm_parameter) == 8, "IGVM parameter");

/* IGVM_VHS_SNP_ID_BLOCK and its parts: what lib/snp/id_block.h has, without most reserved bytes, and no policy of its own. */
struct igvm_snp_signature {
        uint8_t r[72]; /* little-endian */
        uint8_t s[72];
};
struct igvm_snp_public_key {
        uint32_t curve; /* 2: P-384 */
        uint32_t reserved;
        uint8_t qx[72];
        uint8_t qy[72];
};
struct igvm_snp_id_block {
        uint32_t compatibility_mask;
        uint8_t author_key_enabled;
        uint8_t reserved[3];
        uint8_t launch_digest[48];
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t version;
        uint32_t guest_svn;
        uint32_t id_key_algorithm;
        uint32_t author_key_algorithm;
        struct igvm_snp_signature id_key_signature;
        struct igvm_snp_public_key id_public_key;
        struct igvm_snp_signature author_key_signature;
        struct igvm_snp_public_key author_public_key;
};
_Static_assert(offsetof(struct igvm_snp_id_block, id_public_key) == 248, "IGVM ID block key");
_Static_assert(sizeof(struct igvm_snp_id_block) == 696, "IGVM SNP ID block");

/* IGVM_VHS_VBS_MEASUREMENT: what Hyper-V's VBS is to measure, signed. */
struct igvm_vbs_measurement {
        uint32_t compatibility_mask;
        uint32_t version;
        uint32_t product_id;
        uint32_t module_id;
        uint32_t security_version;
        uint32_t policy_flags;
        uint32_t boot_digest_algorithm;
        uint32_t signing_algorithm;
        uint8_t boot_measurement_digest[64];
        uint8_t signature[256];
        uint8_t public_key[512];
};
_Static_assert(sizeof(struct igvm_vbs_measurement) == 864, "IGVM VBS measurement");

/* IGVM_VHS_ERROR_RANGE: where the guest leaves a text for its host if it cannot start. */
struct igvm_error_range {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t size_bytes;
};
_Static_assert(sizeof(struct igvm_error_range) == 16, "IGVM error range");

/* What the host writes for IGVM_MEMORY_MAP: an array, sorted, ended by an entry without pages. */
enum igvm_memory_type {
        IGVM_MEMORY_NORMAL = 0,
        IGVM_MEMORY_PLATFORM_RESERVED = 1,
        IGVM_MEMORY_PERSISTENT = 2,
        IGVM_MEMORY_VTL2_PROTECTABLE_TYPE = 3,
        IGVM_MEMORY_SPECIFIC_PURPOSE = 4,
        IGVM_MEMORY_HIDDEN = 5,
};
struct igvm_memory_map_entry {
        uint64_t starting_gpa_page_number;
        uint64_t number_of_pages;
        uint16_t entry_type; /* enum igvm_memory_type */
        uint16_t flags;
        uint32_t reserved;
};
_Static_assert(sizeof(struct igvm_memory_map_entry) == 24, "IGVM memory map entry");

/* What the host writes for IGVM_MMIO_RANGES: two of these. */
struct igvm_memory_range {
        uint64_t starting_gpa_page_number;
        uint64_t number_of_pages;
};
_Static_assert(sizeof(struct igvm_memory_range) == 16, "IGVM memory range");
#define IGVM_MMIO_RANGES_SIZE (2 * sizeof(struct igvm_memory_range))

/*
 * Bytes that IGVM_VP_CONTEXT's file_offset leads to: a page, of which an SEV save area (lib/snp/vmsa.h) or the registers
 * of struct igvm_native_context are the start; VBS has a list of registers instead.
 */
#define IGVM_CONTEXT_SIZE IGVM_PAGE_SIZE
#define IGVM_VMSA_SIZE    0x670

/* x86-64 registers for platforms without a save area: native and SEV. Others have the values of reset. */
struct igvm_native_context {
        uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
        uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
        uint64_t rip, rflags;
        uint64_t idtr_base;
        uint16_t idtr_limit;
        uint16_t reserved[2];
        uint16_t gdtr_limit;
        uint64_t gdtr_base;
        uint16_t code_selector;
        uint16_t code_attributes; /* bits 8 to 11 are zero */
        uint32_t code_base;
        uint32_t code_limit;
        uint16_t data_selector; /* for DS, ES, FS, GS and SS */
        uint16_t data_attributes;
        uint32_t data_base;
        uint32_t data_limit;
        uint64_t gs_base;
        uint64_t cr0, cr3, cr4, efer;
};
_Static_assert(offsetof(struct igvm_native_context, rip) == 128, "IGVM native context rip");
_Static_assert(offsetof(struct igvm_native_context, idtr_base) == 144, "IGVM native context idtr");
_Static_assert(offsetof(struct igvm_native_context, gdtr_limit) == 158, "IGVM native context gdtr");
_Static_assert(offsetof(struct igvm_native_context, gdtr_base) == 160, "IGVM native context gdtr");
_Static_assert(offsetof(struct igvm_native_context, code_base) == 172, "IGVM native context cs");
_Static_assert(offsetof(struct igvm_native_context, data_selector) == 180,
               "IGVM native context ds");
_Static_assert(offsetof(struct igvm_native_context, gs_base) == 192, "IGVM native context gs");
_Static_assert(offsetof(struct igvm_native_context, cr0) == 200, "IGVM native context cr0");
_Static_assert(sizeof(struct igvm_native_context) == 232, "IGVM native context");
#define IGVM_NATIVE_CONTEXT_SIZE sizeof(struct igvm_native_context)

/* A VBS context: a count, then that many registers. Packed: they follow each other at any alignment. */
struct igvm_vbs_context {
        uint32_t register_count;
};
struct __attribute__((packed)) igvm_vbs_register {
        uint8_t vtl;
        uint32_t name; /* of the hypervisor's interface: HV_REGISTER_NAME */
        uint8_t reserved[11];
        uint8_t value[16];
};
_Static_assert(sizeof(struct igvm_vbs_register) == 32, "IGVM VBS register");

/* What the host writes for IGVM_ENVIRONMENT_INFO: 32 bits. */
#define IGVM_ENVIRONMENT_MEMORY_IS_SHARED UINT32_C(1)

#endif
