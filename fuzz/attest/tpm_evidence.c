/*
 * fuzz/attest/tpm_evidence.c - any bytes as what a TPM's evidence is made of: an HCL report and its runtime data, a quote, a key,
 * values of PCRs, reference values. What is read lies in what was given, and can be freed.
 */
#include <stdlib.h>

#include "tools/attest/ak.h"
#include "tools/attest/events/pcrs.h"
#include "tools/attest/events/references.h"
#include "tools/attest/hcl.h"
#include "tools/attest/instance.h"
#include "tools/attest/quoted.h"
#include "tools/attest/runtime_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(const uint8_t *data, size_t size, const uint8_t *part, size_t part_size)
{
        return part >= data && part_size <= size && part <= data + size - part_size;
}

static void read_runtime(const uint8_t *data, size_t size)
{
        struct runtime_data runtime;

        if (!runtime_data_read(data, size, &runtime) && !runtime.ak)
                abort();
        runtime_data_free(&runtime);
}

static void read_hcl(const uint8_t *data, size_t size)
{
        struct steps steps = { 0 };
        char reason[HCL_REASON_MAX];
        struct hcl_report hcl;
        struct snp_report report;

        if (hcl_report_read(data, size, &hcl, reason))
                return;
        if (!inside(data, size, hcl.report, sizeof(report)) ||
            !inside(data, size, hcl.runtime, hcl.runtime_size))
                abort();
        __builtin_memcpy(&report, hcl.report, sizeof(report));
        hcl_report_check(&hcl, &report, &steps);
        read_runtime(hcl.runtime, hcl.runtime_size);
}

static void read_quote(const uint8_t *data, size_t size)
{
        struct quoted quoted;

        if (!quoted_read(data, size, &quoted) &&
            (!inside(data, size, quoted.extra, quoted.extra_size) ||
             !inside(data, size, quoted.pcr_digest, quoted.pcr_digest_size)))
                abort();
}

static void read_key(const uint8_t *data, size_t size)
{
        struct attestation_key key;
        char text[160];

        if (!attestation_key_read(data, size, &key) && !key.key)
                abort();
        if (key.certificate)
                (void)!instance_text(key.certificate, text, sizeof(text));
        attestation_key_free(&key);
}

static void read_values(const uint8_t *data, size_t size)
{
        static struct pcr_values values;
        struct references references;
        size_t line;

        (void)!pcr_values_read(data, size, &values, &line);
        (void)!references_read(data, size, &references, &line);
        references_free(&references);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0)
                return 0;
        switch (data[0] % 5) {
        case 0:
                read_hcl(data + 1, size - 1);
                break;
        case 1:
                read_runtime(data + 1, size - 1);
                break;
        case 2:
                read_quote(data + 1, size - 1);
                break;
        case 3:
                read_key(data + 1, size - 1);
                break;
        default:
                read_values(data + 1, size - 1);
        }
        return 0;
}
