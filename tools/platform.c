/* tools/platform.c - see platform.h. */
#include "tools/platform.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "lib/snp/vmsa.h"
#include "tools/file.h"

#define POLICY_MUST_BE_ONE (UINT64_C(1) << 17)

static const cyaml_strval_t uart_kinds[] = {
        { "none", PARAMS_PORT_NONE },
        { "uart", PARAMS_PORT_UART_16550 },
};
static const cyaml_strval_t fw_cfg_kinds[] = {
        { "none", PARAMS_PORT_NONE },
        { "io", PARAMS_PORT_FW_CFG_IO },
};
static const cyaml_strval_t exit_kinds[] = {
        { "none", PARAMS_PORT_NONE },
        { "debug-exit", PARAMS_PORT_DEBUG_EXIT },
};
static const cyaml_strval_t injection_kinds[] = {
        { "none", 0 },
        { "restricted", 1 },
        { "alternate", 2 },
};
static const cyaml_strval_t sev_features[] = {
        { "snp", SEV_FEATURE_SNP },
        { "vtom", SEV_FEATURE_VTOM },
        { "reflect-vc", SEV_FEATURE_REFLECT_VC },
        { "restricted-injection", SEV_FEATURE_RESTRICTED_INJECTION },
        { "alternate-injection", SEV_FEATURE_ALTERNATE_INJECTION },
        { "debug-swap", SEV_FEATURE_DEBUG_SWAP },
        { "secure-tsc", SEV_FEATURE_SECURE_TSC },
};

#define PORT_SCHEMA(kinds)                                                                         \
        {                                                                                          \
                CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct platform_port, kind, kinds,     \
                                 CYAML_ARRAY_LEN(kinds)),                                          \
                        CYAML_FIELD_UINT("port", CYAML_FLAG_OPTIONAL, struct platform_port, port), \
                        CYAML_FIELD_END                                                            \
        }

static const cyaml_schema_field_t uart_schema[] = PORT_SCHEMA(uart_kinds);
static const cyaml_schema_field_t fw_cfg_schema[] = PORT_SCHEMA(fw_cfg_kinds);
static const cyaml_schema_field_t exit_schema[] = PORT_SCHEMA(exit_kinds);

static const cyaml_schema_field_t svsm_schema[] = {
        CYAML_FIELD_UINT("base", CYAML_FLAG_DEFAULT, struct platform_range, base),
        CYAML_FIELD_UINT("size", CYAML_FLAG_DEFAULT, struct platform_range, size), CYAML_FIELD_END
};
static const cyaml_schema_field_t memory_schema[] = {
        CYAML_FIELD_UINT("least", CYAML_FLAG_OPTIONAL, struct params_memory, least),
        CYAML_FIELD_UINT("most", CYAML_FLAG_OPTIONAL, struct params_memory, most), CYAML_FIELD_END
};

static const cyaml_schema_field_t platform_schema[] = {
        CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct platform, name, 1, 63),
        CYAML_FIELD_MAPPING("svsm", CYAML_FLAG_DEFAULT, struct platform, svsm, svsm_schema),
        CYAML_FIELD_MAPPING("console", CYAML_FLAG_OPTIONAL, struct platform, console, uart_schema),
        CYAML_FIELD_MAPPING("channel", CYAML_FLAG_OPTIONAL, struct platform, channel, uart_schema),
        CYAML_FIELD_MAPPING("fw_cfg", CYAML_FLAG_OPTIONAL, struct platform, fw_cfg, fw_cfg_schema),
        CYAML_FIELD_MAPPING("exit", CYAML_FLAG_OPTIONAL, struct platform, exit, exit_schema),
        CYAML_FIELD_ENUM("injection", CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL, struct platform,
                         injection, injection_kinds, CYAML_ARRAY_LEN(injection_kinds)),
        CYAML_FIELD_MAPPING("memory", CYAML_FLAG_OPTIONAL, struct platform, memory, memory_schema),
        CYAML_FIELD_UINT("policy", CYAML_FLAG_DEFAULT, struct platform, policy),
        CYAML_FIELD_FLAGS("sev_features", CYAML_FLAG_STRICT, struct platform, sev_features,
                          sev_features, CYAML_ARRAY_LEN(sev_features)),
        CYAML_FIELD_END
};

static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(
        CYAML_FLAG_POINTER, struct platform, platform_schema) };

/* What libcyaml says while it loads: the first line is the complaint, a later one has the place. */
struct complaint {
        char text[160];
        unsigned int line; /* 0: not said */
};

static void take_log(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
        struct complaint *complaint = context;
        const char *place;
        char text[256];

        if (level < CYAML_LOG_ERROR)
                return;
        vsnprintf(text, sizeof(text), format, arguments);
        text[strcspn(text, "\n")] = '\0';
        place = strstr(text, "(line: ");
        if (place && complaint->line == 0)
                complaint->line = (unsigned int)strtoul(place + strlen("(line: "), NULL, 10);
        if (complaint->text[0] == '\0')
                snprintf(complaint->text, sizeof(complaint->text), "%.150s",
                         strncmp(text, "Load: ", 6) == 0 ? text + 6 : text);
}

/* Line @number and those after it: the first that has @key as a key. 0 if there is none. */
static unsigned int find_key(const struct file *file, unsigned int number, const char *key)
{
        const char *line = (const char *)file->data;
        size_t length = strlen(key);

        for (unsigned int i = 1; line; i++) {
                const char *end = strchr(line, '\n');
                const char *found = i < number ? NULL : strstr(line, key);

                if (found && (!end || found < end) &&
                    found[length + strspn(found + length, " ")] == ':')
                        return i;
                line = end ? end + 1 : NULL;
        }
        return 0;
}

/* At an unknown key libcyaml still names the line of what it read before. */
static void correct_line(const char *path, struct complaint *complaint)
{
        static const char start[] = "Unexpected key: ";
        struct file file;
        unsigned int line;

        if (strncmp(complaint->text, start, strlen(start)) != 0 || file_read(path, &file) != 0)
                return;
        line = find_key(&file, complaint->line, complaint->text + strlen(start));
        if (line)
                complaint->line = line;
        file_free(&file);
}

static bool large_page_aligned(uint64_t value)
{
        return (value & (LARGE_PAGE_SIZE - 1)) == 0;
}

/* What the schema cannot say; NULL if all is well. */
static const char *wrong_value(const struct platform *platform)
{
        const struct platform_range *svsm = &platform->svsm;

        if (svsm->size == 0 || !large_page_aligned(svsm->base) || !large_page_aligned(svsm->size))
                return "svsm: base and size must be multiples of 2 MiB, size not 0";
        if (svsm->base > UINT32_MAX || svsm->size > UINT32_MAX - svsm->base)
                return "svsm: must lie below 4 GiB, since the kernel starts in 32-bit mode";
        if (platform->memory.most != 0 && platform->memory.most < platform->memory.least)
                return "memory: most is less than least";
        if (!(platform->policy & POLICY_MUST_BE_ONE))
                return "policy: bit 17 must be 1 (SEV-SNP firmware ABI, guest policy)";
        if (!(platform->sev_features & SEV_FEATURE_SNP))
                return "sev_features: snp is missing";
        return NULL;
}

static struct platform *load(const char *path, struct complaint *complaint)
{
        const cyaml_config_t config = {
                .log_fn = take_log,
                .log_ctx = complaint,
                .mem_fn = cyaml_mem,
                .log_level = CYAML_LOG_ERROR,
        };
        struct platform *platform = NULL;
        cyaml_err_t error =
                cyaml_load_file(path, &config, &schema, (cyaml_data_t **)&platform, NULL);

        if (error == CYAML_OK)
                return platform;
        if (complaint->text[0] == '\0')
                snprintf(complaint->text, sizeof(complaint->text), "%s", cyaml_strerror(error));
        correct_line(path, complaint);
        return NULL;
}

struct platform *platform_load(const char *path, char *message, size_t message_size)
{
        struct complaint complaint = { 0 };
        struct platform *platform = load(path, &complaint);
        const char *wrong = platform ? wrong_value(platform) : complaint.text;

        if (!wrong)
                return platform;
        if (complaint.line)
                snprintf(message, message_size, "%s:%u: %s", path, complaint.line, wrong);
        else
                snprintf(message, message_size, "%s: %s", path, wrong);
        platform_free(platform);
        return NULL;
}

void platform_free(struct platform *platform)
{
        const cyaml_config_t config = { .mem_fn = cyaml_mem, .log_level = CYAML_LOG_ERROR };

        if (platform)
                cyaml_free(&config, &schema, platform, 0);
}
