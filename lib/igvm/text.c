/* lib/igvm/text.c - what errors and platforms are called. */
#include "lib/base/format.h"
#include "lib/igvm/reader.h"

static const char *const rules[IGVM_RULE_COUNT] = {
        [IGVM_OK] = "no error",
        [IGVM_TRUNCATED] = "the file ends inside its fixed header",
        [IGVM_BAD_MAGIC] = "not an IGVM file",
        [IGVM_BAD_VERSION] = "format version is neither 1 nor 2",
        [IGVM_BAD_FILE_SIZE] = "total_file_size is not the file's size",
        [IGVM_BAD_HEADER_SECTION] = "the variable headers are not aligned, or not in the file",
        [IGVM_BAD_CHECKSUM] = "the checksum of the headers is wrong",
        [IGVM_BAD_ARCHITECTURE] = "unknown architecture",
        [IGVM_BAD_PAGE_SIZE] = "the page size is not 4096",
        [IGVM_HEADER_OUTSIDE] = "the header ends outside the variable headers",
        [IGVM_BAD_PADDING] = "padding is not zero",
        [IGVM_UNKNOWN_TYPE] = "unknown header type, not marked optional",
        [IGVM_BAD_LENGTH] = "the length is not that of the type",
        [IGVM_SECTION_ORDER] = "the header is behind headers of a later section",
        [IGVM_NO_PLATFORM] = "there is no SUPPORTED_PLATFORM header",
        [IGVM_BAD_PLATFORM_MASK] = "the platform's mask has not exactly one bit",
        [IGVM_BAD_PLATFORM_TYPE] = "unknown platform type or version",
        [IGVM_DUPLICATE_PLATFORM] = "the platform's type or mask is used twice",
        [IGVM_BAD_MASK] = "the compatibility mask is empty or names an undeclared platform",
        [IGVM_RESERVED_NOT_ZERO] = "a reserved field is not zero",
        [IGVM_NOT_ALIGNED] = "an address or size is not page-aligned",
        [IGVM_BAD_RANGE] = "the range is empty or passes the end of the address space",
        [IGVM_OUTSIDE_FILE_DATA] = "file_offset leads outside the file data",
        [IGVM_BAD_PAGE_FLAGS] = "flags that are not supported",
        [IGVM_BAD_PAGE_TYPE] = "unknown page data type",
        [IGVM_OVERLAP] = "overlaps memory that an earlier header loads",
        [IGVM_TOO_MANY_AREAS] = "more parameter areas than this reader has room for",
        [IGVM_DUPLICATE_AREA] = "the parameter area index is declared twice",
        [IGVM_UNKNOWN_AREA] = "the parameter area is not declared before",
        [IGVM_AREA_INSERTED] = "the parameter area is already inserted",
        [IGVM_PARAMETER_OUTSIDE] = "the parameter does not fit in its area",
        [IGVM_DUPLICATE_HEADER] = "given twice for the same platform",
};

static const char *const platforms[] = {
        [IGVM_PLATFORM_NATIVE] = "native",   [IGVM_PLATFORM_VSM_ISOLATION] = "VSM isolation",
        [IGVM_PLATFORM_SEV_SNP] = "SEV-SNP", [IGVM_PLATFORM_TDX] = "TDX",
        [IGVM_PLATFORM_SEV] = "SEV",         [IGVM_PLATFORM_SEV_ES] = "SEV-ES",
        [IGVM_PLATFORM_CCA] = "CCA",
};

const char *igvm_rule_text(enum igvm_rule rule)
{
        return (unsigned int)rule < IGVM_RULE_COUNT ? rules[rule] : "unknown rule";
}

const char *igvm_platform_name(uint32_t platform_type)
{
        return platform_type < sizeof(platforms) / sizeof(platforms[0]) ? platforms[platform_type]
                                                                        : "unknown";
}

size_t igvm_error_text(const struct igvm_error *error, char *out, size_t size)
{
        uint32_t type = error->type & ~IGVM_TYPE_OPTIONAL;

        if (error->header == IGVM_NO_HEADER)
                return format_text(out, size, "fixed header: %s", igvm_rule_text(error->rule));
        if (error->rule == IGVM_UNKNOWN_TYPE)
                return format_text(out, size, "header %u (type 0x%x) at offset 0x%x: %s",
                                   error->header, error->type, error->offset,
                                   igvm_rule_text(error->rule));
        return format_text(out, size, "header %u (%s) at offset 0x%x: %s", error->header,
                           igvm_type_name(type), error->offset, igvm_rule_text(error->rule));
}
