/*
 * lib/wire/manufacture.h - what a service and the platform's CA say to each other when a TPM is
 * made.
 *
 *   service                      CA
 *     hello                 ->
 *                           <-   ready (who I am, a challenge)
 *     request               ->        the TPM's facts, the challenge, the keys
 *                           <-   reply (certificates and their issuers, or a refusal)
 *
 * The structures are the payloads of lib/wire/frame.h. A TPM2B is a u16 length and the bytes, as in
 * TPM structures. Readers take exactly the payload: a byte more or less is an error. Pointers of a
 * structure that was read point into the payload. Nothing here allocates.
 */
#ifndef LIB_WIRE_MANUFACTURE_H
#define LIB_WIRE_MANUFACTURE_H

#include "lib/base/bytes.h"

#include <stddef.h>
#include <stdint.h>

#define WIRE_KEYS_MAX        8
#define WIRE_CHAIN_MAX       4
#define WIRE_CHALLENGE_SIZE  32
#define WIRE_TEXT_MAX        200
#define WIRE_VENDOR_MAX      16   /* TPM_PT_VENDOR_STRING_1 to _4 */
#define WIRE_REPORT_MAX      4000 /* an SNP attestation report is 1184 bytes */
#define WIRE_DIGEST_MAX      64
#define WIRE_PROFILE_MAX     31    /* PROFILE_NAME_MAX */
#define WIRE_HOST_CERTS_MAX  16384 /* SNP_CERTIFICATES_MAX */
#define WIRE_CERTIFICATE_MAX 4096

/* Bytes of somebody else's memory. */
struct wire_blob {
        const uint8_t *data;
        size_t size;
};

/* WIRE_READY: TPM2B challenge (exactly WIRE_CHALLENGE_SIZE), TPM2B name. */
struct wire_ready {
        uint8_t challenge[WIRE_CHALLENGE_SIZE]; /* random; the request repeats it */
        struct wire_blob name; /* the CA's, printable ASCII, 1 to WIRE_TEXT_MAX bytes */
};

/* What the TPM says of itself by TPM2_GetCapability, property by property. */
struct wire_tpm_facts {
        uint32_t family;              /* TPM_PT_FAMILY_INDICATOR: "2.0\0" */
        uint32_t level;               /* TPM_PT_LEVEL */
        uint32_t revision;            /* TPM_PT_REVISION: 183 is 1.83 */
        uint32_t manufacturer;        /* TPM_PT_MANUFACTURER */
        uint32_t firmware_version[2]; /* TPM_PT_FIRMWARE_VERSION_1 and _2 */
        struct wire_blob vendor;      /* printable ASCII, 1 to WIRE_VENDOR_MAX bytes */
};

enum wire_purpose {
        WIRE_PURPOSE_ENDORSEMENT = 1, /* an EK certificate (TCG EK Credential Profile) */
        WIRE_PURPOSE_ATTESTATION = 2, /* an AK certificate: a restricted signing key */
        /* TCG, TPM 2.0 Keys for Device Identity and Attestation; an EK certificate of the same request names the device. */
        WIRE_PURPOSE_IDEVID = 3, /* a signing key that is not restricted */
        WIRE_PURPOSE_IAK = 4,    /* a restricted signing key */
};

/* One key to certify: u16 purpose, u32 NV index, TPM2B TPMT_PUBLIC. */
struct wire_key {
        uint16_t purpose;        /* enum wire_purpose */
        uint32_t nv_index;       /* where the certificate will lie; names the key in the reply */
        struct wire_blob public; /* TPMT_PUBLIC, 1 to TPM_PUBLIC_MAX bytes */
};

/*
 * WIRE_REQUEST. What is bound: TPM2B challenge, the facts (six u32, TPM2B vendor), TPM2B profile
 * name, TPM2B profile digest, u32 count, the keys. Behind it the proof: TPM2B report, TPM2B
 * certificate table. The report's REPORT_DATA is SHA-512 over struct attest_peer_prefix of the service
 * "vtpm" (lib/svsm/attest_message.h) and the bytes that are bound, so a report speaks for this request
 * and for no other, and nothing that is made for a guest is one.
 */
struct wire_request {
        uint8_t challenge[WIRE_CHALLENGE_SIZE]; /* of the CA's ready */
        struct wire_tpm_facts tpm;
        struct wire_blob profile_name;   /* printable ASCII, 1 to WIRE_PROFILE_MAX bytes */
        struct wire_blob profile_digest; /* of the compiled profile, 1 to WIRE_DIGEST_MAX bytes */
        uint32_t key_count;              /* 1 to WIRE_KEYS_MAX */
        struct wire_key keys[WIRE_KEYS_MAX];
        struct wire_blob report; /* SNP attestation report, or empty: then nothing is proven */
        struct wire_blob host_certificates; /* the host's table (lib/snp/report.h), or empty */
        struct wire_blob
                bound; /* set by the reader: the bytes that REPORT_DATA has the digest of */
};

enum wire_status {
        WIRE_STATUS_OK = 0,
        WIRE_STATUS_REFUSED = 1, /* the CA does not certify this; text says why */
        WIRE_STATUS_FAILED = 2,  /* the CA is broken: its key, its records */
};

/* One certificate: u32 NV index, TPM2B DER. */
struct wire_certificate {
        uint32_t nv_index;
        struct wire_blob der;
};

/*
 * WIRE_REPLY: u32 status, TPM2B text, u32 count, the certificates, u32 count, the chain as TPM2Bs.
 * Without WIRE_STATUS_OK both counts are 0; with it the text is empty.
 */
struct wire_reply {
        uint32_t status;            /* enum wire_status */
        struct wire_blob text;      /* printable ASCII, at most WIRE_TEXT_MAX bytes */
        uint32_t certificate_count; /* at most WIRE_KEYS_MAX */
        struct wire_certificate certificates[WIRE_KEYS_MAX];
        uint32_t chain_count;                   /* at most WIRE_CHAIN_MAX */
        struct wire_blob chain[WIRE_CHAIN_MAX]; /* DER, the issuer first */
};

/* Writers: append the payload; bytes_writer's `failed` says whether it fitted. */
void wire_write_ready(struct bytes_writer *out, const struct wire_ready *ready);
void wire_write_request(struct bytes_writer *out, const struct wire_request *request);

/* The request's first part only, whose digest goes into the report. */
void wire_write_request_bound(struct bytes_writer *out, const struct wire_request *request);
void wire_write_reply(struct bytes_writer *out, const struct wire_reply *reply);

/* Readers: 0, or -1 if the payload is not exactly such a message within the limits above. */
__attribute__((warn_unused_result)) int wire_read_ready(const void *payload, size_t size,
                                                        struct wire_ready *out);
__attribute__((warn_unused_result)) int wire_read_request(const void *payload, size_t size,
                                                          struct wire_request *out);
__attribute__((warn_unused_result)) int wire_read_reply(const void *payload, size_t size,
                                                        struct wire_reply *out);

#endif
