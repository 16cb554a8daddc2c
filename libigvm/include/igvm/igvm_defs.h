/*
 * igvm/igvm_defs.h - structures and numbers of IGVM files, by the names that C programs know them by.
 *
 * Names, numbers and layouts follow the igvm_defs crate of github.com/microsoft/igvm, version 0.5, as its build turns it
 * into C. All integers are little-endian. What each field means is said in docs/igvm.md of this project.
 */
#ifndef IGVM_DEFS_H
#define IGVM_DEFS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * An enumeration that is stored in fewer bits than int: the name is an integer of the right size. C keeps names of
 * enumerations apart from other types; C++ does not, so there the enumeration itself has no name.
 */
#ifdef __cplusplus
#define IGVM_ENUM(name, type) \
        typedef type name;    \
        enum
#else
#define IGVM_ENUM(name, type) \
        typedef type name;    \
        enum name
#endif

#define IGVM_FORMAT_VERSION_1 1
#define IGVM_FORMAT_VERSION_2 2

#define IGVM_PAGE_SIZE_4K 4096

#define IGVM_VHT_OPTIONAL_BIT 0x80000000u

#define IGVM_NATIVE_PLATFORM_VERSION        1
#define IGVM_VSM_ISOLATION_PLATFORM_VERSION 1
#define IGVM_SEV_SNP_PLATFORM_VERSION       1
#define IGVM_TDX_PLATFORM_VERSION           1
#define IGVM_SEV_PLATFORM_VERSION           1
#define IGVM_SEV_ES_PLATFORM_VERSION        1
#define IGVM_CCA_PLATFORM_VERSION           1

/* Bits of IGVM_VHS_CCA_POLICY's attributes. */
#define CCA_POLICY_ATTR_DEBUG (1 << 0)
#define CCA_POLICY_ATTR_MEC   (1 << 1)

/* Bits of IGVM_VHS_RELOCATABLE_REGION's flags. */
#define IGVM_VHF_RELOCATABLE_REGION_IS_VTL2    1
#define IGVM_VHF_RELOCATABLE_REGION_APPLY_PC   2
#define IGVM_VHF_RELOCATABLE_REGION_APPLY_GDTR 4
#define IGVM_VHF_RELOCATABLE_REGION_APPLY_RIP  IGVM_VHF_RELOCATABLE_REGION_APPLY_PC

/* The flags of a structure as one integer. */
#define IGVM_UINT32_FLAGS_VALUE(x) *((uint32_t *)&(x))

typedef uint64_t IGVM_U64_LE;
typedef uint32_t IGVM_U32_LE;

IGVM_ENUM(IgvmVariableHeaderType, uint32_t){
        IGVM_INVALID = 0,

        /* platform */
        IGVM_VHT_SUPPORTED_PLATFORM = 0x1,

        /* initialization */
        IGVM_VHT_GUEST_POLICY = 0x101,
        IGVM_VHT_RELOCATABLE_REGION = 0x102,
        IGVM_VHT_PAGE_TABLE_RELOCATION_REGION = 0x103,
        IGVM_VHT_CORIM_DOCUMENT = 0x104,
        IGVM_VHT_CORIM_SIGNATURE = 0x105,
        IGVM_VHT_CCA_POLICY = 0x106,
        IGVM_VHT_VERSION_STRING = 0x107,

        /* directives; those without a structure of their own have IGVM_VHS_PARAMETER */
        IGVM_VHT_PARAMETER_AREA = 0x301,
        IGVM_VHT_PAGE_DATA = 0x302,
        IGVM_VHT_PARAMETER_INSERT = 0x303,
        IGVM_VHT_VP_CONTEXT = 0x304,
        IGVM_VHT_REQUIRED_MEMORY = 0x305,
        IGVM_RESERVED_DO_NOT_USE = 0x306,
        IGVM_VHT_VP_COUNT_PARAMETER = 0x307,
        IGVM_VHT_SRAT = 0x308,
        IGVM_VHT_MADT = 0x309,
        IGVM_VHT_MMIO_RANGES = 0x30a,
        IGVM_VHT_SNP_ID_BLOCK = 0x30b,
        IGVM_VHT_MEMORY_MAP = 0x30c,
        IGVM_VHT_ERROR_RANGE = 0x30d,
        IGVM_VHT_COMMAND_LINE = 0x30e,
        IGVM_VHT_SLIT = 0x30f,
        IGVM_VHT_PPTT = 0x310,
        IGVM_VHT_VBS_MEASUREMENT = 0x311,
        IGVM_VHT_DEVICE_TREE = 0x312,
        IGVM_VHT_ENVIRONMENT_INFO_PARAMETER = 0x313,
};

IGVM_ENUM(IgvmPlatformType, uint8_t){
        IGVM_PLATFORM_TYPE_NATIVE = 0,  IGVM_PLATFORM_TYPE_VSM_ISOLATION = 1,
        IGVM_PLATFORM_TYPE_SEV_SNP = 2, IGVM_PLATFORM_TYPE_TDX = 3,
        IGVM_PLATFORM_TYPE_SEV = 4,     IGVM_PLATFORM_TYPE_SEV_ES = 5,
        IGVM_PLATFORM_TYPE_CCA = 6,
};

/* The names of these two come without a prefix in the reference too. */
IGVM_ENUM(CcaHashAlgorithm, uint8_t){
        SHA256 = 0,
        SHA512 = 1,
        SHA384 = 2,
};

IGVM_ENUM(CcaLfaPolicy, uint8_t){
        LFA_DISALLOW = 0,
        LFA_ALLOW = 1,
};

IGVM_ENUM(IgvmPageDataType, uint16_t){
        IGVM_PAGE_DATA_TYPE_NORMAL = 0,
        IGVM_PAGE_DATA_TYPE_SECRETS = 1,
        IGVM_PAGE_DATA_TYPE_CPUID_DATA = 2,
        IGVM_PAGE_DATA_TYPE_CPUID_XF = 3,
};

IGVM_ENUM(IgvmMemoryMapEntryType, uint16_t){
        IGVM_MEMORY_MAP_ENTRY_TYPE_MEMORY = 0,
        IGVM_MEMORY_MAP_ENTRY_TYPE_PLATFORM_RESERVED = 1,
        IGVM_MEMORY_MAP_ENTRY_TYPE_PERSISTENT = 2,
        IGVM_MEMORY_MAP_ENTRY_TYPE_VTL2_PROTECTABLE = 3,
        IGVM_MEMORY_MAP_ENTRY_TYPE_SPECIFIC_PURPOSE = 4,
        IGVM_MEMORY_MAP_ENTRY_TYPE_HIDDEN = 5,
};

typedef struct {
        uint32_t is_2mb_page : 1;
        uint32_t unmeasured : 1;
        uint32_t reserved : 30; /* its lowest bit: shared */
} IgvmPageDataFlags;

typedef struct {
        uint32_t vtl2_protectable : 1;
        uint32_t reserved : 31;
} IgvmRequiredMemoryFlags;

typedef struct {
        uint16_t is_shared : 1;
        uint16_t reserved : 15;
} IgvmMemoryMapEntryFlags;

typedef struct {
        uint32_t memory_is_shared : 1;
        uint32_t reserved : 31;
} IgvmEnvironmentInfo;

/* Policies are integers in the structures below; the reference names these two types and does not describe them. */
typedef struct IgvmSnpPolicy IgvmSnpPolicy;
typedef struct IgvmTdxPolicy IgvmTdxPolicy;

typedef struct IGVM_FIXED_HEADER {
        uint32_t magic;
        uint32_t format_version;
        uint32_t variable_header_offset;
        uint32_t variable_header_size;
        uint32_t total_file_size;
        uint32_t checksum;
} IGVM_FIXED_HEADER;

typedef struct IGVM_VHS_VARIABLE_HEADER {
        IgvmVariableHeaderType typ;
        uint32_t length; /* of what follows, without padding */
} IGVM_VHS_VARIABLE_HEADER;

typedef struct IGVM_VHS_SUPPORTED_PLATFORM {
        uint32_t compatibility_mask;
        uint8_t highest_vtl;
        IgvmPlatformType platform_type;
        uint16_t platform_version;
        uint64_t shared_gpa_boundary;
} IGVM_VHS_SUPPORTED_PLATFORM;

typedef struct IGVM_VHS_GUEST_POLICY {
        uint64_t policy;
        uint32_t compatibility_mask;
        uint32_t reserved;
} IGVM_VHS_GUEST_POLICY;

typedef struct IGVM_VHS_CCA_POLICY {
        uint32_t compatibility_mask;
        uint32_t reserved;
        uint64_t attributes_required_zeroes;
        uint64_t attributes_required_ones;
        CcaHashAlgorithm hash_algorithm;
        CcaLfaPolicy lfa_policy;
        uint8_t reserved2[6];
} IGVM_VHS_CCA_POLICY;

typedef struct IGVM_VHS_RELOCATABLE_REGION {
        uint32_t compatibility_mask;
        uint16_t vp_index;
        uint8_t vtl;
        uint8_t flags;
        uint64_t relocation_alignment;
        uint64_t relocation_region_gpa;
        uint64_t relocation_region_size;
        uint64_t minimum_relocation_gpa;
        uint64_t maximum_relocation_gpa;
} IGVM_VHS_RELOCATABLE_REGION;

typedef struct IGVM_VHS_PAGE_TABLE_RELOCATION {
        uint32_t compatibility_mask;
        uint16_t vp_index;
        uint8_t vtl;
        uint8_t reserved;
        uint64_t gpa;
        uint64_t size;
        uint64_t used_size;
} IGVM_VHS_PAGE_TABLE_RELOCATION;

typedef struct IGVM_VHS_PARAMETER_AREA {
        uint64_t number_of_bytes;
        uint32_t parameter_area_index;
        uint32_t file_offset;
} IGVM_VHS_PARAMETER_AREA;

typedef struct IGVM_VHS_PAGE_DATA {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t file_offset;
        IgvmPageDataFlags flags;
        IgvmPageDataType data_type;
        uint16_t reserved;
} IGVM_VHS_PAGE_DATA;

typedef struct IGVM_VHS_PARAMETER_INSERT {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t parameter_area_index;
} IGVM_VHS_PARAMETER_INSERT;

typedef struct IGVM_VHS_PARAMETER {
        uint32_t parameter_area_index;
        uint32_t byte_offset;
} IGVM_VHS_PARAMETER;

/* Its length in a file is 20 bytes; the 4 behind them are the padding that a buffer has too. */
typedef struct IGVM_VHS_VP_CONTEXT {
        IGVM_U64_LE gpa;
        uint32_t compatibility_mask;
        uint32_t file_offset;
        uint16_t vp_index;
        uint16_t reserved;
} IGVM_VHS_VP_CONTEXT;

/* The context of platform type VSM_ISOLATION: a count, then so many registers of 32 bytes. */
typedef struct IgvmVbsVpContextHeader {
        uint32_t register_count;
} IgvmVbsVpContextHeader;

typedef struct __attribute__((packed)) IgvmVbsVpContextRegister {
        uint8_t vtl;
        IGVM_U32_LE register_name;
        uint8_t mbz[11];
        uint8_t register_value[16];
} IgvmVbsVpContextRegister;

typedef struct IGVM_VHS_REQUIRED_MEMORY {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t number_of_bytes;
        IgvmRequiredMemoryFlags flags;
        uint32_t reserved;
} IGVM_VHS_REQUIRED_MEMORY;

typedef struct IGVM_VHS_MEMORY_RANGE {
        uint64_t starting_gpa_page_number;
        uint64_t number_of_pages;
} IGVM_VHS_MEMORY_RANGE;

typedef struct IGVM_VHS_MMIO_RANGES {
        struct IGVM_VHS_MEMORY_RANGE mmio_ranges[2];
} IGVM_VHS_MMIO_RANGES;

typedef struct IGVM_VHS_SNP_ID_BLOCK_SIGNATURE {
        uint8_t r_comp[72];
        uint8_t s_comp[72];
} IGVM_VHS_SNP_ID_BLOCK_SIGNATURE;

typedef struct IGVM_VHS_SNP_ID_BLOCK_PUBLIC_KEY {
        uint32_t curve;
        uint32_t reserved;
        uint8_t qx[72];
        uint8_t qy[72];
} IGVM_VHS_SNP_ID_BLOCK_PUBLIC_KEY;

typedef struct IGVM_VHS_SNP_ID_BLOCK {
        uint32_t compatibility_mask;
        uint8_t author_key_enabled;
        uint8_t reserved[3];
        uint8_t ld[48];
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t version;
        uint32_t guest_svn;
        uint32_t id_key_algorithm;
        uint32_t author_key_algorithm;
        struct IGVM_VHS_SNP_ID_BLOCK_SIGNATURE id_key_signature;
        struct IGVM_VHS_SNP_ID_BLOCK_PUBLIC_KEY id_public_key;
        struct IGVM_VHS_SNP_ID_BLOCK_SIGNATURE author_key_signature;
        struct IGVM_VHS_SNP_ID_BLOCK_PUBLIC_KEY author_public_key;
} IGVM_VHS_SNP_ID_BLOCK;

typedef struct IGVM_VHS_VBS_MEASUREMENT {
        uint32_t compatibility_mask;
        uint32_t version;
        uint32_t product_id;
        uint32_t module_id;
        uint32_t security_version;
        uint32_t policy_flags;
        uint32_t boot_digest_algo;
        uint32_t signing_algo;
        uint8_t boot_measurement_digest[64];
        uint8_t signature[256];
        uint8_t public_key[512];
} IGVM_VHS_VBS_MEASUREMENT;

typedef struct IGVM_VHS_MEMORY_MAP_ENTRY {
        uint64_t starting_gpa_page_number;
        uint64_t number_of_pages;
        IgvmMemoryMapEntryType entry_type;
        uint16_t flags;
        uint32_t reserved;
} IGVM_VHS_MEMORY_MAP_ENTRY;

typedef struct IGVM_VHS_ERROR_RANGE {
        uint64_t gpa;
        uint32_t compatibility_mask;
        uint32_t size_bytes;
} IGVM_VHS_ERROR_RANGE;

#endif
