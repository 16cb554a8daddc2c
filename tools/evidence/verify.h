/*
 * tools/evidence/verify.h - verifies an SNP attestation report, step by step.
 *
 * The steps' names: report, signing key, certificates, product, chip, TCB, signature, guest policy,
 * VMPL, minimum TCB, measurement; those of demands.h, as far as there are demands; and of report_verify_data(): what the caller says.
 */
#ifndef TOOLS_EVIDENCE_VERIFY_H
#define TOOLS_EVIDENCE_VERIFY_H

#include <openssl/x509_vfy.h>

#include "tools/evidence/certificates.h"
#include "tools/evidence/demands.h"
#include "tools/evidence/report.h"
#include "tools/common/steps.h"

#define MEASUREMENT_SIZE      48
#define MEASUREMENT_LABEL_MAX 63

/* A launch digest that is expected. */
struct measurement {
        uint8_t digest[MEASUREMENT_SIZE];
        char label[MEASUREMENT_LABEL_MAX + 1]; /* printable ASCII, or empty */
};

/* What a report must say. */
struct report_rules {
        X509_STORE *roots; /* the ARKs that are trusted */
        uint32_t vmpl;
        bool vlek;              /* a VLEK may have signed, not only a VCEK */
        bool provisional;       /* firmware that may be rolled back is good enough */
        struct snp_tcb minimum; /* of each part of REPORTED_TCB */
        bool any_measurement;   /* then there is no list, and the step is skipped */
        const struct measurement *measurements;
        size_t measurement_count;
        struct report_demands demands;
};

/* The report of @size bytes, signed by one of @certificates. */
struct evidence {
        const void *report;
        size_t report_size;
        const struct amd_certificates *certificates;
};

/*
 * Adds the steps to @steps and fills in @out, if there is a report at all. Returns true if all of these
 * passed.
 */
__attribute__((warn_unused_result)) bool report_verify(const struct evidence *evidence,
                                                       const struct report_rules *rules,
                                                       struct steps *steps, struct snp_report *out);

/*
 * Adds the step @name: that REPORT_DATA is SHA-512 over @first and @second. Either may be of no bytes.
 */
bool report_verify_data(const struct snp_report *report, const char *name, const void *first,
                        size_t first_size, const void *second, size_t second_size,
                        struct steps *steps);

#endif
