/* tests/unit/libverify/others.c - a TPM's evidence, bytes that are something else, what does not go together, the interface. */
#include "cases.h"

void a_tpms_evidence_is_verified(void)
{
        struct cashew_verify_bytes none = { NULL, 0 };
        struct call call;

        begin_tpm(&call);
        VERIFIED(&call);
        EXPECT(call.verdict.has_claims == 1);
        call.evidence.event_log = files.other_log;
        FAILS(&call, "PCRs");
        begin_tpm(&call);
        call.policy.nonce = text("other");
        FAILS(&call, "quote");
        begin_tpm(&call);
        call.policy.attestation_key = files.other;
        FAILS(&call, "attestation key");
        begin_tpm(&call);
        call.policy.pcr_digest = text("no digest");
        FAILS(&call, "PCRs");

        begin_tpm(&call);
        call.evidence.hcl = none;
        FAILS(&call, "quote's key");
        call.policy.attestation_key = files.ak;
        VERIFIED(&call);
        EXPECT(call.verdict.has_claims == 0);
        call.policy.references =
                text("4 EV_IPL sha256:"
                     "0000000000000000000000000000000000000000000000000000000000000000\n");
        FAILS(&call, "reference values");
        call.policy.references = none;
        call.policy.attestation_key = none;
        call.evidence.ak_certificate = files.ak_certificate;
        call.policy.tpm_roots = &files.tpm_root;
        call.policy.tpm_root_count = 1;
        VERIFIED(&call);
        call.policy.tpm_roots = &files.root;
        FAILS(&call, "AK certificate");
}

void bytes_that_are_something_else_are_named(void)
{
        struct cashew_verify_bytes roots[2] = { files.root, text("nothing") };
        struct call call;

        begin(&call);
        call.evidence.report = text("{\"report\": 1}");
        REFUSED(&call, ERROR_REPORT, "found JSON");
        call.evidence.report = text("");
        REFUSED(&call, ERROR_REPORT, "found nothing: it is empty");
        begin_tpm(&call);
        call.evidence.hcl = files.report;
        REFUSED(&call, ERROR_REPORT, "size of the file is 1184");
        begin(&call);
        call.certificates = files.report;
        REFUSED(&call, ERROR_CERTIFICATES, "certificates, number 1: there is no certificate");
        begin(&call);
        call.policy.roots = roots;
        call.policy.root_count = 2;
        REFUSED(&call, ERROR_ROOTS, "roots, number 2: expected certificates");
        call.policy.roots = &files.certificates;
        call.policy.root_count = 1;
        REFUSED(&call, ERROR_ROOTS, "roots, number 1: none of its certificates is a root's");
        call.policy.root_count = 0;
        REFUSED(&call, ERROR_ROOTS, "found no root");
        begin(&call);
        call.policy.crls = &files.root;
        call.policy.crl_count = 1;
        REFUSED(&call, ERROR_CRLS, "crls, number 1: no CRL");
        begin_tpm(&call);
        call.evidence.pcrs = text("sha256: one\n");
        REFUSED(&call, ERROR_TPM, "pcrs, line 1: ");
        begin_tpm(&call);
        call.policy.references = text("pcr type digest\n");
        REFUSED(&call, ERROR_TPM, "references, line 1: ");
        begin_tpm(&call);
        call.policy.attestation_key = files.report;
        REFUSED(&call, ERROR_TPM, "attestation_key: expected ");
        begin_tpm(&call);
        call.evidence.ak_certificate = files.ak;
        call.policy.tpm_roots = &files.tpm_root;
        call.policy.tpm_root_count = 1;
        REFUSED(&call, ERROR_TPM, "ak_certificate: expected a certificate");
        call.evidence.ak_certificate = files.ak_certificate;
        call.policy.tpm_roots = &files.ak;
        REFUSED(&call, ERROR_TPM, "tpm_roots, number 1: expected certificates");
}

/* A list whose second part is broken may have hidden what counts. */
void half_a_list_is_none(void)
{
        char *both = (char *)malloc(2 * files.clean.size + 1);
        struct cashew_verify_bytes list = { both, 2 * files.clean.size };
        struct call call;

        memcpy(both, files.clean.data, files.clean.size);
        memcpy(both + files.clean.size, files.clean.data, files.clean.size);
        begin(&call);
        call.policy.crls = &list;
        call.policy.crl_count = 1;
        VERIFIED(&call);
        both[files.clean.size + 60] = '!';
        REFUSED(&call, ERROR_CRLS, "crls, number 1: one of its CRLs cannot be read");
        free(both);
}

void what_does_not_go_together_is_refused(void)
{
        struct cashew_verify_bytes none = { NULL, 0 };
        struct cashew_verify_bytes impossible = { NULL, 1 };
        struct cashew_verify_bytes large = { "", (size_t)1 << 40 };
        struct call call;

#define WRONG(start, mistake, begins)                   \
        do {                                            \
                start(&call);                           \
                mistake;                                \
                REFUSED(&call, ERROR_ARGUMENT, begins); \
        } while (0)
        WRONG(begin, call.evidence.struct_size--, "a struct_size is not");
        WRONG(begin, call.policy.struct_size = 0, "a struct_size is not");
        WRONG(begin, call.evidence.report = none, "found neither report nor hcl nor quote");
        WRONG(begin, call.evidence.report = impossible, "report: found NULL; expected 1 bytes");
        WRONG(begin, call.evidence.report = large, "report: found 1099511627776 bytes");
        WRONG(begin, call.evidence.hcl = files.hcl, "report and hcl exclude");
        WRONG(begin, call.evidence.manifest = files.manifest, "manifest needs nonce");
        WRONG(begin, call.evidence.certificates = NULL, "certificates: found NULL");
        WRONG(begin, call.evidence.manifest_kind = 3, "manifest_kind is none");
        WRONG(begin, call.evidence.event_log = files.log, "event_log, pcrs");
        WRONG(begin, call.evidence.tpm_certificate = files.ak_certificate,
              "ak_certificate and tpm");
        WRONG(begin, call.policy.report_data = none, "a report needs nonce, report_data");
        WRONG(begin, call.policy.nonce = text("nonce"), "nonce and report_data exclude");
        WRONG(begin, call.policy.report_data.size = 0, "report_data: found 0 bytes");
        WRONG(begin, call.policy.allow = CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT, "measurements and");
        WRONG(begin, call.policy.allow = UINT64_C(1) << 63, "allow, refuse, platform or guest");
        WRONG(begin, call.policy.platform = UINT32_C(0x40), "allow, refuse, platform or guest");
        WRONG(begin, call.policy.vmpl = 4, "vmpl: expected 0 to 3");
        WRONG(begin, call.policy.time = -1, "time: expected");
        WRONG(begin, call.policy.measurements = NULL, "measurements: expected at most");
        WRONG(begin, call.policy.measurement_count = 257, "measurements: expected");
        WRONG(begin, memset(call.measurement.label, 'x', 64), "measurements: expected labels");
        WRONG(begin, call.policy.chip_count = 1, "chips: expected at most 256");
        WRONG(begin, call.policy.id_key_count = 1, "id_keys, author_keys");
        WRONG(begin, call.policy.host_data = text("short"),
              "host_data: found 5 bytes; expected 32");
        WRONG(begin, call.policy.image_id = text("short"), "image_id: found 5 bytes; expected 16");
        WRONG(begin, call.policy.file_count = 1, "files, number 1");
        WRONG(begin_tpm, call.evidence.quote_signature = none, "quote and quote_signature");
        WRONG(begin_tpm, call.evidence.manifest = files.manifest, "hcl and manifest exclude");
        WRONG(begin_tpm, call.policy.nonce = none, "an HCL report needs nonce");
        WRONG(begin, call.policy.references = text("x"), "references need event_log");
        WRONG(begin_tpm, call.evidence.ak_certificate = files.ak_certificate,
              "ak_certificate and tpm");
        EXPECT(cashew_verify(&call.evidence, &call.policy, NULL) == CASHEW_VERIFY_ERROR_ARGUMENT);
        EXPECT(cashew_verify(NULL, &call.policy, &call.verdict) == CASHEW_VERIFY_ERROR_ARGUMENT);
        EXPECT(cashew_verify(&call.evidence, NULL, &call.verdict) == CASHEW_VERIFY_ERROR_ARGUMENT);
        call.verdict.struct_size++;
        EXPECT(call_verify(&call) == CASHEW_VERIFY_ERROR_ARGUMENT);
}

void the_rest_of_the_interface_answers(void)
{
        static const char milan[] = "https://kdsintf.amd.com/vcek/v1/Milan/c1c1c1";
        struct cashew_verify_bytes nothing = text("nothing");
        char url[CASHEW_VERIFY_URL_MAX];

        EXPECT(cashew_verify_certificate_url(&files.report, 0, url) == CASHEW_VERIFY_OK);
        EXPECT(strncmp(url, milan, strlen(milan)) == 0);
        EXPECT(strstr(url, "?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=200") != NULL);
        EXPECT(cashew_verify_certificate_url(&files.report, 1, url) == CASHEW_VERIFY_ERROR_REPORT);
        EXPECT(url[0] == '\0');
        EXPECT(cashew_verify_certificate_url(&nothing, 0, url) == CASHEW_VERIFY_ERROR_REPORT);
        EXPECT(cashew_verify_certificate_url(NULL, 0, url) == CASHEW_VERIFY_ERROR_ARGUMENT);
        EXPECT(strcmp(cashew_verify_error_text(CASHEW_VERIFY_OK), "verified") == 0);
        for (int error = CASHEW_VERIFY_OK; error <= CASHEW_VERIFY_ERROR_MEMORY; error++)
                EXPECT(strncmp(cashew_verify_error_text(error), "not an error", 12) != 0);
        EXPECT(strncmp(cashew_verify_error_text(-1), "not an error", 12) == 0);
        EXPECT(strncmp(cashew_verify_error_text(99), "not an error", 12) == 0);
        EXPECT(strchr(cashew_verify_version(), '.') != NULL);
}

/* Programs that were linked with this version have these in them. */
void structures_have_their_sizes(void)
{
        EXPECT(sizeof(struct cashew_verify_bytes) == 16);
        EXPECT(sizeof(struct cashew_verify_evidence) == 176);
        EXPECT(sizeof(struct cashew_verify_policy) == 352);
        EXPECT(sizeof(struct cashew_verify_measurement) == 112);
        EXPECT(sizeof(struct cashew_verify_claims) == 432);
        EXPECT(sizeof(struct cashew_verify_step) == 292);
        EXPECT(sizeof(struct cashew_verify_verdict) == 19400);
}
