/*
 * lib/igvm/rules.c - the table of rules.
 *
 * A source is a place that was read: igvm_defs (the format's description in github.com/microsoft/igvm, igvm_defs/src/lib.rs),
 * the reference parser there (igvm/src/lib.rs), or QEMU's loader. Rules that are our own say so.
 */
#include "lib/igvm/rules.h"

#define S        (1u << IGVM_STRICT)
#define R        (1u << IGVM_AS_REFERENCE)
#define Q        (1u << IGVM_AS_QEMU)
#define SECTION  IGVM_API_ERROR_OF_SECTION
#define DEFS     "igvm_defs/src/lib.rs, "
#define PARSER   "igvm/src/lib.rs, "
#define FILE_    PARSER "IgvmFile::new_from_binary"
#define PLATFORM PARSER "IgvmPlatformHeader::validate"
#define INIT     PARSER "IgvmInitializationHeader::validate"
#define INITS    PARSER "IgvmFile::validate_initialization_headers"
#define DIR      PARSER "IgvmDirectiveHeader::validate"
#define DIRS     PARSER "IgvmFile::validate_directive_headers"
#define DIRECT   PARSER "IgvmDirectiveHeader::new_from_binary_split"
#define LOADER   "QEMU backends/igvm.c, "
#define SEV      "QEMU target/i386/sev.c, "

static const struct igvm_rule_info rules[IGVM_RULE_COUNT] = {
        [IGVM_OK] = { "ok", "no error", "", 0, 0 },

        [IGVM_TRUNCATED] = { "truncated", "the file ends inside its fixed header", FILE_, S | R | Q,
                             -16 },
        [IGVM_BAD_MAGIC] = { "bad-magic", "not an IGVM file", FILE_, S | R | Q, -16 },
        [IGVM_BAD_VERSION] = { "bad-version", "format version is neither 1 nor 2", FILE_, S | R | Q,
                               -16 },
        [IGVM_BAD_ARCHITECTURE] = { "bad-architecture", "unknown architecture", FILE_, S | R | Q,
                                    -16 },
        [IGVM_BAD_PAGE_SIZE] = { "bad-page-size", "the page size is not 4096", FILE_, S | R | Q,
                                 -25 },
        [IGVM_BAD_FILE_SIZE] = { "bad-file-size", "total_file_size is not the file's size", FILE_,
                                 S | R | Q, -16 },
        [IGVM_HEADERS_OUTSIDE] = { "headers-outside", "the variable headers are not in the file",
                                   FILE_, S | R | Q, -16 },
        [IGVM_HEADERS_IN_FIXED_HEADER] = { "headers-in-fixed-header",
                                           "the variable headers begin inside the fixed header",
                                           DEFS "IGVM_FIXED_HEADER", S, 0 },
        [IGVM_HEADERS_NOT_ALIGNED] = { "headers-not-aligned",
                                       "the variable headers begin at no multiple of 8",
                                       DEFS "IGVM_FIXED_HEADER", S, 0 },
        [IGVM_NO_FILE_DATA] = { "no-file-data", "nothing follows the variable headers", FILE_,
                                R | Q, -16 },
        [IGVM_BAD_CHECKSUM] = { "bad-checksum", "the checksum of the headers is wrong", FILE_,
                                S | R | Q, -18 },

        [IGVM_HEADER_CUT] = { "header-cut",
                              "fewer bytes than a type and a length are left of the headers", FILE_,
                              S | R | Q, -17 },
        [IGVM_HEADER_OUTSIDE] = { "header-outside", "the header ends outside the variable headers",
                                  PARSER "read_header", S | R | Q, SECTION },
        [IGVM_OPTIONAL_HEADER] = { "optional-header",
                                   "marked optional, which the reference does not understand",
                                   FILE_, R | Q, -17 },
        [IGVM_SECTION_ORDER] = { "section-order", "the header is behind headers of a later section",
                                 FILE_, S | R | Q, -17 },
        [IGVM_UNKNOWN_TYPE] = { "unknown-type", "unknown header type, not marked optional", FILE_,
                                S | R | Q, SECTION },
        [IGVM_BAD_LENGTH] = { "bad-length", "the length is not that of the type", DIRECT, S | R | Q,
                              SECTION },
        [IGVM_BAD_PADDING] = { "bad-padding", "padding is not zero", DEFS "crate documentation", S,
                               0 },
        [IGVM_TYPE_NOT_OF_QEMU] = { "type-not-of-qemu", "QEMU knows no such header",
                                    LOADER "qigvm_handler", Q, 0 },
        [IGVM_BAD_MASK] = { "bad-mask",
                            "the compatibility mask is empty or names an undeclared platform",
                            DEFS "IGVM_VHS_SUPPORTED_PLATFORM", S, 0 },
        [IGVM_RESERVED_NOT_ZERO] = { "reserved-not-zero", "a reserved field is not zero", DIRECT,
                                     S | R | Q, SECTION },
        [IGVM_UNUSED_BITS] = { "unused-bits",
                               "reserved bits that the reference does not look at are not zero",
                               DEFS "the header's structure", S, 0 },
        [IGVM_NOT_ALIGNED] = { "not-aligned", "an address or size is not page-aligned", DIR,
                               S | R | Q, SECTION },
        [IGVM_BAD_RANGE] = { "bad-range",
                             "the range is empty or passes the end of the address space", "our own",
                             S, 0 },
        [IGVM_OUTSIDE_FILE_DATA] = { "outside-file-data", "file_offset leads outside the file data",
                                     DIRECT, S | R | Q, SECTION },
        [IGVM_WORKSPACE_TOO_SMALL] = { "workspace-too-small",
                                       "the file needs more memory than the reader was given",
                                       "our own", S | R | Q, -3 },

        [IGVM_NO_PLATFORM] = { "no-platform", "there is no SUPPORTED_PLATFORM header",
                               PARSER "IgvmFile::validate_platform_headers", S | R | Q, -5 },
        [IGVM_PLATFORM_NOT_OF_QEMU] = { "platform-not-of-qemu",
                                        "not for any of native, SEV, SEV-ES and SEV-SNP",
                                        LOADER "qigvm_supported_platform_compat_mask", Q, 0 },
        [IGVM_BAD_PLATFORM_MASK] = { "bad-platform-mask",
                                     "the platform's mask has not exactly one bit", PLATFORM,
                                     S | R | Q, -9 },
        [IGVM_BAD_PLATFORM_TYPE] = { "bad-platform-type", "unknown platform type", PLATFORM,
                                     S | R | Q, -9 },
        [IGVM_BAD_PLATFORM_VERSION] = { "bad-platform-version", "the platform's version is not 1",
                                        PLATFORM, S | R | Q, -9 },
        [IGVM_BAD_HIGHEST_VTL] = { "bad-highest-vtl", "the highest VTL is neither 0 nor 2",
                                   PLATFORM, S | R | Q, -9 },
        [IGVM_BAD_SHARED_BOUNDARY] = { "bad-shared-boundary",
                                       "a boundary of shared memory where there is none", PLATFORM,
                                       S | R | Q, -9 },
        [IGVM_PLATFORM_ARCHITECTURE] = { "platform-architecture",
                                         "the platform is not of the file's architecture",
                                         PARSER "IgvmFile::validate_platform_headers", S | R | Q,
                                         -23 },
        [IGVM_DUPLICATE_PLATFORM] = { "duplicate-platform", "the platform's type is given twice",
                                      PARSER "IgvmFile::validate_platform_headers", S | R | Q,
                                      -12 },
        [IGVM_DUPLICATE_PLATFORM_MASK] = { "duplicate-platform-mask",
                                           "the mask is another platform's already",
                                           DEFS "IGVM_VHS_SUPPORTED_PLATFORM", S, 0 },

        [IGVM_DUPLICATE_POLICY] = { "duplicate-policy", "a second policy for the same platform",
                                    "our own", S, 0 },
        [IGVM_CCA_POLICY_CONFLICT] = { "cca-policy-conflict",
                                       "an attribute must be both zero and one", INIT, S | R | Q,
                                       -10 },
        [IGVM_CCA_POLICY_ARCHITECTURE] = { "cca-policy-architecture",
                                           "a CCA policy in a file that is not for AArch64", INITS,
                                           S | R | Q, -24 },
        [IGVM_CCA_POLICY_PLATFORM] = { "cca-policy-platform",
                                       "a CCA policy for a platform that is not CCA", INITS,
                                       S | R | Q, -28 },
        [IGVM_RELOCATION_ALIGNMENT] = { "relocation-alignment",
                                        "a size or address does not have the region's alignment",
                                        INIT, S | R | Q, -10 },
        [IGVM_RELOCATION_VTL] = { "relocation-vtl", "the VTL is above 2",
                                  PARSER "IgvmInitializationHeader::new_from_binary_split",
                                  S | R | Q, -10 },
        [IGVM_RELOCATION_RANGE] = { "relocation-range",
                                    "the region is empty or passes the end of the address space",
                                    INITS " (its arithmetic overflows)", S | R | Q, -20 },
        [IGVM_RELOCATION_OVERLAP] = { "relocation-overlap",
                                      "overlaps another region that can be relocated", INITS,
                                      S | R | Q, -20 },
        [IGVM_PAGE_TABLES_OVERUSED] = { "page-tables-overused",
                                        "more of the page tables is used than there is", INIT,
                                        S | R | Q, -10 },
        [IGVM_DUPLICATE_PAGE_TABLES] = { "duplicate-page-tables",
                                         "second page tables for the same platform", INITS,
                                         S | R | Q, -19 },
        [IGVM_NO_MATCHING_CONTEXT] = { "no-matching-context",
                                       "no VBS context is of the region's processor and VTL", DIRS,
                                       R | Q, -22 },
        [IGVM_CORIM_WITHOUT_DATA] = { "corim-without-data", "a document without bytes", "our own",
                                      S, 0 },
        [IGVM_DUPLICATE_CORIM] = { "duplicate-corim",
                                   "a second document or signature for the same platform", INITS,
                                   S | R | Q, -10 },
        [IGVM_CORIM_SIGNATURE_FIRST] = { "corim-signature-first",
                                         "a signature in front of its document", INITS, S | R | Q,
                                         -10 },

        [IGVM_NO_DIRECTIVES] = { "no-directives", "there is no directive",
                                 LOADER "qigvm_process_file", Q, 0 },
        [IGVM_AREA_TOO_LARGE] = { "area-too-large",
                                  "the area is larger than parameters can reach: 4 GiB",
                                  DEFS "IGVM_VHS_PARAMETER", S, 0 },
        [IGVM_DUPLICATE_AREA] = { "duplicate-area", "the parameter area is declared twice", DIRS,
                                  S | R | Q, -13 },
        [IGVM_UNKNOWN_AREA] = { "unknown-area", "the parameter area is not declared", DIRS,
                                S | R | Q, -13 },
        [IGVM_AREA_INSERTED] = { "area-inserted", "the parameter area was inserted before", DIRS,
                                 S | R | Q, -13 },
        [IGVM_PARAMETER_OUTSIDE] = { "parameter-outside", "the parameter does not fit in its area",
                                     DEFS "IGVM_VHS_PARAMETER; " LOADER
                                          "qigvm_directive_vp_count (writes there, unchecked)",
                                     S | Q, 0 },
        [IGVM_TABLE_OUTSIDE] = { "table-outside", "the parameter area has no room for the table",
                                 DEFS "IGVM_VHS_PARAMETER", S, 0 },
        [IGVM_TABLE_WITHOUT_ROOM] = { "table-without-room",
                                      "QEMU puts a table into an empty parameter area",
                                      LOADER "qigvm_directive_memory_map; "
                                             "target/i386/igvm.c, qigvm_directive_madt",
                                      Q, 0 },
        [IGVM_TABLE_OFFSET] = { "table-offset",
                                "a table behind the start of its area, where QEMU puts it",
                                LOADER "qigvm_directive_memory_map; "
                                       "target/i386/igvm.c, qigvm_directive_madt",
                                Q, 0 },
        [IGVM_INSERT_IN_PAGE_TABLES] = { "insert-in-page-tables",
                                         "a parameter area goes into page tables", DIRS, S | R | Q,
                                         -21 },
        [IGVM_BAD_PAGE_FLAGS] = { "bad-page-flags", "flags that do not exist",
                                  DEFS "IgvmPageDataFlags", S, 0 },
        [IGVM_BAD_PAGE_TYPE] = { "bad-page-type", "unknown page data type", DIR, S | R | Q, -11 },
        [IGVM_PAGE_TYPE_NEEDS_SNP] = { "page-type-needs-snp",
                                       "a page of secrets or CPUID for SEV or SEV-ES",
                                       SEV "cgs_set_guest_state", Q, 0 },
        [IGVM_LARGE_PAGE_ALIGNMENT] = { "large-page-alignment",
                                        "a page of 2 MiB is not aligned to its size",
                                        DEFS "IgvmPageDataFlags", S, 0 },
        [IGVM_LARGE_PAGE_DATA] = { "large-page-data",
                                   "a page of 2 MiB has less than 2 MiB of file data",
                                   "our own (the reference reads 4 KiB, whatever the flag says)",
                                   S | R | Q, -11 },
        [IGVM_OVERLAP] = { "overlap", "overlaps memory that an earlier header loads", "our own", S,
                           0 },
        [IGVM_ERROR_RANGE_SIZE] = { "error-range-size", "the size is not page-aligned",
                                    DEFS "IGVM_VHS_ERROR_RANGE", S, 0 },
        [IGVM_BAD_AUTHOR_KEY] = { "bad-author-key", "author_key_enabled is neither 0 nor 1",
                                  DEFS "IGVM_VHS_SNP_ID_BLOCK", S, 0 },
        [IGVM_DUPLICATE_ID_BLOCK] = { "duplicate-id-block",
                                      "a second ID block for the same platform",
                                      LOADER "qigvm_directive_snp_id_block", S | Q, 0 },

        [IGVM_CONTEXT_PLATFORM] = { "context-platform",
                                    "not for exactly one platform that takes start states", DIRECT,
                                    S | R | Q, -11 },
        [IGVM_CONTEXT_VERSION] = { "context-version", "x86-64 registers in a file of version 1",
                                   DEFS "IgvmNativeVpContextX64", S, 0 },
        [IGVM_CONTEXT_GPA] = { "context-gpa", "an address for what goes into no memory",
                               DEFS "IGVM_VHS_VP_CONTEXT", S, 0 },
        [IGVM_CONTEXT_TAIL] = { "context-tail", "bytes behind the registers are not zero", DIRECT,
                                S | R | Q, -11 },
        [IGVM_DUPLICATE_CONTEXT] = { "duplicate-context",
                                     "a second start state for the same processor", "our own", S,
                                     0 },
        [IGVM_NO_REGISTERS] = { "no-registers", "a VBS context without registers", DIRECT,
                                S | R | Q, -11 },
        [IGVM_TOO_MANY_REGISTERS] = { "too-many-registers",
                                      "VBS contexts have more registers than file data",
                                      "our own (time stays linear in the file)", S | R | Q, -11 },
        [IGVM_REGISTER_VTL] = { "register-vtl",
                                "a VBS register's VTL is above 2, or not that of the first", DIRECT,
                                S | R | Q, -11 },
        [IGVM_UNKNOWN_REGISTER] = { "unknown-register",
                                    "a VBS register that the reference does not support",
                                    "igvm/src/registers.rs, TryFrom<VbsVpContextRegister>", R | Q,
                                    -11 },
        [IGVM_VBS_CONTEXT_INDEX] = { "vbs-context-index",
                                     "a VBS context that is not the boot processor's",
                                     DIRECT " (asserts)", R | Q, -11 },
        [IGVM_NATIVE_CONTEXT_INDEX] = { "native-context-index",
                                        "registers of a processor that is not the boot processor",
                                        "QEMU target/i386/igvm.c, qigvm_x86_set_vp_context", Q, 0 },
        [IGVM_SEV_CONTEXT] = { "sev-context", "a start state for SEV, which cannot have one",
                               SEV "cgs_set_guest_state; docs/system/igvm.rst", Q, 0 },
        [IGVM_VMSA_TAIL] = { "vmsa-tail",
                             "bytes behind the first 0x670 of the VMSA's page are not zero",
                             "our own (KVM and QEMU know no more, and leave them out)", S, 0 },
        [IGVM_VMSA_GPA] = { "vmsa-gpa", "the VMSA is at a multiple of 2 MiB, where KVM takes none",
                            "Linux tools/testing/selftests/kvm/x86/sev_snp_direct_vmsa_test.c "
                            "(elsewhere than at 0xfffffffff000 a host without "
                            "KVM_CAP_SNP_DIRECT_VMSA refuses it: QEMU check_vmsa_supported)",
                            Q, 0 },
        [IGVM_VMSA_FEATURES] = { "vmsa-features", "bit 0 of SEV_FEATURES is not as the platform is",
                                 SEV "check_sev_features", Q, 0 },
        [IGVM_VMSA_FIELDS] = { "vmsa-fields", "the VMSA has fields that QEMU does not give to KVM",
                               SEV "check_vmsa_supported; docs/system/igvm.rst", Q, 0 },
        [IGVM_VMSA_CR4] = { "vmsa-cr4", "the VMSA's CR4 lacks MCE, which KVM sets and measures",
                            "Linux arch/x86/kvm/svm/svm.c, svm_set_cr4; svm/sev.c, sev_es_sync_vmsa",
                            Q, 0 },
};

const struct igvm_rule_info *igvm_rule_info(enum igvm_rule rule)
{
        static const struct igvm_rule_info unknown = { "unknown", "unknown rule", "", 0, 0 };

        return (unsigned int)rule < IGVM_RULE_COUNT ? &rules[rule] : &unknown;
}

const char *igvm_rule_text(enum igvm_rule rule)
{
        return igvm_rule_info(rule)->text;
}

const char *igvm_level_name(enum igvm_level level)
{
        static const char *const names[IGVM_LEVEL_COUNT] = { "strict", "reference", "qemu" };

        return (unsigned int)level < IGVM_LEVEL_COUNT ? names[level] : "unknown";
}
