/*
 * lib/wire/tpm_public.h - the public area of a TPM key (TPMT_PUBLIC) as the CA and the manufacture
 * need it.
 *
 * Understands what endorsement and attestation keys are: RSA and NIST curves, with or without a
 * symmetric algorithm and a signature scheme. Anything else is refused, not guessed.
 */
#ifndef LIB_WIRE_TPM_PUBLIC_H
#define LIB_WIRE_TPM_PUBLIC_H

#include <stddef.h>
#include <stdint.h>

/* TPM_ALG_ID; values as in tpm2-tss' tss2_tpm2_types.h. */
enum tpm_algorithm {
        TPM_ALG_RSA = 0x0001,
        TPM_ALG_SHA1 = 0x0004,
        TPM_ALG_AES = 0x0006,
        TPM_ALG_SHA256 = 0x000b,
        TPM_ALG_SHA384 = 0x000c,
        TPM_ALG_SHA512 = 0x000d,
        TPM_ALG_NULL = 0x0010,
        TPM_ALG_RSASSA = 0x0014,
        TPM_ALG_RSAPSS = 0x0016,
        TPM_ALG_ECDSA = 0x0018,
        TPM_ALG_ECC = 0x0023,
        TPM_ALG_CFB = 0x0043,
        /* TPM 2.0 Library 1.85; known by name, and no public area of them is understood. */
        TPM_ALG_ML_KEM = 0x00a0,
        TPM_ALG_ML_DSA = 0x00a1,
        TPM_ALG_HASH_ML_DSA = 0x00a2,
};

/* TPM_ECC_CURVE. */
enum tpm_curve {
        TPM_ECC_NIST_P256 = 0x0003,
        TPM_ECC_NIST_P384 = 0x0004,
        TPM_ECC_NIST_P521 = 0x0005,
};

/* TPMA_OBJECT; values as in tss2_tpm2_types.h. */
#define TPMA_OBJECT_FIXED_TPM             UINT32_C(0x00000002)
#define TPMA_OBJECT_FIXED_PARENT          UINT32_C(0x00000010)
#define TPMA_OBJECT_SENSITIVE_DATA_ORIGIN UINT32_C(0x00000020)
#define TPMA_OBJECT_RESTRICTED            UINT32_C(0x00010000)
#define TPMA_OBJECT_DECRYPT               UINT32_C(0x00020000)
#define TPMA_OBJECT_SIGN                  UINT32_C(0x00040000)

/* Bytes of the largest public area that is accepted: RSA-4096, SHA-512 policy. */
#define TPM_PUBLIC_MAX     640
#define TPM_RSA_BYTES_MAX  512
#define TPM_ECC_BYTES_MAX  66
#define TPM_RSA_EXPONENT_0 UINT32_C(65537) /* what exponent 0 means */

/* A TPMT_PUBLIC, read; the pointers are into the bytes it was read from. */
struct tpm_public {
        uint16_t type;           /* TPM_ALG_RSA or TPM_ALG_ECC */
        uint16_t name_algorithm; /* a hash */
        uint32_t attributes;     /* TPMA_OBJECT_* */
        const uint8_t *policy;   /* policy_size bytes */
        size_t policy_size;      /* 0 to 64 */
        uint16_t symmetric;      /* TPM_ALG_AES or TPM_ALG_NULL */
        uint16_t symmetric_bits; /* 0 without one */
        uint16_t scheme;         /* TPM_ALG_RSASSA, _RSAPSS, _ECDSA or TPM_ALG_NULL */
        size_t unique_offset; /* where TPMU_PUBLIC_ID starts: what comes before is the template's */
        uint16_t rsa_bits;    /* RSA: size of the modulus, else 0 */
        uint32_t rsa_exponent;  /* RSA: never 0 */
        const uint8_t *modulus; /* RSA: modulus_size bytes, big-endian */
        size_t modulus_size;    /* RSA: rsa_bits / 8, or what a template has: 0 to that */
        uint16_t curve;         /* ECC: enum tpm_curve, else 0 */
        const uint8_t *x;       /* ECC: x_size bytes, big-endian, may be shorter than the field */
        size_t x_size;
        const uint8_t *y; /* ECC: y_size bytes */
        size_t y_size;
};

/* Bytes of a digest of @algorithm, or 0 if it is not a hash that is known. */
size_t tpm_hash_bytes(uint16_t algorithm);

/* Bytes of a coordinate on @curve, or 0 if the curve is not known. */
size_t tpm_curve_bytes(uint16_t curve);

/*
 * Reads a TPMT_PUBLIC that fills exactly @size bytes. Returns 0, or -1 if it is not one, or a kind
 * that is not known. It may be a template: use tpm_public_has_key() before taking it for a key.
 */
__attribute__((warn_unused_result)) int tpm_public_read(const void *data, size_t size,
                                                        struct tpm_public *out);

/* The longest point that tpm_public_point() writes. */
#define TPM_POINT_BYTES_MAX (1 + 2 * TPM_ECC_BYTES_MAX)

/*
 * Writes an ECC key's point uncompressed (SEC 1 section 2.3.3), as X.509 and OpenSSL have it: the TPM may leave out
 * leading zeros of a coordinate, a point may not. Returns its bytes.
 */
size_t tpm_public_point(const struct tpm_public *key, uint8_t point[TPM_POINT_BYTES_MAX]);

/* True if the unique field holds a modulus of the full size, or a point with both coordinates. */
int tpm_public_has_key(const struct tpm_public *key);

#endif
