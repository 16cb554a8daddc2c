/*
 * lib/snp/p384.h - keys and signatures of SEV-SNP, which are of P-384, and their verification.
 *
 * Implemented above: each program that links id_block.c brings an ECDSA of its own, OpenSSL's or BearSSL's.
 *
 * The structures are those of AMD 56860, "SNP firmware ABI", ECDSA public key and signature. Little-endian, numbers of the
 * curve included.
 */
#ifndef LIB_SNP_P384_H
#define LIB_SNP_P384_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNP_CURVE_P384  2
#define SNP_SCALAR_SIZE 72 /* bytes of a number in a field; those of P-384 use the first 48 */
#define SNP_P384_SIZE   48

/* ECDSA signature (table 115). */
struct snp_signature {
        uint8_t r[SNP_SCALAR_SIZE];
        uint8_t s[SNP_SCALAR_SIZE];
        uint8_t reserved[368];
};
_Static_assert(sizeof(struct snp_signature) == 512, "SNP signature");

/* IGVM's key has four reserved bytes behind the curve; they are in no signature and in no digest. */
struct snp_public_key {
        uint32_t curve;
        uint8_t qx[SNP_SCALAR_SIZE];
        uint8_t qy[SNP_SCALAR_SIZE];
        uint8_t reserved[880];
};
_Static_assert(offsetof(struct snp_public_key, qx) == 4, "SNP public key X");
_Static_assert(offsetof(struct snp_public_key, qy) == 76, "SNP public key Y");
_Static_assert(sizeof(struct snp_public_key) == 1028, "SNP public key");

/*
 * ECDSA on P-384 with SHA-384 over @size bytes at @data. Form of key and
 * signature (curve, no number longer than 48 bytes, none zero) was checked; whether the key is a point of the curve was not.
 */
__attribute__((warn_unused_result)) bool snp_p384_verify(const struct snp_public_key *key,
                                                         const struct snp_signature *signature,
                                                         const void *data, size_t size);

#endif
