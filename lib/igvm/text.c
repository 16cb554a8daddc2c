/* lib/igvm/text.c - what errors and platforms are called. */
#include "lib/base/format.h"
#include "lib/igvm/reader.h"
#include "lib/igvm/types.h"

static const char *const platforms[] = {
        [IGVM_PLATFORM_NATIVE] = "native",   [IGVM_PLATFORM_VSM_ISOLATION] = "VSM isolation",
        [IGVM_PLATFORM_SEV_SNP] = "SEV-SNP", [IGVM_PLATFORM_TDX] = "TDX",
        [IGVM_PLATFORM_SEV] = "SEV",         [IGVM_PLATFORM_SEV_ES] = "SEV-ES",
        [IGVM_PLATFORM_CCA] = "CCA",
};

const char *igvm_type_name(uint32_t type)
{
        const struct igvm_type *known = igvm_type_find(type);

        return known ? known->name : "unknown";
}

const char *igvm_platform_name(uint32_t platform_type)
{
        return platform_type < sizeof(platforms) / sizeof(platforms[0]) ? platforms[platform_type]
                                                                        : "unknown";
}

size_t igvm_error_text(const struct igvm_error *error, char *out, size_t size)
{
        const struct igvm_rule_info *rule = igvm_rule_info(error->rule);

        if (error->rule == IGVM_BAD_CHECKSUM)
                return format_text(out, size, "fixed header: %s [%s]: found 0x%x, expected 0x%x",
                                   rule->text, rule->name, error->found, error->expected);
        if (error->header == IGVM_NO_HEADER)
                return format_text(out, size, "%s: %s [%s]",
                                   error->rule <= IGVM_BAD_CHECKSUM ? "fixed header" : "headers",
                                   rule->text, rule->name);
        if (error->rule == IGVM_UNKNOWN_TYPE)
                return format_text(out, size, "header %u (type 0x%x) at offset 0x%x: %s [%s]",
                                   error->header, error->type, error->offset, rule->text,
                                   rule->name);
        return format_text(out, size, "header %u (%s) at offset 0x%x: %s [%s]", error->header,
                           igvm_type_name(error->type & ~IGVM_TYPE_OPTIONAL), error->offset,
                           rule->text, rule->name);
}

/* The numbers -9, -10 and -11 follow the sections; what is in none, the reference finds when it looks for the section. */
int32_t igvm_api_error(const struct igvm_error *error)
{
        int32_t number = igvm_rule_info(error->rule)->api_error;

        if (number != IGVM_API_ERROR_OF_SECTION)
                return number;
        if (error->type >= IGVM_FIRST_DIRECTIVE && error->type <= IGVM_LAST_DIRECTIVE)
                return -11;
        if (error->type >= IGVM_FIRST_INITIALIZATION && error->type <= IGVM_LAST_INITIALIZATION)
                return -10;
        return error->type >= IGVM_FIRST_PLATFORM && error->type <= IGVM_LAST_PLATFORM ? -9 : -17;
}
