/*
 * guest/probe/attest.c - protocol 1: right and wrong operations. With a security processor there are
 * reports; without one the protocol's own error, and everything that is wrong is still refused.
 */
#include "guest/probe/probe.h"
#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/snp/report.h"
#include "lib/svsm/attest.h"

static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;
static const uint8_t services[SVSM_GUID_SIZE] = SVSM_GUID_SERVICES_MANIFEST;

static _Alignas(4096) uint8_t report_page[4096];
static _Alignas(4096) uint8_t manifest_pages[4096 * 3];
static _Alignas(4096) uint8_t certificate_pages[SVSM_ATTEST_CERTIFICATES_MAX];
static uint8_t nonce[SVSM_ATTEST_NONCE_SIZE];
static struct svsm_attest_operation operation;

/* A right one; each test spoils one field of it. Virtual addresses are physical ones here. */
static void make_operation(void)
{
        operation = (struct svsm_attest_operation){
                .report = { .gpa = (uint64_t)report_page, .size = sizeof(report_page) },
                .nonce_gpa = (uint64_t)nonce,
                .nonce_size = sizeof(nonce),
                .manifest = { .gpa = (uint64_t)manifest_pages, .size = sizeof(manifest_pages) },
                .certificates = { .gpa = (uint64_t)certificate_pages,
                                  .size = sizeof(certificate_pages) },
        };
        memcpy(operation.service, vtpm, sizeof(vtpm));
}

/*
 * Sizes come back in RCX (manifest), RDX (certificates) and R8 (report): they begin as something
 * that no size is, so that a register left alone is seen (SVSM 1.00, section 7).
 */
static struct svsm_registers attest(uint32_t call)
{
        struct svsm_registers registers = { .rax = svsm_number(SVSM_PROTOCOL_ATTESTATION, call),
                                            .rcx = (uint64_t)&operation,
                                            .rdx = UINT64_MAX,
                                            .r8 = UINT64_MAX };

        registers.rax = svsm_call(&registers);
        return registers;
}

static uint64_t attest_services(void)
{
        return attest(SVSM_ATTEST_SERVICES).rax;
}

/* The keys of VMPL0 and VMPL1 would let the guest speak in the SVSM's name. */
static void test_keys(void)
{
        static const uint8_t zero[2 * VMPCK_SIZE];

        expect_true("no message keys of VMPL0 and VMPL1",
                    memcmp(probe.secrets->vmpck, zero, sizeof(zero)) == 0);
        expect_true("the message key of VMPL2",
                    memcmp(probe.secrets->vmpck[2], zero, VMPCK_SIZE) != 0);
}

/*
 * QUERY_PROTOCOL takes protocol and version in the halves of RCX, and answers with the most and the
 * least version.
 */
static void test_query(void)
{
        struct svsm_registers query = { .rax = SVSM_CORE_QUERY_PROTOCOL,
                                        .rcx = UINT64_C(1) << 32 | 1 };

        expect("QUERY_PROTOCOL of attestation", svsm_call(&query), SVSM_SUCCESS);
        expect("version of attestation", query.rcx, UINT64_C(1) << 32 | 1);
        expect("unknown attestation call", attest(2).rax, SVSM_ERR_UNSUPPORTED_CALL);
}

/*
 * Each of the four addresses of an operation by itself, since each is another mapping in the SVSM.
 */
static void test_addresses(void)
{
        for (const struct bad_address *bad = bad_addresses; bad->name; bad++) {
                expect(bad->name,
                       svsm(SVSM_PROTOCOL_ATTESTATION, SVSM_ATTEST_SERVICES, bad->address, 0, 0),
                       SVSM_ERR_INVALID_ADDRESS);
                make_operation();
                operation.report.gpa = bad->address;
                expect("report", attest_services(), SVSM_ERR_INVALID_ADDRESS);
                make_operation();
                operation.manifest.gpa = bad->address;
                expect("manifest", attest_services(), SVSM_ERR_INVALID_ADDRESS);
                make_operation();
                operation.certificates.gpa = bad->address;
                expect("certificates", attest_services(), SVSM_ERR_INVALID_ADDRESS);
                make_operation();
                operation.nonce_gpa = bad->address;
                expect("nonce", attest_services(), SVSM_ERR_INVALID_ADDRESS);
        }
}

static void expect_bad_operation(const char *what)
{
        expect(what, attest_services(), SVSM_ERR_INVALID_PARAMETER);
        make_operation();
}

/*
 * What is wrong with the operation's form is told before anything is made: no report is asked for
 * meanwhile.
 */
static void test_parameters(void)
{
        make_operation();
        operation.report.gpa += 16;
        expect_bad_operation("report that is not aligned");
        operation.manifest.gpa += 16;
        expect_bad_operation("manifest that is not aligned");
        operation.manifest.gpa = operation.report.gpa;
        expect_bad_operation("report and manifest in one");
        operation.nonce_size = 32;
        expect_bad_operation("short nonce");
        operation.report.reserved = 1;
        expect_bad_operation("reserved bits");
        operation.nonce_reserved[5] = 1;
        expect_bad_operation("reserved bytes");
        operation.certificates.size = SVSM_ATTEST_CERTIFICATES_MAX + 4096;
        expect_bad_operation("more room than there are certificates");
}

static void test_unknown_service(void)
{
        make_operation();
        operation.service[0] ^= 1;
        expect("unknown service", attest(SVSM_ATTEST_SINGLE_SERVICE).rax,
               SVSM_ERR_UNSUPPORTED_PROTOCOL);
}

/* A buffer that is too small costs nothing but the size it should have. */
static void test_sizes(const struct svsm_registers *wanted)
{
        struct svsm_registers got;

        make_operation();
        operation.report.size = 64;
        memset(report_page, 0xee, sizeof(report_page));
        got = attest(SVSM_ATTEST_SERVICES);
        expect("small report", got.rax, SVSM_ERR_INVALID_PARAMETER);
        expect("its size", got.r8, wanted->r8);
        expect("the manifest's", got.rcx, wanted->rcx);
        expect("the certificates'", got.rdx, wanted->rdx);
        expect_true("nothing is written", report_page[0] == 0xee);
}

static void log_bytes(const char *what, const uint8_t *bytes, size_t size)
{
        char text[2 * 48 + 1];

        for (size_t i = 0; i < size; i++)
                (void)format_text(text + 2 * i, 3, "%02x", bytes[i]);
        probe_log("report: %s %s", what, text);
}

/* What the image is, and what its ID block has said, for who reads the console. */
static void log_identity(const struct snp_report *report)
{
        log_bytes("measurement", report->measurement, sizeof(report->measurement));
        probe_log("report: guest SVN %u, key info %u", report->guest_svn, report->key_info);
        log_bytes("family ID", report->family_id, sizeof(report->family_id));
        log_bytes("image ID", report->image_id, sizeof(report->image_id));
        log_bytes("ID key", report->id_key_digest, sizeof(report->id_key_digest));
        log_bytes("author key", report->author_key_digest, sizeof(report->author_key_digest));
}

/* Another nonce must give other REPORT_DATA, or a report would be good for ever. */
static void test_report(void)
{
        const struct snp_report *report = (const struct snp_report *)(const void *)report_page;
        struct svsm_registers got;
        uint8_t first[64];

        make_operation();
        got = attest(SVSM_ATTEST_SERVICES);
        if (got.rax == SVSM_ERR_PROTOCOL_BASE) {
                probe_log("attestation: there is no security processor");
                return;
        }
        expect("attestation of all services", got.rax, SVSM_SUCCESS);
        expect("the report's size", got.r8, sizeof(*report));
        expect("of VMPL", report->vmpl, 0);
        expect_true("a services manifest", memcmp(manifest_pages, services, sizeof(services)) == 0);
        memcpy(first, report->report_data, sizeof(first));
        nonce[63] ^= 1;
        expect("with another nonce", attest_services(), SVSM_SUCCESS);
        expect_true("another report", memcmp(first, report->report_data, sizeof(first)) != 0);
        log_identity(report);
        test_sizes(&got);
        probe_log("attestation: report %lu, manifest %lu, certificates %lu bytes", got.r8, got.rcx,
                  got.rdx);
}

/*
 * What needs no report comes first: it has to hold on a machine without a security processor too.
 */
void test_attest(void)
{
        test_keys();
        test_query();
        test_addresses();
        test_parameters();
        test_unknown_service();
        test_report();
}
