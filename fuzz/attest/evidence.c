/*
 * fuzz/attest/evidence.c - any bytes as what a guest sends to be verified: a report, the host's certificates, a
 * manifest, a quote and its signature. Nothing of it is good, and nothing of it breaks the verifier.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "tools/attest/tpm_keys.h"
#include "tools/evidence/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next piece: u16 size, the bytes; or all that is left. */
static struct profile_bytes piece(struct bytes_reader *in)
{
        size_t left = bytes_left(in);
        size_t size = left < 2 ? 0 : bytes_read_be16(in);

        if (size > bytes_left(in))
                size = bytes_left(in);
        return (struct profile_bytes){ bytes_take(in, size), size };
}

static void verify_report(struct profile_bytes report, struct profile_bytes table)
{
        struct amd_certificates certificates;
        struct report_rules rules = { .roots = X509_STORE_new(), .vlek = true };
        struct evidence evidence = { report.data, report.size, &certificates };
        struct snp_report read = { 0 };
        struct steps steps = { 0 };

        if (!certificates_from_table(table.data, table.size, &certificates) &&
            report_verify(&evidence, &rules, &steps, &read))
                abort(); /* nobody is trusted */
        certificates_free(&certificates);
        certificates = (struct amd_certificates){ 0 };
        if (!certificates_from_file(table.data, table.size, &certificates))
                (void)!report_verify(&evidence, &rules, &(struct steps){ 0 }, &read);
        certificates_free(&certificates);
        X509_STORE_free(rules.roots);
}

static void verify_manifest(struct profile_bytes manifest, struct profile_bytes quoted,
                            struct profile_bytes signature)
{
        struct tpm_quote quote = {
                .data = quoted.data,
                .size = quoted.size,
                .signature = signature.data,
                .signature_size = signature.size,
        };

        for (int kind = ATTESTED_SERVICES; kind <= ATTESTED_PROFILE; kind++) {
                struct pcr_values covered;
                struct attested attested;
                struct steps steps = { 0 };

                if (attested_read((enum attested_kind)kind, manifest.data, manifest.size,
                                  &attested))
                        continue;
                tpm_keys_check_quote(&attested, NULL, &quote, &steps, &covered);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct profile_bytes report = piece(&in);
        struct profile_bytes table = piece(&in);
        struct profile_bytes manifest = piece(&in);
        struct profile_bytes quote = piece(&in);

        verify_report(report, table);
        verify_manifest(manifest, quote, piece(&in));
        return 0;
}
