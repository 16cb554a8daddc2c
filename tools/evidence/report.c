/*
 * tools/evidence/report.c - see report.h. Reserved bits and the zeros that older versions have in
 * the place of newer fields are insisted on: a report of a firmware that knows more may mean
 * something that is not understood here.
 */
#include "tools/evidence/report.h"

#include <stdbool.h>
#include <string.h>

#define POLICY_KNOWN        UINT64_C(0x3ffffff) /* 25:0 */
#define PLATFORM_INFO_KNOWN UINT64_C(0xbf)      /* 5:0 and 7 */
#define KEY_INFO_KNOWN      0x1fu
#define SCALAR_SIZE         48

static bool is_zero(const void *data, size_t size)
{
        const uint8_t *bytes = data;

        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return false;
        }
        return true;
}

#define ALL_ZERO(field) is_zero(&(field), sizeof(field))

static bool reserved_is_zero(const struct snp_report *report)
{
        return ALL_ZERO(report->reserved_4c) && ALL_ZERO(report->reserved_18b) &&
               report->reserved_1eb == 0 && report->reserved_1ef == 0 &&
               ALL_ZERO(report->reserved_208) && ALL_ZERO(report->reserved_330) &&
               (report->policy & ~POLICY_KNOWN) == 0 &&
               (report->platform_info & ~PLATFORM_INFO_KNOWN) == 0 &&
               (report->key_info & ~KEY_INFO_KNOWN) == 0;
}

/* What older versions do not have is zero there. */
static bool later_is_zero(const struct snp_report *report)
{
        bool cpuid = report->cpuid_family || report->cpuid_model || report->cpuid_stepping;
        bool mitigations = report->launch_mitigation_vector || report->current_mitigation_vector;

        return (report->version >= 3 || !cpuid) && (report->version >= 5 || !mitigations);
}

/* R and S are little-endian, of 48 bytes in a field of 72; zero is no scalar. */
static bool good_scalar(const uint8_t scalar[72])
{
        return !is_zero(scalar, SCALAR_SIZE) && is_zero(scalar + SCALAR_SIZE, 72 - SCALAR_SIZE);
}

const char *report_read(const void *data, size_t size, struct snp_report *out)
{
        if (size != SNP_REPORT_SIZE)
                return "it has not the size of a report";
        memcpy(out, data, SNP_REPORT_SIZE);
        if (out->version != 2 && out->version != 3 && out->version != 5)
                return "its version is not 2, 3 or 5";
        if (out->signature_algorithm != SNP_REPORT_SIGNATURE_ECDSA)
                return "it is not signed with P-384 and SHA-384";
        if (!(out->policy & SNP_POLICY_ONE))
                return "bit 17 of its policy is not set";
        if (!reserved_is_zero(out))
                return "something that is reserved is not zero";
        if (!later_is_zero(out))
                return "it has fields of a later version";
        if (!good_scalar(out->signature_r) || !good_scalar(out->signature_s))
                return "its signature has not the form of one";
        return NULL;
}

/* Families and models of a product line, combined values (virtee/sev, Generation). */
static bool product_has_cpu(enum snp_product product, unsigned int family, unsigned int model)
{
        switch (product) {
        case SNP_PRODUCT_MILAN:
                return family == 0x19 && model <= 0x0f;
        case SNP_PRODUCT_GENOA:
                return family == 0x19 &&
                       ((model >= 0x10 && model <= 0x1f) || (model >= 0xa0 && model <= 0xaf));
        case SNP_PRODUCT_TURIN:
                return family == 0x1a && model <= 0x1f;
        default:
                return false;
        }
}

bool report_may_be_of(const struct snp_report *report, enum snp_product product)
{
        return report->version < 3 ||
               product_has_cpu(product, report->cpuid_family, report->cpuid_model);
}

unsigned int report_signing_key(const struct snp_report *report)
{
        return report->key_info >> SNP_KEY_INFO_SIGNING_SHIFT & SNP_KEY_INFO_SIGNING_MASK;
}

static void print_bytes(const char *name, const uint8_t *bytes, size_t size, FILE *out)
{
        fprintf(out, "%-22s  ", name);
        for (size_t i = 0; i < size; i++)
                fprintf(out, "%02x", bytes[i]);
        fputc('\n', out);
}

static void print_number(const char *name, uint64_t value, FILE *out)
{
        fprintf(out, "%-22s  0x%llx\n", name, (unsigned long long)value);
}

static void print_policy(uint64_t policy, FILE *out)
{
        fprintf(out, "%-22s  0x%llx: ABI %u.%u or later%s%s%s%s\n", "policy",
                (unsigned long long)policy, (unsigned int)(policy >> 8 & 0xff),
                (unsigned int)(policy & 0xff), policy & SNP_POLICY_SMT ? ", SMT" : "",
                policy & SNP_POLICY_MIGRATION ? ", migration agent" : "",
                policy & SNP_POLICY_DEBUG ? ", DEBUG" : "",
                policy & SNP_POLICY_SINGLE_SOCKET ? ", single socket" : "");
}

static void print_version(const char *name, unsigned int major, unsigned int minor,
                          unsigned int build, FILE *out)
{
        fprintf(out, "%-22s  %u.%u build %u\n", name, major, minor, build);
}

static void print_guest(const struct snp_report *report, FILE *out)
{
        print_number("guest SVN", report->guest_svn, out);
        print_policy(report->policy, out);
        print_bytes("family ID", report->family_id, sizeof(report->family_id), out);
        print_bytes("image ID", report->image_id, sizeof(report->image_id), out);
        print_number("VMPL", report->vmpl, out);
        print_bytes("report data", report->report_data, sizeof(report->report_data), out);
        print_bytes("measurement", report->measurement, sizeof(report->measurement), out);
        print_bytes("host data", report->host_data, sizeof(report->host_data), out);
        print_bytes("ID key digest", report->id_key_digest, sizeof(report->id_key_digest), out);
        print_bytes("author key digest", report->author_key_digest,
                    sizeof(report->author_key_digest), out);
        print_bytes("report ID", report->report_id, sizeof(report->report_id), out);
        print_bytes("migration agent's ID", report->report_id_ma, sizeof(report->report_id_ma),
                    out);
}

/* SIGNING_KEY has three bits; 0, 1 and 7 are given out (AMD 56860, ATTESTATION_REPORT). */
void report_print(const struct snp_report *report, FILE *out)
{
        static const char *const keys[8] = { "VCEK", "VLEK", "2", "3", "4", "5", "6", "none" };

        print_number("version", report->version, out);
        print_guest(report, out);
        fprintf(out, "%-22s  %s\n", "signing key", keys[report_signing_key(report)]);
        fprintf(out, "%-22s  %s\n", "author key",
                report->key_info & SNP_KEY_INFO_AUTHOR_KEY ? "enabled" : "none");
        print_number("platform info", report->platform_info, out);
        print_number("current TCB", report->current_tcb, out);
        print_number("reported TCB", report->reported_tcb, out);
        print_number("committed TCB", report->committed_tcb, out);
        print_number("launch TCB", report->launch_tcb, out);
        if (report->version >= 3)
                fprintf(out, "%-22s  family 0x%02x, model 0x%02x, stepping %u\n", "CPUID",
                        report->cpuid_family, report->cpuid_model, report->cpuid_stepping);
        print_bytes("chip ID", report->chip_id, sizeof(report->chip_id), out);
        print_version("current firmware", report->current_major, report->current_minor,
                      report->current_build, out);
        print_version("committed firmware", report->committed_major, report->committed_minor,
                      report->committed_build, out);
        if (report->version >= 5) {
                print_number("launch mitigations", report->launch_mitigation_vector, out);
                print_number("current mitigations", report->current_mitigation_vector, out);
        }
}
