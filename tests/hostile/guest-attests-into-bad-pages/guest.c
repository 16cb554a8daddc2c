/* One of the five addresses is bad, the others are good. */
#include "tests/hostile/runtime/race.h"
#include "lib/svsm/attest.h"

static uint64_t report, manifest, certificates;
static struct svsm_attest_operation operation;

static uint64_t attest(void)
{
        return svsm(SVSM_PROTOCOL_ATTESTATION, SVSM_ATTEST_SERVICES, (uint64_t)&operation, 0, 0);
}

static void make_operation(void)
{
        operation = (struct svsm_attest_operation){
                .report = { .gpa = report, .size = PAGE_SIZE },
                .nonce_gpa = good_page(),
                .nonce_size = SVSM_ATTEST_NONCE_SIZE,
                .manifest = { .gpa = manifest, .size = PAGE_SIZE },
                .certificates = { .gpa = certificates, .size = PAGE_SIZE },
        };
}

static uint64_t operation_at(uint64_t page)
{
        return svsm(SVSM_PROTOCOL_ATTESTATION, SVSM_ATTEST_SERVICES, page, 0, 0);
}

static uint64_t nonce_at(uint64_t page)
{
        make_operation();
        operation.nonce_gpa = page;
        return attest();
}

static uint64_t report_at(uint64_t page)
{
        make_operation();
        operation.report.gpa = page;
        return attest();
}

static uint64_t manifest_at(uint64_t page)
{
        make_operation();
        operation.manifest.gpa = page;
        return attest();
}

static uint64_t certificates_at(uint64_t page)
{
        make_operation();
        operation.certificates.gpa = page;
        return attest();
}

void guest_main(void)
{
        bad_pages_make();
        report = fresh_page();
        manifest = fresh_page();
        certificates = fresh_page();
        refuse_each("an operation", operation_at, BAD_SMALL, 0);
        refuse_each("a nonce", nonce_at, BAD_SMALL, 0);
        refuse_each("a report", report_at, BAD_SMALL | BAD_UNALIGNED, 0);
        refuse_each("a manifest", manifest_at, BAD_SMALL | BAD_UNALIGNED, 0);
        refuse_each("certificates", certificates_at, BAD_SMALL | BAD_UNALIGNED, 0);
        bad_pages_look();
        kept_out("of 5 buffers in all bad pages");
}
