/*
 * tools/attest/kbs/snp_evidence.h - an SVSM's evidence as JSON for Trustee's SNP verifier (deps/verifier/src/snp/mod.rs, struct
 * SnpEvidence). Its report is the serialization that virtee/sev has of its structure, which differs from version to version of
 * that crate; what is written has the members of all of them from 4 to 8, and a reader takes its own.
 */
#ifndef TOOLS_ATTEST_KBS_SNP_EVIDENCE_H
#define TOOLS_ATTEST_KBS_SNP_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/snp/report.h"
#include "tools/common/file.h"

/* Which service's manifest a report is bound to. */
struct svsm_service {
        const char *
                guid; /* whose manifest it is, printed; NULL: no SVSM is asked, and there is none */
        unsigned int version; /* of the manifest */
        bool all;             /* it is the services manifest, which is asked for without a GUID */
};

/* What a guest got for a nonce. */
struct snp_evidence {
        struct snp_report report;
        struct file certificates; /* the host's table; of no bytes if the host gives none */
        struct file manifest;
};

/* False if the report is not of what was asked for: @nonce itself without an SVSM, else SHA-512 of it and the manifest. */
__attribute__((warn_unused_result)) bool
snp_evidence_is_bound(const struct snp_evidence *evidence, const struct svsm_service *service,
                      const uint8_t nonce[SNP_REPORT_DATA_SIZE]);

/* False if the reader's structure has no numbers for the TCB of the report's product. */
__attribute__((warn_unused_result)) bool snp_evidence_has_form(const struct snp_evidence *evidence);

/*
 * The evidence as JSON, malloc()ed; NULL: there is no memory. A table that is none, or has neither the chip's nor the provider's
 * certificate, is left out: then the verifier asks AMD. The manifest is in svsm_manifest, base64, as openanolis/trustee reads it;
 * svsm_service_guid and svsm_manifest_version, which nobody reads yet, say whose it is.
 */
char *snp_evidence_json(const struct snp_evidence *evidence, const struct svsm_service *service);

void snp_evidence_free(struct snp_evidence *evidence);

#endif
