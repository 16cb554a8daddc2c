/* tools/attest/kbs/snp_evidence.c - see snp_evidence.h. */
#include "tools/attest/kbs/snp_evidence.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/snp/certificate_table.h"
#include "tools/attest/kbs/base64.h"
#include "tools/evidence/report.h"

bool snp_evidence_is_bound(const struct snp_evidence *evidence, const struct svsm_service *service,
                           const uint8_t nonce[SNP_REPORT_DATA_SIZE])
{
        uint8_t expected[SNP_REPORT_DATA_SIZE];
        EVP_MD_CTX *context;
        bool good;

        if (!service->guid)
                return CRYPTO_memcmp(evidence->report.report_data, nonce, SNP_REPORT_DATA_SIZE) ==
                       0;
        context = EVP_MD_CTX_new();
        good = context && EVP_DigestInit_ex(context, EVP_sha512(), NULL) == 1 &&
               EVP_DigestUpdate(context, nonce, SNP_REPORT_DATA_SIZE) == 1 &&
               EVP_DigestUpdate(context, evidence->manifest.data, evidence->manifest.size) == 1 &&
               EVP_DigestFinal_ex(context, expected, NULL) == 1;
        EVP_MD_CTX_free(context);
        return good && CRYPTO_memcmp(evidence->report.report_data, expected, sizeof(expected)) == 0;
}

static void write_bytes(FILE *out, const char *name, const uint8_t *data, size_t size)
{
        fprintf(out, "\"%s\":[", name);
        for (size_t i = 0; i < size; i++)
                fprintf(out, "%s%u", i ? "," : "", data[i]);
        fputs("]", out);
}

#define BYTES(out, report, name) write_bytes(out, #name, (report)->name, sizeof((report)->name))

static bool is_of(const struct snp_report *report, enum snp_product expected)
{
        enum snp_product product;

        return report_product(report, &product) && product == expected;
}

static bool is_turin(const struct snp_report *report)
{
        return is_of(report, SNP_PRODUCT_TURIN);
}

bool snp_evidence_has_form(const struct snp_evidence *evidence)
{
        return !is_of(&evidence->report, SNP_PRODUCT_VENICE);
}

/*
 * The reader's structure has numbers in place of TCB_VERSION's bytes, in which lines of products differ (AMD 56860, table
 * TCB_VERSION). sev 4 knows one order only, and calls the four bytes between tee and snp _reserved.
 */
static void write_tcb(FILE *out, const char *name, uint64_t tcb, bool turin)
{
        uint8_t bytes[8];

        memcpy(bytes, &tcb, sizeof(bytes));
        if (turin)
                fprintf(out,
                        "\"%s\":{\"fmc\":%u,\"bootloader\":%u,\"tee\":%u,\"snp\":%u,"
                        "\"microcode\":%u}",
                        name, bytes[0], bytes[1], bytes[2], bytes[3], bytes[7]);
        else
                fprintf(out,
                        "\"%s\":{\"fmc\":null,\"bootloader\":%u,\"tee\":%u,\"_reserved\":[%u,%u,%u,%u],"
                        "\"snp\":%u,\"microcode\":%u}",
                        name, bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6],
                        bytes[7]);
}

/* What is in a report from @version on; before, the same bytes are reserved. */
static void write_optional(FILE *out, const char *name, uint64_t value, bool there)
{
        if (there)
                fprintf(out, "\"%s\":%" PRIu64, name, value);
        else
                fprintf(out, "\"%s\":null", name);
}

static void write_identity(FILE *out, const struct snp_report *report)
{
        fprintf(out, "\"version\":%" PRIu32 ",\"guest_svn\":%" PRIu32 ",\"policy\":%" PRIu64 ",",
                report->version, report->guest_svn, report->policy);
        BYTES(out, report, family_id);
        fputs(",", out);
        BYTES(out, report, image_id);
        fprintf(out, ",\"vmpl\":%" PRIu32 ",\"sig_algo\":%" PRIu32 ",", report->vmpl,
                report->signature_algorithm);
        write_tcb(out, "current_tcb", report->current_tcb, is_turin(report));
        fprintf(out, ",\"plat_info\":%" PRIu64 ",\"key_info\":%" PRIu32 ",", report->platform_info,
                report->key_info);
        BYTES(out, report, report_data);
        fputs(",", out);
        BYTES(out, report, measurement);
        fputs(",", out);
        BYTES(out, report, host_data);
        fputs(",", out);
        BYTES(out, report, id_key_digest);
        fputs(",", out);
        BYTES(out, report, author_key_digest);
        fputs(",", out);
        BYTES(out, report, report_id);
        fputs(",", out);
        BYTES(out, report, report_id_ma);
        fputs(",", out);
}

static void write_platform(FILE *out, const struct snp_report *report)
{
        bool turin = is_turin(report);

        write_tcb(out, "reported_tcb", report->reported_tcb, turin);
        fputs(",", out);
        write_optional(out, "cpuid_fam_id", report->cpuid_family, report->version >= 3);
        fputs(",", out);
        write_optional(out, "cpuid_mod_id", report->cpuid_model, report->version >= 3);
        fputs(",", out);
        write_optional(out, "cpuid_step", report->cpuid_stepping, report->version >= 3);
        fputs(",", out);
        BYTES(out, report, chip_id);
        fputs(",", out);
        write_tcb(out, "committed_tcb", report->committed_tcb, turin);
        fprintf(out, ",\"current\":{\"major\":%u,\"minor\":%u,\"build\":%u}", report->current_major,
                report->current_minor, report->current_build);
        fprintf(out, ",\"committed\":{\"major\":%u,\"minor\":%u,\"build\":%u},",
                report->committed_major, report->committed_minor, report->committed_build);
        write_tcb(out, "launch_tcb", report->launch_tcb, turin);
        fputs(",", out);
        write_optional(out, "launch_mit_vector", report->launch_mitigation_vector,
                       report->version >= 5);
        fputs(",", out);
        write_optional(out, "current_mit_vector", report->current_mitigation_vector,
                       report->version >= 5);
        fputs(",", out);
}

/* The same bytes once more, as sev 4 divides them: it signs over what it reads, so it needs the reserved ones. */
static void write_sev_4(FILE *out, const struct snp_report *report)
{
        const uint8_t *bytes = (const uint8_t *)report;

        fprintf(out, "\"_author_key_en\":%" PRIu32 ",\"_reserved_0\":%" PRIu32 ",",
                report->key_info, report->reserved_4c);
        write_bytes(out, "_reserved_1", bytes + offsetof(struct snp_report, cpuid_family), 24);
        fprintf(out,
                ",\"current_build\":%u,\"current_minor\":%u,\"current_major\":%u,\"_reserved_2\":%u",
                report->current_build, report->current_minor, report->current_major,
                report->reserved_1eb);
        fprintf(out,
                ",\"committed_build\":%u,\"committed_minor\":%u,\"committed_major\":%u,\"_reserved_3\":%u,",
                report->committed_build, report->committed_minor, report->committed_major,
                report->reserved_1ef);
        write_bytes(out, "_reserved_4",
                    bytes + offsetof(struct snp_report, launch_mitigation_vector), 168);
        fputs(",", out);
}

static void write_report(FILE *out, const struct snp_report *report)
{
        fputs("{", out);
        write_identity(out, report);
        write_platform(out, report);
        write_sev_4(out, report);
        fputs("\"signature\":{", out);
        write_bytes(out, "r", report->signature_r, sizeof(report->signature_r));
        fputs(",", out);
        write_bytes(out, "s", report->signature_s, sizeof(report->signature_s));
        fputs(",", out);
        write_bytes(out, "_reserved", report->reserved_330, sizeof(report->reserved_330));
        fputs("}}", out);
}

/* What the reader's CertType calls a certificate; NULL: it would do nothing with it. */
static const char *certificate_name(const uint8_t guid[SNP_GUID_SIZE])
{
        static const struct {
                uint8_t guid[SNP_GUID_SIZE];
                const char *name;
        } known[] = {
                { SNP_GUID_VCEK, "VCEK" },
                { SNP_GUID_VLEK, "VLEK" },
                { SNP_GUID_ASK, "ASK" },
                { SNP_GUID_ARK, "ARK" },
        };

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
                if (memcmp(known[i].guid, guid, SNP_GUID_SIZE) == 0)
                        return known[i].name;
        }
        return NULL;
}

static bool has_leaf(const struct certificate_table *table)
{
        static const uint8_t vcek[SNP_GUID_SIZE] = SNP_GUID_VCEK;
        static const uint8_t vlek[SNP_GUID_SIZE] = SNP_GUID_VLEK;
        struct certificate found;

        return certificate_table_find(table, vcek, &found) == 0 ||
               certificate_table_find(table, vlek, &found) == 0;
}

/* A verifier that is given a chain wants the leaf in it, and asks AMD only if it is given none. */
static void write_chain(FILE *out, const struct file *bytes)
{
        struct certificate_table table;
        const char *separator = "";

        if (certificate_table_open(&table, bytes->data, bytes->size) || !has_leaf(&table)) {
                fputs("null", out);
                return;
        }
        fputs("[", out);
        for (unsigned int i = 0; i < table.count; i++) {
                struct certificate certificate = certificate_table_entry(&table, i);
                const char *name = certificate_name(certificate.guid);

                if (!name)
                        continue;
                fprintf(out, "%s{\"cert_type\":\"%s\",", separator, name);
                write_bytes(out, "data", certificate.der, certificate.size);
                fputs("}", out);
                separator = ",";
        }
        fputs("]", out);
}

static void write_manifest(FILE *out, const struct svsm_service *service, const char *encoded)
{
        fprintf(out,
                ",\"svsm_manifest\":\"%s\",\"svsm_service_guid\":\"%s\","
                "\"svsm_manifest_version\":%u",
                encoded, service->guid, service->version);
}

char *snp_evidence_json(const struct snp_evidence *evidence, const struct svsm_service *service)
{
        char *encoded = base64_plain(evidence->manifest.data, evidence->manifest.size);
        char *text = NULL;
        size_t size = 0;
        FILE *out = encoded ? open_memstream(&text, &size) : NULL;

        if (!out) {
                free(encoded);
                return NULL;
        }
        fputs("{\"attestation_report\":", out);
        write_report(out, &evidence->report);
        fputs(",\"cert_chain\":", out);
        write_chain(out, &evidence->certificates);
        if (service->guid)
                write_manifest(out, service, encoded);
        fputs("}", out);
        free(encoded);
        if (fclose(out) == 0)
                return text;
        free(text);
        return NULL;
}

void snp_evidence_free(struct snp_evidence *evidence)
{
        file_free(&evidence->certificates);
        file_free(&evidence->manifest);
}
