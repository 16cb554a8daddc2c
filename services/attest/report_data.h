/*
 * services/attest/report_data.h - what is in REPORT_DATA of a report, of three kinds. None can be mistaken for another:
 *
 *   a guest's   SHA-512(nonce, manifest)           SVSM 1.00, section 7; the nonce does not begin with the label
 *   a peer's    SHA-512(label, name, data)         the label is the first thing that is hashed
 *   claims      SHA-256(claims), 32 zero bytes     as Azure's verifiers want it
 *
 * What is hashed for a guest and for a peer differs in the first bytes, so equal digests would be a collision of SHA-512. A digest
 * of SHA-512 whose second half is zero would be a preimage of 256 bits.
 */
#ifndef SERVICES_ATTEST_REPORT_DATA_H
#define SERVICES_ATTEST_REPORT_DATA_H

#include "lib/snp/report.h"
#include "lib/svsm/attest_message.h"

/* Returns 0, or -1: the nonce begins as what is hashed for a peer. */
__attribute__((warn_unused_result)) int
report_data_for_guest(const uint8_t nonce[SVSM_ATTEST_NONCE_SIZE], const void *manifest,
                      size_t size, uint8_t out[SNP_REPORT_DATA_SIZE]);

/* @name is the asking service's, of at most 15 bytes. */
void report_data_for_peer(const char *name, const void *data, size_t size,
                          uint8_t out[SNP_REPORT_DATA_SIZE]);

/* Returns 0, or -1: these are no claims about keys in JSON, as services/vtpm/hcl_report.h has them. */
__attribute__((warn_unused_result)) int report_data_for_claims(const void *claims, size_t size,
                                                               uint8_t out[SNP_REPORT_DATA_SIZE]);

#endif
