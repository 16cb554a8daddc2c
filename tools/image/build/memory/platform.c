/* tools/image/build/memory/platform.c - see platform.h. */
#include "tools/image/build/memory/platform.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "lib/params/cpu_features.h"
#include "lib/snp/vmsa.h"
#include "tools/common/file.h"

#define POLICY_MUST_BE_ONE (UINT64_C(1) << 17)
#define MOST_VCPUS         512 /* kernel/cpu/layout.h, MAX_VCPUS */

static const cyaml_strval_t uart_kinds[] = {
        { "none", PARAMS_PORT_NONE },
        { "uart", PARAMS_PORT_UART_16550 },
};
/* All kinds have words, so that not_enforced() can say why it refuses two of them. */
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
        { "prevent-host-ibs", SEV_FEATURE_PREVENT_HOST_IBS },
        { "btb-isolation", SEV_FEATURE_BTB_ISOLATION },
        { "secure-tsc", SEV_FEATURE_SECURE_TSC },
        { "vmsa-reg-prot", SEV_FEATURE_VMSA_REG_PROT },
        { "smt-protection", SEV_FEATURE_SMT_PROTECTION },
};
static const cyaml_strval_t vmsa_kinds[] = {
        { "legacy", PLATFORM_VMSA_LEGACY },
        { "direct", PLATFORM_VMSA_DIRECT },
};
/* Bits by locality: libcyaml ORs the words of a list. A TPM has five localities. */
static const cyaml_strval_t localities[] = {
        { "0", 1 << 0 }, { "1", 1 << 1 }, { "2", 1 << 2 }, { "3", 1 << 3 }, { "4", 1 << 4 },
};

/* The names of lib/params/cpu_features.h; filled at the first use. */
static cyaml_strval_t cpu_features[PARAMS_CPU_FEATURES];

#define PORT_SCHEMA(kinds)                                                                         \
        {                                                                                          \
                CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct platform_port, kind, kinds,     \
                                 CYAML_ARRAY_LEN(kinds)),                                          \
                        CYAML_FIELD_UINT("port", CYAML_FLAG_OPTIONAL, struct platform_port, port), \
                        CYAML_FIELD_END                                                            \
        }

static const cyaml_schema_field_t uart_schema[] = PORT_SCHEMA(uart_kinds);

static const cyaml_schema_field_t svsm_schema[] = {
        CYAML_FIELD_UINT("base", CYAML_FLAG_DEFAULT, struct platform_range, base),
        CYAML_FIELD_UINT("size", CYAML_FLAG_DEFAULT, struct platform_range, size), CYAML_FIELD_END
};
static const cyaml_schema_field_t memory_schema[] = {
        CYAML_FIELD_UINT("least", CYAML_FLAG_OPTIONAL, struct params_memory, least),
        CYAML_FIELD_UINT("most", CYAML_FLAG_OPTIONAL, struct params_memory, most),
        CYAML_FIELD_UINT("end", CYAML_FLAG_OPTIONAL, struct params_memory, end), CYAML_FIELD_END
};

static const cyaml_schema_field_t guest_schema[] = {
        CYAML_FIELD_FLAGS("sev_features", CYAML_FLAG_STRICT, struct platform_guest, sev_features,
                          sev_features, CYAML_ARRAY_LEN(sev_features)),
        CYAML_FIELD_END
};

/*
 * Keys that are OPTIONAL are zero if they are not there, which the structure's comments explain. STRICT: a
 * word that the list has not is refused.
 */
static const cyaml_schema_field_t platform_schema[] = {
        CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct platform, name, 1, 63),
        CYAML_FIELD_MAPPING("svsm", CYAML_FLAG_DEFAULT, struct platform, svsm, svsm_schema),
        CYAML_FIELD_MAPPING("console", CYAML_FLAG_OPTIONAL, struct platform, console, uart_schema),
        CYAML_FIELD_MAPPING("channel", CYAML_FLAG_OPTIONAL, struct platform, channel, uart_schema),
        CYAML_FIELD_ENUM("injection", CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL, struct platform,
                         injection, injection_kinds, CYAML_ARRAY_LEN(injection_kinds)),
        CYAML_FIELD_MAPPING("memory", CYAML_FLAG_OPTIONAL, struct platform, memory, memory_schema),
        CYAML_FIELD_FLAGS("cpu_optional", CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL, struct platform,
                          cpu_optional, cpu_features, CYAML_ARRAY_LEN(cpu_features)),
        CYAML_FIELD_FLAGS("tpm_localities", CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL,
                          struct platform, tpm_localities, localities, CYAML_ARRAY_LEN(localities)),
        CYAML_FIELD_UINT("policy", CYAML_FLAG_DEFAULT, struct platform, policy),
        CYAML_FIELD_FLAGS("sev_features", CYAML_FLAG_STRICT, struct platform, sev_features,
                          sev_features, CYAML_ARRAY_LEN(sev_features)),
        CYAML_FIELD_MAPPING("guest", CYAML_FLAG_OPTIONAL, struct platform, guest, guest_schema),
        CYAML_FIELD_ENUM("vmsa", CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL, struct platform, vmsa,
                         vmsa_kinds, CYAML_ARRAY_LEN(vmsa_kinds)),
        CYAML_FIELD_UINT("vcpus", CYAML_FLAG_OPTIONAL, struct platform, vcpus),
        CYAML_FIELD_END
};

static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(
        CYAML_FLAG_POINTER, struct platform, platform_schema) };

/* What libcyaml says while it loads: the first line is the complaint, a later one has the place. */
struct complaint {
        char text[160];
        unsigned int line; /* 0: not said */
};

/* libcyaml tells errors as text alone. "Load: " in front of them is of no use to who wrote the file. */
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

/* Of what the file asks for, what VMPL0 could not keep: who reads the file would believe that it is there. */
static const char *not_enforced(const struct platform *platform)
{
        if (platform->injection != 0)
                return "injection: VMPL0 has no #HV handler, so it cannot enforce this";
        if (platform->sev_features & SEV_FEATURE_VMSA_REG_PROT)
                return "sev_features: vmsa-reg-prot scrambles the registers of the guest's save "
                       "area, which VMPL0 must read and write";
        if (platform->sev_features & SEV_FEATURE_VTOM)
                return "sev_features: with vtom no page table decides what is private, and "
                       "VMPL0's do";
        return NULL;
}

/*
 * What would fail later, or in the kernel: where VMPL0's memory is, and how much the guest must have and may
 * have.
 */
static const char *wrong_memory(const struct platform *platform)
{
        const struct platform_range *svsm = &platform->svsm;
        const struct params_memory *memory = &platform->memory;

        if (svsm->size == 0 || !large_page_aligned(svsm->base) || !large_page_aligned(svsm->size))
                return "svsm: base and size must be multiples of 2 MiB, size not 0";
        if (svsm->base > UINT32_MAX || svsm->size > UINT32_MAX - svsm->base)
                return "svsm: must lie below 4 GiB, since the kernel starts in 32-bit mode";
        if (memory->most != 0 && memory->most < memory->least)
                return "memory: most is less than least";
        if (!page_aligned(memory->end))
                return "memory: end must be a multiple of 4 KiB";
        return NULL;
}

/* The others are refused by the parameter block's reader as well (lib/params/block.c). */
static const char *wrong_guest(const struct platform *platform)
{
        const uint64_t possible = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP |
                                  SEV_FEATURE_PREVENT_HOST_IBS | SEV_FEATURE_BTB_ISOLATION |
                                  SEV_FEATURE_SECURE_TSC | SEV_FEATURE_SMT_PROTECTION;
        const uint64_t features = platform->guest.sev_features;

        if (features == 0)
                return NULL;
        if (!(features & SEV_FEATURE_SNP))
                return "guest: sev_features: snp is missing";
        if (features & ~possible)
                return "guest: sev_features: only snp, debug-swap, prevent-host-ibs, "
                       "btb-isolation, secure-tsc and smt-protection can be a guest's";
        if (features & ~platform->sev_features & SEV_FEATURE_SECURE_TSC)
                return "guest: sev_features: secure-tsc needs VMPL0's, which asks for the scale";
        return NULL;
}

/* What the schema cannot say, beginning with the key; NULL if all is well. */
static const char *wrong_value(const struct platform *platform)
{
        const char *wrong = wrong_memory(platform);

        if (wrong)
                return wrong;
        if (!(platform->policy & POLICY_MUST_BE_ONE))
                return "policy: bit 17 must be 1 (SEV-SNP firmware ABI, guest policy)";
        if (!(platform->sev_features & SEV_FEATURE_SNP))
                return "sev_features: snp is missing";
        if (platform->vcpus > MOST_VCPUS)
                return "vcpus: VMPL0 runs on 512 at most";
        if (platform->vmsa == PLATFORM_VMSA_DIRECT && platform->vcpus > 1)
                return "vcpus: with a direct save area there is that one, and KVM adds none";
        if (platform->cpu_optional & ~PARAMS_CPU_CAN_BE_OPTIONAL)
                return "cpu_optional: rdrand is executed by the kernel's start in any case";
        return wrong_guest(platform) ? wrong_guest(platform) : not_enforced(platform);
}

/* The line of the key with which @wrong begins. */
static unsigned int line_of(const char *path, const char *wrong)
{
        char key[32];
        struct file file;
        unsigned int line;

        snprintf(key, sizeof(key), "%.*s", (int)strcspn(wrong, ":"), wrong);
        if (file_read(path, &file) != 0)
                return 0;
        line = find_key(&file, 1, key);
        file_free(&file);
        return line;
}

/* Again at each load, with the same result. */
static void name_cpu_features(void)
{
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                cpu_features[i] =
                        (cyaml_strval_t){ params_cpu_name(i), (int64_t)(UINT64_C(1) << i) };
}

/*
 * On failure *@complaint says why, and where if libcyaml knows; what was allocated until then libcyaml has
 * freed.
 */
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

/* First libcyaml by the schema, then what a schema cannot say; of several faults the first is told. */
struct platform *platform_load(const char *path, char *message, size_t message_size)
{
        struct complaint complaint = { 0 };
        struct platform *platform;
        const char *wrong;

        name_cpu_features();
        platform = load(path, &complaint);
        wrong = platform ? wrong_value(platform) : complaint.text;
        if (!wrong)
                return platform;
        if (platform)
                complaint.line = line_of(path, wrong);
        if (complaint.line)
                snprintf(message, message_size, "%s:%u: %s", path, complaint.line, wrong);
        else
                snprintf(message, message_size, "%s: %s", path, wrong);
        platform_free(platform);
        return NULL;
}

/* By the schema, which knows what is a pointer. NULL may be freed. */
void platform_free(struct platform *platform)
{
        const cyaml_config_t config = { .mem_fn = cyaml_mem, .log_level = CYAML_LOG_ERROR };

        if (platform)
                cyaml_free(&config, &schema, platform, 0);
}
