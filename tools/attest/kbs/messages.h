/*
 * tools/attest/kbs/messages.h - what KBS and client say to each other: the KBS attestation protocol 0.4.0 (Trustee,
 * kbs_attestation_protocol.md; virtee/kbs-types). A reference KBS takes its own version and no other.
 */
#ifndef TOOLS_ATTEST_KBS_MESSAGES_H
#define TOOLS_ATTEST_KBS_MESSAGES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"
#include "tools/common/file.h"

#define KBS_PROTOCOL    "0.4.0"
#define KBS_NONCE_MAX   512
#define KBS_REFUSAL_MAX 400

struct kbs_challenge {
        char nonce[KBS_NONCE_MAX + 1];
        const char *
                digest; /* OpenSSL's name of the one that the KBS has chosen; without a choice SHA-384 */
};

/* Texts are malloc()ed; NULL: there is no memory. @tee is snp or sample. */
char *kbs_request(const char *tee);

/* Reads a Challenge. Returns NULL, or what is wrong as the end of a sentence, good until the next call. */
__attribute__((warn_unused_result)) const char *kbs_challenge_read(const void *data, size_t size,
                                                                   struct kbs_challenge *out);

/*
 * What REPORT_DATA is to hold, or what an SVSM is given for a nonce: the digest of the runtime data, zeros behind. The runtime
 * data are nonce, key and no further evidence, in the canonical form that the attestation service makes of them: members in
 * the order of their names, no white space (attestation-service/src/lib.rs, serialize_canon_json). @size is the digest's. 0, or -1: OpenSSL fails, or memory.
 */
__attribute__((warn_unused_result)) int kbs_bind(const struct kbs_challenge *challenge,
                                                 const char *jwk, uint8_t out[SNP_REPORT_DATA_SIZE],
                                                 size_t *size);

/* The Attestation, with @evidence of JSON. */
char *kbs_attestation(const struct kbs_challenge *challenge, const char *jwk, const char *evidence);

/* Evidence of the TEE "sample", which is for trying a KBS: it says what a report would have been made for, and proves nothing. */
char *kbs_sample_evidence(const uint8_t report_data[SNP_REPORT_DATA_SIZE], size_t size);

/* The token of the answer to an Attestation: a JWS of three parts, whose signature is its readers' business. As kbs_challenge_read(). */
__attribute__((warn_unused_result)) const char *kbs_token_read(const void *data, size_t size,
                                                               struct file *out);

/*
 * What an answer that is none says, for people: the HTTP status and, if there is an ErrorInformation, the last word of its type and its
 * detail; otherwise the answer's beginning. Printable ASCII. Returns @out.
 */
const char *kbs_refusal(long status, const void *data, size_t size, char out[KBS_REFUSAL_MAX]);

#endif
