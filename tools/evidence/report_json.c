/* tools/evidence/report_json.c - see report_json.h. Nothing is printed of a report but numbers and words of ours. */
#include "tools/evidence/report_json.h"

#include "tools/common/json.h"
#include "tools/evidence/report.h"
#include "tools/evidence/report_bits.h"

static void print_bytes(const char *name, const uint8_t *bytes, size_t size, FILE *out)
{
        fprintf(out, ",\n \"%s\": \"", name);
        for (size_t i = 0; i < size; i++)
                fprintf(out, "%02x", bytes[i]);
        fputc('"', out);
}

#define PRINT_BYTES(report, field, out) \
        print_bytes(#field, (report)->field, sizeof((report)->field), out)

static void print_value(const char *name, uint64_t value, FILE *out)
{
        fprintf(out, ",\n \"%s\": \"0x%llx\"", name, (unsigned long long)value);
}

static const char *truth(bool value)
{
        return value ? "true" : "false";
}

static void print_bits(const char *name, uint64_t value, const struct report_bit *bits, FILE *out)
{
        fprintf(out, ",\n \"%s\": {\"value\": \"0x%llx\"", name, (unsigned long long)value);
        for (; bits->name; bits++)
                fprintf(out, ", \"%s\": %s", bits->key, truth(value & bits->mask));
}

static void print_tcb(const char *name, uint64_t value, const enum snp_product *product, FILE *out)
{
        struct snp_tcb tcb;

        fprintf(out, ",\n \"%s\": {\"value\": \"0x%llx\"", name, (unsigned long long)value);
        if (product && snp_tcb_decode(*product, value, &tcb)) {
                fprintf(out, ", \"tee\": %u, \"snp\": %u", tcb.tee, tcb.snp);
                if (snp_product_facts(*product)->has_microcode)
                        fprintf(out, ", \"boot_loader\": %u, \"microcode\": %u", tcb.boot_loader,
                                tcb.microcode);
                if (snp_product_facts(*product)->has_fmc)
                        fprintf(out, ", \"fmc\": %u", tcb.fmc);
        }
        fputc('}', out);
}

static void print_version(const char *name, unsigned int major, unsigned int minor,
                          unsigned int build, FILE *out)
{
        fprintf(out, ",\n \"%s\": {\"major\": %u, \"minor\": %u, \"build\": %u}", name, major,
                minor, build);
}

static void print_guest(const struct snp_report *report, FILE *out)
{
        fprintf(out, "{\"version\": %u,\n \"guest_svn\": %u", (unsigned int)report->version,
                (unsigned int)report->guest_svn);
        print_bits("policy", report->policy, report_policy_bits, out);
        fprintf(out, ", \"abi_major\": %u, \"abi_minor\": %u}",
                (unsigned int)(report->policy >> 8 & 0xff), (unsigned int)(report->policy & 0xff));
        PRINT_BYTES(report, family_id, out);
        PRINT_BYTES(report, image_id, out);
        fprintf(out, ",\n \"vmpl\": %u", (unsigned int)report->vmpl);
        PRINT_BYTES(report, report_data, out);
        PRINT_BYTES(report, measurement, out);
        PRINT_BYTES(report, host_data, out);
        PRINT_BYTES(report, id_key_digest, out);
        PRINT_BYTES(report, author_key_digest, out);
        PRINT_BYTES(report, report_id, out);
        PRINT_BYTES(report, report_id_ma, out);
}

static void print_keys(const struct snp_report *report, FILE *out)
{
        unsigned int key = report_signing_key(report);

        fprintf(out, ",\n \"signing_key\": \"%s\"",
                key == SNP_SIGNING_KEY_VCEK   ? "VCEK"
                : key == SNP_SIGNING_KEY_VLEK ? "VLEK"
                : key == SNP_SIGNING_KEY_NONE ? "none"
                                              : "unknown");
        fprintf(out, ",\n \"author_key\": %s", truth(report->key_info & SNP_KEY_INFO_AUTHOR_KEY));
        fprintf(out, ",\n \"chip_key_masked\": %s",
                truth(report->key_info & SNP_KEY_INFO_MASK_CHIP_KEY));
}

/* null: the version has no such field, or the CPU is not known. */
static void print_cpu(const struct snp_report *report, FILE *out)
{
        const char *name = report_cpu_name(report);

        if (report->version < 3) {
                fputs(",\n \"cpu\": null", out);
                return;
        }
        fprintf(out, ",\n \"cpu\": {\"family\": %u, \"model\": %u, \"stepping\": %u, \"product\": ",
                report->cpuid_family, report->cpuid_model, report->cpuid_stepping);
        if (name)
                json_string(out, name);
        else
                fputs("null", out);
        fputc('}', out);
}

static void print_platform(const struct snp_report *report, const enum snp_product *product,
                           FILE *out)
{
        print_bits("platform_info", report->platform_info, report_platform_bits, out);
        fputc('}', out);
        print_tcb("current_tcb", report->current_tcb, product, out);
        print_tcb("reported_tcb", report->reported_tcb, product, out);
        print_tcb("committed_tcb", report->committed_tcb, product, out);
        print_tcb("launch_tcb", report->launch_tcb, product, out);
        print_cpu(report, out);
        PRINT_BYTES(report, chip_id, out);
        print_version("current_firmware", report->current_major, report->current_minor,
                      report->current_build, out);
        print_version("committed_firmware", report->committed_major, report->committed_minor,
                      report->committed_build, out);
        if (report->version >= 5) {
                print_value("launch_mitigations", report->launch_mitigation_vector, out);
                print_value("current_mitigations", report->current_mitigation_vector, out);
        }
        if (report->version >= 6) {
                PRINT_BYTES(report, current_etcb, out);
                PRINT_BYTES(report, committed_etcb, out);
                PRINT_BYTES(report, launch_etcb, out);
        }
}

void report_print_json(const struct snp_report *report, FILE *out)
{
        enum snp_product line;
        const enum snp_product *product = report_product(report, &line) ? &line : NULL;
        char unknown[REPORT_UNKNOWN_MAX];

        print_guest(report, out);
        print_keys(report, out);
        print_platform(report, product, out);
        fputs(",\n \"not_known_here\": ", out);
        if (report_unknown(report, product, unknown))
                json_string(out, unknown);
        else
                fputs("null", out);
        fputs("}\n", out);
}
