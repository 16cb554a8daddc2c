/* tools/evidence/report_print.c - see report_print.h. */
#include "tools/evidence/report_print.h"

#include "tools/evidence/report.h"
#include "tools/evidence/report_bits.h"

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

static void print_bits(const struct report_bit *bits, uint64_t value, const char *before, FILE *out)
{
        for (; bits->name; bits++) {
                if (value & bits->mask) {
                        fprintf(out, "%s%s", before, bits->name);
                        before = ", ";
                }
        }
        fputc('\n', out);
}

static void print_policy(uint64_t policy, FILE *out)
{
        fprintf(out, "%-22s  0x%llx: ABI %u.%u or later", "policy", (unsigned long long)policy,
                (unsigned int)(policy >> 8 & 0xff), (unsigned int)(policy & 0xff));
        print_bits(report_policy_bits, policy, ", ", out);
}

static void print_platform(uint64_t info, FILE *out)
{
        fprintf(out, "%-22s  0x%llx", "platform info", (unsigned long long)info);
        print_bits(report_platform_bits, info, ": ", out);
}

static void print_version(const char *name, unsigned int major, unsigned int minor,
                          unsigned int build, FILE *out)
{
        fprintf(out, "%-22s  %u.%u build %u\n", name, major, minor, build);
}

/* Its parts too, if it is known in which order they are. */
static void print_tcb(const char *name, uint64_t value, const enum snp_product *product, FILE *out)
{
        struct snp_tcb tcb;

        fprintf(out, "%-22s  0x%llx", name, (unsigned long long)value);
        if (product && snp_tcb_decode(*product, value, &tcb)) {
                if (snp_product_facts(*product)->has_microcode)
                        fprintf(out, ": boot loader %u, TEE %u, SNP %u, microcode %u",
                                tcb.boot_loader, tcb.tee, tcb.snp, tcb.microcode);
                else
                        fprintf(out, ": TEE %u, SNP %u", tcb.tee, tcb.snp);
                if (snp_product_facts(*product)->has_fmc)
                        fprintf(out, ", FMC %u", tcb.fmc);
        }
        fputc('\n', out);
}

/* Which firmware each byte is of (AMD 56860, 1.59, table 6; virtee/sev, EtcbVersion). */
static void print_etcb(const char *name, const uint8_t etcb[SNP_ETCB_SIZE], FILE *out)
{
        static const char *const parts[SNP_ETCB_PARTS] = {
                "IP key manager", "MP1",        "ART FMC",    "ART",       "HAD",
                "boot driver",    "PreEsid",    "TMPM",       "microcode", "SoC driver",
                "ASP OS driver",  "FHP driver", "DPE driver", "ARG"
        };

        fprintf(out, "%-22s  ", name);
        for (size_t i = 0; i < SNP_ETCB_PARTS; i++)
                fprintf(out, "%s%s %u", i ? ", " : "", parts[i], etcb[i]);
        fputc('\n', out);
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
static void print_keys(const struct snp_report *report, FILE *out)
{
        static const char *const keys[8] = { "VCEK", "VLEK", "2", "3", "4", "5", "6", "none" };

        fprintf(out, "%-22s  %s%s\n", "signing key", keys[report_signing_key(report)],
                report->key_info & SNP_KEY_INFO_MASK_CHIP_KEY ? ", the chip's key is masked" : "");
        fprintf(out, "%-22s  %s\n", "author key",
                report->key_info & SNP_KEY_INFO_AUTHOR_KEY ? "enabled" : "none");
}

static void print_cpu(const struct snp_report *report, FILE *out)
{
        const char *name = report_cpu_name(report);

        if (report->version >= 3)
                fprintf(out, "%-22s  family 0x%02x, model 0x%02x, stepping %u: %s\n", "CPUID",
                        report->cpuid_family, report->cpuid_model, report->cpuid_stepping,
                        name ? name : "not known here");
}

static void print_platform_state(const struct snp_report *report, FILE *out)
{
        enum snp_product product;
        const enum snp_product *known = report_product(report, &product) ? &product : NULL;

        print_platform(report->platform_info, out);
        print_tcb("current TCB", report->current_tcb, known, out);
        print_tcb("reported TCB", report->reported_tcb, known, out);
        print_tcb("committed TCB", report->committed_tcb, known, out);
        print_tcb("launch TCB", report->launch_tcb, known, out);
        print_cpu(report, out);
        print_bytes("chip ID", report->chip_id, sizeof(report->chip_id), out);
        print_version("current firmware", report->current_major, report->current_minor,
                      report->current_build, out);
        print_version("committed firmware", report->committed_major, report->committed_minor,
                      report->committed_build, out);
        if (report->version >= 5) {
                print_number("launch mitigations", report->launch_mitigation_vector, out);
                print_number("current mitigations", report->current_mitigation_vector, out);
        }
        if (report->version >= 6) {
                print_etcb("current extended TCB", report->current_etcb, out);
                print_etcb("committed extended TCB", report->committed_etcb, out);
                print_etcb("launch extended TCB", report->launch_etcb, out);
        }
}

void report_print(const struct snp_report *report, FILE *out)
{
        enum snp_product product;
        char unknown[REPORT_UNKNOWN_MAX];

        print_number("version", report->version, out);
        print_guest(report, out);
        print_keys(report, out);
        print_platform_state(report, out);
        if (report_unknown(report, report_product(report, &product) ? &product : NULL, unknown))
                fprintf(out, "%-22s  %s\n", "not known here", unknown);
}
