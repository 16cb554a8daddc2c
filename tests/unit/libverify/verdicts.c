/*
 * tests/unit/libverify/verdicts.c - DIRECTORY [THREADS]: verdicts on evidence, and every error, of the library as it is installed.
 * The second time around the kernel ends the process at whatever is no memory: no file is opened, nothing is written.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evidence.h"
#include "sealed.h"

static struct {
        struct cashew_verify_bytes report, certificates, table, root, clean, revoked;
        struct cashew_verify_bytes provisional, debug, turin, turin_certificates, turin_root;
        struct cashew_verify_bytes services, manifest;
        struct cashew_verify_bytes hcl, chip, chip_root, quote, signature, log, other_log;
        struct cashew_verify_bytes ak, other, ak_certificate, tpm_root;
} files;

static void load_all(const char *directory)
{
        files.report = load(directory, "milan.report");
        files.certificates = load(directory, "milan.certs");
        files.table = load(directory, "milan.table");
        files.root = load(directory, "milan.ark");
        files.clean = load(directory, "clean.crl");
        files.revoked = load(directory, "revoked.crl");
        files.provisional = load(directory, "provisional.report");
        files.debug = load(directory, "debug.report");
        files.turin = load(directory, "turin.report");
        files.turin_certificates = load(directory, "turin.certs");
        files.turin_root = load(directory, "turin.ark");
        files.services = load(directory, "services.report");
        files.manifest = load(directory, "services.manifest");
        files.hcl = load(directory, "tpm/hcl2");
        files.chip = load(directory, "tpm/chip.certs");
        files.chip_root = load(directory, "tpm/chip.ark");
        files.quote = load(directory, "tpm/quote");
        files.signature = load(directory, "tpm/quote.sig");
        files.log = load(directory, "tpm/agile.log");
        files.other_log = load(directory, "tpm/other.log");
        files.ak = load(directory, "tpm/ak.pem");
        files.other = load(directory, "tpm/other.pem");
        files.ak_certificate = load(directory, "tpm/ak.der");
        files.tpm_root = load(directory, "tpm/root.pem");
}

/* What went wrong, where the parent can read it. */
static struct failures {
        int count;
        char said[4096];
} * failures;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void expect(int good, int line, const char *what,
                   const struct cashew_verify_verdict *verdict)
{
        size_t length;

        if (good)
                return;
        pthread_mutex_lock(&lock);
        length = strlen(failures->said);
        failures->count++;
        snprintf(failures->said + length, sizeof(failures->said) - length, "line %d: %s (%s)\n",
                 line, what, verdict ? verdict->reason : "");
        pthread_mutex_unlock(&lock);
}

#define EXPECT(condition) expect((condition) != 0, __LINE__, #condition, NULL)

static int is_zero(const void *data, size_t size)
{
        const unsigned char *bytes = (const unsigned char *)data;

        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return 0;
        }
        return 1;
}

/* The verdict is what its parts say. */
static void expect_whole(const struct call *call, int result, int line)
{
        const struct cashew_verify_verdict *verdict = &call->verdict;
        unsigned int failed = 0;

        for (unsigned int i = 0; i < verdict->step_count; i++) {
                const struct cashew_verify_step *step = &verdict->steps[i];

                failed += step->outcome == CASHEW_VERIFY_STEP_FAILED;
                expect(step->outcome != CASHEW_VERIFY_STEP_NONE && step->name[0] && step->reason[0],
                       line, "a step says nothing", verdict);
        }
        expect(verdict->verified == (result == CASHEW_VERIFY_OK), line, "verified", verdict);
        expect((failed != 0) == (result == CASHEW_VERIFY_FAILED), line, "failed steps", verdict);
        expect((verdict->reason[0] == '\0') == (result == CASHEW_VERIFY_OK), line, "reason",
               verdict);
        expect((verdict->step_count == 0) == (result > CASHEW_VERIFY_FAILED), line, "steps",
               verdict);
        if (!verdict->has_claims)
                expect(is_zero(&verdict->claims, sizeof(verdict->claims)), line, "claims", verdict);
        expect(!verdict->has_claims || verdict->verified, line, "claims of what is not verified",
               verdict);
}

static void expect_verified_at(struct call *call, int line)
{
        int result = call_verify(call);

        expect(result == CASHEW_VERIFY_OK, line, "is verified", &call->verdict);
        expect_whole(call, result, line);
}

/* @begins is how the reason begins: a step's name, or what was found. */
static void expect_refused_at(struct call *call, int expected, const char *begins, int line)
{
        int result = call_verify(call);

        expect(result == expected, line, "is refused as expected", &call->verdict);
        expect(strncmp(call->verdict.reason, begins, strlen(begins)) == 0, line, begins,
               &call->verdict);
        expect_whole(call, result, line);
}

#define VERIFIED(call)    expect_verified_at(call, __LINE__)
#define FAILS(call, step) expect_refused_at(call, CASHEW_VERIFY_FAILED, step ": ", __LINE__)
#define REFUSED(call, error, begins) \
        expect_refused_at(call, CASHEW_VERIFY_##error, begins, __LINE__)

static void begin(struct call *call)
{
        call_begin(call, &files.report, &files.certificates, &files.root);
}

static void a_report_is_verified(void)
{
        struct call call;

        begin(&call);
        VERIFIED(&call);
        EXPECT(call.verdict.has_claims == 1);
        EXPECT(call.verdict.claims.version == 3);
        EXPECT(memcmp(call.verdict.claims.measurement, call.measurement.digest, 48) == 0);
        EXPECT(call.verdict.claims.chip_id[0] == 0xc1);
        EXPECT(strcmp(call.verdict.steps[0].name, "report") == 0);
        EXPECT(strcmp(call.verdict.steps[0].reason, "version 3") == 0);
        call.certificates = files.table;
        VERIFIED(&call);
        call.policy.crls = &files.clean;
        call.policy.crl_count = 1;
        VERIFIED(&call);
}

static void a_report_is_taken_in_every_form(void)
{
        static const char digits[] = "0123456789abcdef";
        const unsigned char *bytes = (const unsigned char *)files.report.data;
        unsigned char buffer[4000] = { 0 };
        char hex[2 * 1184 + 1] = "";
        struct call call;

        begin(&call);
        memcpy(buffer, bytes, files.report.size);
        call.evidence.report.data = buffer;
        call.evidence.report.size = sizeof(buffer);
        VERIFIED(&call);
        memset(buffer, 0, sizeof(buffer));
        buffer[4] = 0xa0; /* 1184 */
        buffer[5] = 0x04;
        memcpy(buffer + 32, bytes, files.report.size);
        VERIFIED(&call);
        for (size_t i = 0; i < files.report.size; i++) {
                hex[2 * i] = digits[bytes[i] >> 4];
                hex[2 * i + 1] = digits[bytes[i] & 15];
        }
        call.evidence.report = text(hex);
        VERIFIED(&call);
}

static void what_is_wrong_with_a_report_fails_its_step(void)
{
        unsigned char changed[1184];
        struct call call;

        begin(&call);
        memcpy(changed, files.report.data, sizeof(changed));
        changed[0x2a0] ^= 1; /* R */
        call.evidence.report.data = changed;
        FAILS(&call, "signature");
        begin(&call);
        call.evidence.report = files.provisional;
        FAILS(&call, "provisional");
        call.policy.allow = CASHEW_VERIFY_ALLOW_PROVISIONAL;
        VERIFIED(&call);
        begin(&call);
        call.evidence.report = files.debug;
        FAILS(&call, "guest policy");
        call.policy.allow = CASHEW_VERIFY_ALLOW_DEBUG;
        VERIFIED(&call);
        call_begin(&call, &files.turin, &files.turin_certificates, &files.turin_root);
        VERIFIED(&call);
        call.policy.refuse = CASHEW_VERIFY_REFUSE_UNKNOWN_BITS;
        FAILS(&call, "unknown bits");
        begin(&call);
        call.certificates = files.turin_certificates;
        FAILS(&call, "certificates");
        begin(&call);
        call.evidence.certificate_count = 0;
        FAILS(&call, "signing key");
        begin(&call);
        call.policy.crls = &files.revoked;
        call.policy.crl_count = 1;
        FAILS(&call, "revocation");
        begin(&call);
        call.policy.time = 1000000000;
        FAILS(&call, "certificates");
        begin(&call);
        call.policy.refuse = CASHEW_VERIFY_REFUSE_VCEK;
        FAILS(&call, "signing key");
}

static void each_demand_is_looked_at(void)
{
        static const struct cashew_verify_chip chip = { { 1 } };
        static const struct cashew_verify_digest key = { { 1 } };
        static const unsigned char zeros[32] = { 0 };
        struct call call;

        begin(&call);
        call.measurement.digest[47] ^= 1;
        FAILS(&call, "measurement");
        call.policy.measurement_count = 0;
        FAILS(&call, "measurement");
        call.policy.allow = CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT;
        VERIFIED(&call);
#define DEMAND(demand, step)        \
        do {                        \
                begin(&call);       \
                demand;             \
                FAILS(&call, step); \
        } while (0)
        DEMAND(call.policy.report_data = text("other"), "report data");
        DEMAND((call.policy.chips = &chip, call.policy.chip_count = 1), "chip list");
        DEMAND(call.policy.minimum_tcb.microcode = 201, "minimum TCB");
        DEMAND(call.policy.vmpl = 1, "VMPL");
        DEMAND(call.policy.platform = CASHEW_VERIFY_PLATFORM_ALIAS_CHECK, "platform");
        DEMAND(call.policy.guest = CASHEW_VERIFY_GUEST_SMT_OFF, "guest demands");
        DEMAND(call.policy.guest = CASHEW_VERIFY_GUEST_SINGLE_SOCKET, "single socket");
        DEMAND(call.policy.abi_major = 1, "guest ABI");
        DEMAND(call.policy.firmware_major = 1, "firmware");
        DEMAND((call.policy.id_keys = &key, call.policy.id_key_count = 1), "ID key");
        DEMAND((call.policy.author_keys = &key, call.policy.author_key_count = 1), "author key");
        DEMAND(call.policy.guest_svn = 1, "guest SVN");
        DEMAND(call.policy.family_id = text("0123456789abcdef"), "family ID");
        DEMAND(call.policy.image_id = text("0123456789abcdef"), "image ID");
        DEMAND(call.policy.host_data = text("0123456789abcdef0123456789abcdef"), "host data");
        begin(&call);
        call.policy.host_data.data = zeros;
        call.policy.host_data.size = sizeof(zeros);
        VERIFIED(&call);
}

static void an_svsm_is_believed_by_nonce_and_manifest(void)
{
        struct call call;

        begin(&call);
        call.evidence.report = files.services;
        call.evidence.manifest = files.manifest;
        memset(&call.policy.report_data, 0, sizeof(call.policy.report_data));
        call.policy.nonce = text("nonce");
        VERIFIED(&call);
        call.policy.nonce = text("other");
        FAILS(&call, "nonce and manifest");
        call.policy.nonce = text("nonce");
        call.evidence.manifest_kind = CASHEW_VERIFY_MANIFEST_VTPM_1;
        FAILS(&call, "manifest");
}

static void a_policys_text_is_taken(void)
{
        static const char policy[] =
                "trusted-arks: [ark.pem]\n"
                "crls: [list.crl]\n"
                "measurements:\n"
                "  - {digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e"
                "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\", label: linux}\n";
        struct cashew_verify_file given[2] = { { "ark.pem", files.root },
                                               { "list.crl", files.clean } };
        struct call call;

        begin(&call);
        call.policy.root_count = 0;
        call.policy.measurement_count = 0;
        call.policy.text = text(policy);
        call.policy.files = given;
        call.policy.file_count = 2;
        VERIFIED(&call);
        given[1].bytes = files.revoked;
        FAILS(&call, "revocation");
        call.policy.file_count = 1;
        REFUSED(&call, ERROR_POLICY, "policy:2:8: crls: list.crl: it is none of the files");
        call.policy.text = text("vmpl: 7\n");
        REFUSED(&call, ERROR_POLICY,
                "policy:1:7: vmpl: found \"7\"; expected a number from 0 to 3");
        call.policy.text = text("fruit: [pear]\n");
        REFUSED(&call, ERROR_POLICY, "policy:1:1: policy: found \"fruit\"");
        call.policy.text = text("{");
        REFUSED(&call, ERROR_POLICY, "policy:");
        call.policy.text = text("profiles: [tcg-low]\n");
        REFUSED(&call, ERROR_POLICY, "tcg-low: this library compares with no profile");
        call.policy.text = text("measurements: any\n");
        REFUSED(&call, ERROR_ROOTS, "found no root");
}

/* An HCL report vouches for the key of the quote, which covers the log. */
static void begin_tpm(struct call *call)
{
        struct cashew_verify_bytes none = { NULL, 0 };

        call_begin(call, &none, &files.chip, &files.chip_root);
        call->evidence.hcl = files.hcl;
        call->evidence.quote = files.quote;
        call->evidence.quote_signature = files.signature;
        call->evidence.event_log = files.log;
        call->policy.report_data = none;
        call->policy.nonce = text("nonce");
}

static void a_tpms_evidence_is_verified(void)
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

static void bytes_that_are_something_else_are_named(void)
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
static void half_a_list_is_none(void)
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

static void what_does_not_go_together_is_refused(void)
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

static void the_rest_of_the_interface_answers(void)
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

static void all(void)
{
        a_report_is_verified();
        a_report_is_taken_in_every_form();
        what_is_wrong_with_a_report_fails_its_step();
        each_demand_is_looked_at();
        an_svsm_is_believed_by_nonce_and_manifest();
        a_policys_text_is_taken();
        a_tpms_evidence_is_verified();
        bytes_that_are_something_else_are_named();
        half_a_list_is_none();
        what_does_not_go_together_is_refused();
        the_rest_of_the_interface_answers();
}

/* Programs that were linked with this version have these in them. */
static void structures_have_their_sizes(void)
{
        EXPECT(sizeof(struct cashew_verify_bytes) == 16);
        EXPECT(sizeof(struct cashew_verify_evidence) == 176);
        EXPECT(sizeof(struct cashew_verify_policy) == 352);
        EXPECT(sizeof(struct cashew_verify_measurement) == 112);
        EXPECT(sizeof(struct cashew_verify_claims) == 432);
        EXPECT(sizeof(struct cashew_verify_step) == 292);
        EXPECT(sizeof(struct cashew_verify_verdict) == 19400);
}

static void *in_a_thread(void *unused)
{
        structures_have_their_sizes();
        all();
        return unused;
}

/* A call needs 256 KiB at most; the rest is ours. Sanitizers take more. */
static int start(pthread_t *thread)
{
        pthread_attr_t attributes;

        if (pthread_attr_init(&attributes))
                return -1;
#ifndef __SANITIZE_ADDRESS__
        if (pthread_attr_setstacksize(&attributes, (256 + 64) << 10))
                return -1;
#endif
        return pthread_create(thread, &attributes, in_a_thread, NULL);
}

/* libcrypto and libc read what they read once (configuration, time zone) the first time around. */
static int seal_and_go(void)
{
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
                if (!seal())
                        _exit(3);
                all();
                _exit(0);
        }
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return 0;
        fprintf(stderr, "the sealed process ended with status 0x%x: it did more than use memory\n",
                (unsigned int)status);
        return 1;
}

int main(int argc, char **argv)
{
        int count = argc > 2 ? atoi(argv[2]) : 1;
        pthread_t threads[8];

        if (argc < 2 || count < 1 || count > 8)
                return 2;
        failures = (struct failures *)mmap(NULL, sizeof(*failures), PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (failures == MAP_FAILED)
                return 2;
        load_all(argv[1]);
        for (int i = 0; i < count; i++) {
                if (start(&threads[i]))
                        return 2;
        }
        for (int i = 0; i < count; i++)
                pthread_join(threads[i], NULL);
        if (failures->count == 0 && seal_and_go())
                return 1;
        fputs(failures->said, stderr);
        return failures->count != 0;
}
