/*
 * tools/evidence/certificates.h - the certificates of a report: the chip's or the provider's key, the
 * intermediate that signed it, and the roots that somebody here trusts.
 *
 * AMD's chain is ARK, ASK, VCEK, or ARK, ASVK, VLEK. Where they come from is the host's word; only the
 * roots are ours.
 */
#ifndef TOOLS_EVIDENCE_CERTIFICATES_H
#define TOOLS_EVIDENCE_CERTIFICATES_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/chip.h"
#include "tools/evidence/rules.h"

/* What AMD's extensions in a VCEK or VLEK say (AMD 57230). */
struct amd_facts {
        enum snp_product product;
        struct snp_tcb tcb;
        uint8_t chip_id[SNP_CHIP_ID_SIZE]; /* chip_id_size bytes, the rest zero */
        size_t chip_id_size;               /* 0 in a VLEK */
};

struct amd_certificates {
        X509 *intermediate; /* ASK or ASVK; or NULL */
        X509 *vcek;         /* or NULL */
        X509 *vlek;         /* or NULL */
        STACK_OF(X509) *
                more; /* further intermediates, of other products or the other key; or NULL */
};

/*
 * Takes them from the host's table (lib/snp/certificate_table.h). Returns NULL, or what is wrong as the
 * end of a sentence; then @out is empty. A certificate that the table has not is NULL.
 */
__attribute__((warn_unused_result)) const char *
certificates_from_table(const void *table, size_t size, struct amd_certificates *out);

/*
 * Takes the certificates of a file, PEM or DER, and puts each where its common name says. Returns NULL,
 * or what is wrong. @out may have some already; ARKs are left out, since they prove nothing. Of intermediates there may be any
 * number: the one that has signed is found by its name.
 */
__attribute__((warn_unused_result)) const char *
certificates_from_file(const void *data, size_t size, struct amd_certificates *out);

/*
 * Takes the host's table, if it is one with a chip's or a provider's key in it, else certificates in PEM or DER; either as it is,
 * or in hexadecimal digits or base64. Returns NULL, or what is wrong. @out may have some already; nothing at all is no mistake.
 */
__attribute__((warn_unused_result)) const char *certificates_from_any(const void *data, size_t size,
                                                                      struct amd_certificates *out);

/* The intermediates that @from has, besides those of @out. */
void certificates_add_intermediates(const struct amd_certificates *from,
                                    struct amd_certificates *out);

void certificates_free(struct amd_certificates *certificates);

/* All certificates of a file, PEM or DER; NULL if there is none, or something that is none. */
STACK_OF(X509) * certificates_read(const void *data, size_t size);

/* The first of them. An NV index may have zeros behind one in DER. NULL if there is none. */
X509 *certificate_read_first(const void *data, size_t size);

/*
 * Adds those of a file that are self-signed to @store, whose number grows @count, and the others to @others, unless that is NULL.
 * Returns NULL, or what is wrong.
 */
__attribute__((warn_unused_result)) const char *certificates_trust(const void *data, size_t size,
                                                                   X509_STORE *store,
                                                                   STACK_OF(X509) * others,
                                                                   size_t *count);

/* The common name in @out, or "" if it is none of printable ASCII. */
const char *certificate_common_name(const X509 *certificate, char *out, size_t size);

/*
 * Reads AMD's extensions of a VCEK or VLEK. Returns NULL, or what is wrong as the end of a sentence.
 */
__attribute__((warn_unused_result)) const char *amd_facts_read(const X509 *certificate,
                                                               struct amd_facts *out);

#define CHAIN_REASON_MAX 160

/*
 * Verifies the VCEK or with @vlek the VLEK: three certificates up to one of the rules' roots, AMD's
 * algorithms and names, all for one product, at the rules' time. Returns NULL, or what is wrong, which may be in @reason.
 */
__attribute__((warn_unused_result)) const char *
certificates_verify(const struct amd_certificates *certificates, bool vlek,
                    const struct report_rules *rules, const struct amd_facts *facts,
                    char reason[CHAIN_REASON_MAX]);

/*
 * The same chain, which has been verified, against the rules' CRLs: one of them has to be of the root, and up to date. AMD lists
 * intermediates (57230), so a leaf needs none; if there is one, it counts. Returns NULL, or what is wrong.
 */
__attribute__((warn_unused_result)) const char *
certificates_check_crls(const struct amd_certificates *certificates, bool vlek,
                        const struct report_rules *rules, char reason[CHAIN_REASON_MAX]);

#endif
