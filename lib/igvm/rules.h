/*
 * lib/igvm/rules.h - what an IGVM file may do wrong, and who minds.
 *
 * One table for all levels of strictness (rules.c): the checker finds that a rule is broken, and refuses if the rule
 * belongs to the level. docs/igvm.md has the table for people.
 */
#ifndef LIB_IGVM_RULES_H
#define LIB_IGVM_RULES_H

#include <stdint.h>

/* How strictly a file is read. No level contains another: the reference refuses things that we do not. */
enum igvm_level {
        IGVM_STRICT,       /* refuses all that this library can know to be wrong */
        IGVM_AS_REFERENCE, /* refuses what the parser of github.com/microsoft/igvm does */
        IGVM_AS_QEMU,      /* refuses what that parser does, and then QEMU's loader */
        IGVM_LEVEL_COUNT,
};

enum igvm_rule {
        IGVM_OK = 0,
        /* The fixed header. */
        IGVM_TRUNCATED,
        IGVM_BAD_MAGIC,
        IGVM_BAD_VERSION,
        IGVM_BAD_ARCHITECTURE,
        IGVM_BAD_PAGE_SIZE,
        IGVM_BAD_FILE_SIZE,
        IGVM_HEADERS_OUTSIDE,
        IGVM_HEADERS_IN_FIXED_HEADER,
        IGVM_HEADERS_NOT_ALIGNED,
        IGVM_NO_FILE_DATA,
        IGVM_BAD_CHECKSUM,
        /* Any variable header. */
        IGVM_HEADER_CUT,
        IGVM_HEADER_OUTSIDE,
        IGVM_OPTIONAL_HEADER,
        IGVM_SECTION_ORDER,
        IGVM_UNKNOWN_TYPE,
        IGVM_BAD_LENGTH,
        IGVM_BAD_PADDING,
        IGVM_TYPE_NOT_OF_QEMU,
        IGVM_BAD_MASK,
        IGVM_RESERVED_NOT_ZERO,
        IGVM_UNUSED_BITS,
        IGVM_NOT_ALIGNED,
        IGVM_BAD_RANGE,
        IGVM_OUTSIDE_FILE_DATA,
        IGVM_WORKSPACE_TOO_SMALL,
        /* Platforms. */
        IGVM_NO_PLATFORM,
        IGVM_PLATFORM_NOT_OF_QEMU,
        IGVM_BAD_PLATFORM_MASK,
        IGVM_BAD_PLATFORM_TYPE,
        IGVM_BAD_PLATFORM_VERSION,
        IGVM_BAD_HIGHEST_VTL,
        IGVM_BAD_SHARED_BOUNDARY,
        IGVM_PLATFORM_ARCHITECTURE,
        IGVM_DUPLICATE_PLATFORM,
        IGVM_DUPLICATE_PLATFORM_MASK,
        /* Initialization. */
        IGVM_DUPLICATE_POLICY,
        IGVM_CCA_POLICY_CONFLICT,
        IGVM_CCA_POLICY_ARCHITECTURE,
        IGVM_CCA_POLICY_PLATFORM,
        IGVM_RELOCATION_ALIGNMENT,
        IGVM_RELOCATION_VTL,
        IGVM_RELOCATION_RANGE,
        IGVM_RELOCATION_OVERLAP,
        IGVM_PAGE_TABLES_OVERUSED,
        IGVM_DUPLICATE_PAGE_TABLES,
        IGVM_NO_MATCHING_CONTEXT,
        IGVM_CORIM_WITHOUT_DATA,
        IGVM_DUPLICATE_CORIM,
        IGVM_CORIM_SIGNATURE_FIRST,
        /* Directives. */
        IGVM_NO_DIRECTIVES,
        IGVM_AREA_TOO_LARGE,
        IGVM_DUPLICATE_AREA,
        IGVM_UNKNOWN_AREA,
        IGVM_AREA_INSERTED,
        IGVM_PARAMETER_OUTSIDE,
        IGVM_TABLE_OUTSIDE,
        IGVM_TABLE_WITHOUT_ROOM,
        IGVM_TABLE_OFFSET,
        IGVM_INSERT_IN_PAGE_TABLES,
        IGVM_BAD_PAGE_FLAGS,
        IGVM_BAD_PAGE_TYPE,
        IGVM_PAGE_TYPE_NEEDS_SNP,
        IGVM_LARGE_PAGE_ALIGNMENT,
        IGVM_LARGE_PAGE_DATA,
        IGVM_OVERLAP,
        IGVM_ERROR_RANGE_SIZE,
        IGVM_BAD_AUTHOR_KEY,
        IGVM_DUPLICATE_ID_BLOCK,
        /* Start states of processors. */
        IGVM_CONTEXT_PLATFORM,
        IGVM_CONTEXT_VERSION,
        IGVM_CONTEXT_GPA,
        IGVM_CONTEXT_TAIL,
        IGVM_DUPLICATE_CONTEXT,
        IGVM_NO_REGISTERS,
        IGVM_TOO_MANY_REGISTERS,
        IGVM_REGISTER_VTL,
        IGVM_UNKNOWN_REGISTER,
        IGVM_VBS_CONTEXT_INDEX,
        IGVM_NATIVE_CONTEXT_INDEX,
        IGVM_SEV_CONTEXT,
        IGVM_VMSA_TAIL,
        IGVM_VMSA_GPA,
        IGVM_VMSA_FEATURES,
        IGVM_VMSA_FIELDS,
        IGVM_VMSA_CR4,
        IGVM_RULE_COUNT,
};

/* A row of the table. */
struct igvm_rule_info {
        const char *name; /* "bad-magic" */
        const char *
                text; /* a sentence without subject: "overlaps memory that an earlier header loads" */
        const char *source; /* where it is written: a document, or repository, file and function */
        uint32_t levels;    /* a bit for each enum igvm_level that it belongs to */
        int32_t api_error; /* of the reference's C interface; 0: not its rule. See igvm_api_error(). */
};

/*
 * The smallest of the three numbers -9, -10 and -11 that tell apart the sections: in the table it stands for
 * whichever is the header's.
 */
#define IGVM_API_ERROR_OF_SECTION (-9)

/* Never NULL: what is no rule has the name "unknown". IGVM_OK belongs to no level. */
const struct igvm_rule_info *igvm_rule_info(enum igvm_rule rule);

/* The text of igvm_rule_info(). */
const char *igvm_rule_text(enum igvm_rule rule);

/* "strict", "reference", "qemu"; "unknown" for anything else. */
const char *igvm_level_name(enum igvm_level level);

#endif
