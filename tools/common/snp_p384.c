/* tools/common/snp_p384.c - signatures of ID blocks (lib/snp/id_block.h), verified by OpenSSL. */
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "tools/common/p384.h"

/* SubjectPublicKeyInfo of an uncompressed point of P-384 up to the coordinates (RFC 5480). */
static const uint8_t key_info[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
                                    0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
                                    0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04 };

static void reverse(uint8_t *out, const uint8_t *in)
{
        for (size_t i = 0; i < SNP_P384_SIZE; i++)
                out[i] = in[SNP_P384_SIZE - 1 - i];
}

/*
 * NULL if the key is no point of the curve. By way of DER, since EVP_PKEY_fromdata() makes no EC keys once the PKCS#11 engine
 * is there (OpenSSL 3.0).
 */
static EVP_PKEY *make_key(const struct snp_public_key *key)
{
        uint8_t der[sizeof(key_info) + (size_t)2 * SNP_P384_SIZE];
        const unsigned char *at = der;

        memcpy(der, key_info, sizeof(key_info));
        reverse(der + sizeof(key_info), key->qx);
        reverse(der + sizeof(key_info) + SNP_P384_SIZE, key->qy);
        return d2i_PUBKEY(NULL, &at, sizeof(der));
}

bool snp_p384_verify(const struct snp_public_key *key, const struct snp_signature *signature,
                     const void *data, size_t size)
{
        EVP_PKEY *public = make_key(key);
        bool good = public && p384_verify(public, signature->r, signature->s, data, size);

        EVP_PKEY_free(public);
        ERR_clear_error();
        return good;
}
