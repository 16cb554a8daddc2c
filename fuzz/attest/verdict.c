/*
 * fuzz/attest/verdict.c - any bytes as all that libcashew-verify may be given: evidence, and a policy with its text and files. The
 * verdict holds together.
 */
#include <stdlib.h>

#include "lib/base/bytes.h"
#include "libverify/include/cashew/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next piece: u16 size, the bytes; not given if that is 0xffff. */
static struct cashew_verify_bytes piece(struct bytes_reader *in)
{
        size_t left = bytes_left(in);
        size_t size = left < 2 ? 0xffff : bytes_read_be16(in);

        if (size == 0xffff)
                return (struct cashew_verify_bytes){ 0 };
        if (size > bytes_left(in))
                size = bytes_left(in);
        return (struct cashew_verify_bytes){ bytes_take(in, size), size };
}

static void take_evidence(struct bytes_reader *in, struct cashew_verify_evidence *out)
{
        out->report = piece(in);
        out->hcl = piece(in);
        out->manifest = piece(in);
        out->quote = piece(in);
        out->quote_signature = piece(in);
        out->ak_certificate = piece(in);
        out->event_log = piece(in);
        out->pcrs = piece(in);
        out->manifest_kind = bytes_read_u8(in);
}

static void take_policy(struct bytes_reader *in, struct cashew_verify_policy *out)
{
        out->nonce = piece(in);
        out->report_data = piece(in);
        out->text = piece(in);
        out->attestation_key = piece(in);
        out->qualifying_data = piece(in);
        out->references = piece(in);
        out->allow = bytes_read_u8(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct cashew_verify_verdict verdict;
        struct cashew_verify_evidence evidence = cashew_verify_evidence_init();
        struct cashew_verify_policy policy = cashew_verify_policy_init();
        struct bytes_reader in = bytes_reader(data, size);
        struct cashew_verify_bytes certificates;
        struct cashew_verify_bytes root;
        struct cashew_verify_file file = { .name = "a" };
        int result;

        take_evidence(&in, &evidence);
        take_policy(&in, &policy);
        certificates = piece(&in);
        root = piece(&in);
        file.bytes = piece(&in);
        evidence.certificates = &certificates;
        evidence.certificate_count = certificates.data != NULL;
        policy.roots = &root;
        policy.root_count = root.data != NULL;
        policy.files = &file;
        policy.file_count = 1;
        verdict = cashew_verify_verdict_init();
        result = cashew_verify(&evidence, &policy, &verdict);
        if (verdict.verified != (result == CASHEW_VERIFY_OK) ||
            (verdict.reason[0] == '\0') != (result == CASHEW_VERIFY_OK) ||
            verdict.step_count > CASHEW_VERIFY_STEPS_MAX || (verdict.has_claims && result))
                abort();
        return 0;
}
