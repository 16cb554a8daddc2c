/* softsnp/psp/p384.c - signatures of ID blocks (lib/snp/id_block.h), verified by BearSSL. */
#include <bearssl.h>

#include "lib/snp/p384.h"

#define POINT_UNCOMPRESSED 4
#define DIGEST_SIZE        48

/* From little-endian to big-endian. */
static void reverse(uint8_t *out, const uint8_t *in)
{
        for (size_t i = 0; i < SNP_P384_SIZE; i++)
                out[i] = in[SNP_P384_SIZE - 1 - i];
}

/* BearSSL refuses what is no point of the curve. */
bool snp_p384_verify(const struct snp_public_key *key, const struct snp_signature *signature,
                     const void *data, size_t size)
{
        uint8_t point[1 + 2 * SNP_P384_SIZE] = { POINT_UNCOMPRESSED };
        const br_ec_public_key public = { BR_EC_secp384r1, point, sizeof(point) };
        uint8_t numbers[2 * SNP_P384_SIZE];
        uint8_t digest[DIGEST_SIZE];
        br_sha384_context hash;

        reverse(point + 1, key->qx);
        reverse(point + 1 + SNP_P384_SIZE, key->qy);
        reverse(numbers, signature->r);
        reverse(numbers + SNP_P384_SIZE, signature->s);
        br_sha384_init(&hash);
        br_sha384_update(&hash, data, size);
        br_sha384_out(&hash, digest);
        return br_ecdsa_i31_vrfy_raw(&br_ec_prime_i31, digest, sizeof(digest), &public, numbers,
                                     sizeof(numbers)) == 1;
}
