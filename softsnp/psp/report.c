/*
 * softsnp/psp/report.c - attestation reports: MSG_REPORT_REQ and its response (AMD 56860, tables 20 to 23; lib/snp/report.h).
 *
 * There is no migration agent: REPORT_ID_MA is all ones. Fields of later versions of a report stay zero in earlier ones.
 */
#include <stdbool.h>

#include <bearssl.h>

#include "lib/base/memory.h"
#include "softsnp/psp/answers.h"

#define KEY_SELECT_VLEK 2
#define DIGEST_SIZE     48

static void fill_guest(const struct psp_guest *guest, struct snp_report *report)
{
        report->policy = guest->policy;
        memcpy(report->measurement, guest->digest, sizeof(report->measurement));
        memcpy(report->report_id, guest->report_id, sizeof(report->report_id));
        memset(report->report_id_ma, 0xff, sizeof(report->report_id_ma));
}

static void fill_id(const struct snp_id_facts *id, struct snp_report *report)
{
        report->guest_svn = id->guest_svn;
        memcpy(report->family_id, id->family_id, sizeof(report->family_id));
        memcpy(report->image_id, id->image_id, sizeof(report->image_id));
        memcpy(report->id_key_digest, id->id_key_digest, sizeof(report->id_key_digest));
        memcpy(report->author_key_digest, id->author_key_digest, sizeof(report->author_key_digest));
        report->key_info |= id->author_key_enabled ? SNP_KEY_INFO_AUTHOR_KEY : 0;
}

static void fill_versions(const struct snp_chip *chip, struct snp_report *report)
{
        report->current_tcb = chip->current_tcb;
        report->reported_tcb = chip->reported_tcb;
        report->committed_tcb = chip->committed_tcb;
        report->launch_tcb = chip->launch_tcb;
        report->current_build = report->committed_build = chip->firmware[0];
        report->current_minor = report->committed_minor = chip->firmware[1];
        report->current_major = report->committed_major = chip->firmware[2];
}

static void fill_chip(const struct snp_chip *chip, struct snp_report *report)
{
        const struct snp_product_facts *product = snp_product_facts(chip->product);

        report->version = chip->report_version;
        report->platform_info = chip->platform_info;
        memcpy(report->chip_id, chip->chip_id, sizeof(report->chip_id));
        if (report->version >= 3) {
                report->cpuid_family = product->cpuid_family;
                report->cpuid_model = product->cpuid_model;
                report->cpuid_stepping = product->cpuid_stepping;
        }
        if (report->version >= 5) {
                report->launch_mitigation_vector = chip->mitigation_vector;
                report->current_mitigation_vector = chip->mitigation_vector;
        }
}

/* Numbers of a signature are little-endian (AMD 56860, table 115), BearSSL's are big-endian. */
static void reverse(uint8_t *out, const uint8_t *in, size_t size)
{
        for (size_t i = 0; i < size; i++)
                out[i] = in[size - 1 - i];
}

/* Deterministic (RFC 6979): the same facts give the same bytes. */
static bool sign(const struct snp_chip *chip, struct snp_report *report)
{
        uint8_t scalar[SNP_CHIP_SCALAR_SIZE];
        br_ec_private_key key = { BR_EC_secp384r1, scalar, sizeof(scalar) };
        uint8_t signature[2 * SNP_CHIP_SCALAR_SIZE];
        uint8_t digest[DIGEST_SIZE];
        br_sha384_context hash;

        memcpy(scalar, chip->vcek, sizeof(scalar));
        br_sha384_init(&hash);
        br_sha384_update(&hash, report, SNP_REPORT_SIGNED_SIZE);
        br_sha384_out(&hash, digest);
        if (br_ecdsa_i31_sign_raw(&br_ec_prime_i31, &br_sha384_vtable, digest, &key, signature) !=
            sizeof(signature))
                return false;
        reverse(report->signature_r, signature, SNP_CHIP_SCALAR_SIZE);
        reverse(report->signature_s, signature + SNP_CHIP_SCALAR_SIZE, SNP_CHIP_SCALAR_SIZE);
        return true;
}

/* A guest asks for a report of its own VMPL or of one below: the key of VMPL n cannot speak for VMPL n - 1. */
static uint32_t check_request(const struct report_request *request, unsigned int vmpck)
{
        if (request->vmpl >= VMPL_COUNT || request->vmpl < vmpck ||
            request->key_select > KEY_SELECT_VLEK)
                return GUEST_MESSAGE_STATUS_INVALID_PARAMETER;
        for (size_t i = 0; i < sizeof(request->reserved); i++)
                if (request->reserved[i] != 0)
                        return GUEST_MESSAGE_STATUS_INVALID_PARAMETER;
        return request->key_select == KEY_SELECT_VLEK ? GUEST_MESSAGE_STATUS_INVALID_KEY
                                                      : GUEST_MESSAGE_STATUS_OK;
}

void psp_report(const struct snp_chip *chip, const struct psp_guest *guest, unsigned int vmpck,
                const struct report_request *request, struct report_response *out)
{
        struct snp_report report = { 0 };

        out->status = check_request(request, vmpck);
        if (out->status)
                return;
        fill_chip(chip, &report);
        fill_versions(chip, &report);
        fill_guest(guest, &report);
        report.vmpl = request->vmpl;
        report.signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA;
        report.key_info = SNP_SIGNING_KEY_VCEK << SNP_KEY_INFO_SIGNING_SHIFT;
        fill_id(&guest->id, &report);
        memcpy(report.report_data, request->report_data, sizeof(report.report_data));
        if (!sign(chip, &report)) {
                out->status = GUEST_MESSAGE_STATUS_INVALID_KEY;
                return;
        }
        out->size = sizeof(report);
        memcpy(out->report, &report, sizeof(report));
}
