/*
 * tools/attest/quote.c - see tpm_keys.h: quotes (TPM 2.0 Part 2, TPMS_ATTEST and TPMT_SIGNATURE).
 */
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "tools/attest/tpm_keys.h"
#include "tools/x509/tpm_key.h"

/* Magic and type at the front of TPMS_ATTEST (TPM 2.0 Part 2). */
#define TPM_GENERATED_VALUE UINT32_C(0xff544347)
#define TPM_ST_ATTEST_QUOTE 0x8018
#define CLOCK_SIZE          17 /* u64 clock, u32 resets, u32 restarts, u8 safe */

/* What a quote says. */
struct quoted {
        const uint8_t *extra;
        size_t extra_size;
        const uint8_t *pcr_digest;
        size_t pcr_digest_size;
};

/* A TPM2B: 16 bits of size, big-endian, and so many bytes. NULL if there are fewer. */
static const uint8_t *take_sized(struct bytes_reader *in, size_t *size)
{
        *size = bytes_read_be16(in);
        return bytes_take(in, *size);
}

/* Which PCRs they are is the caller's question; the digest that is compared covers their values. */
static void skip_selection(struct bytes_reader *in)
{
        uint32_t count = bytes_read_be32(in);

        for (uint32_t i = 0; i < count && !in->failed; i++) {
                bytes_read_be16(in);
                bytes_take(in, bytes_read_u8(in));
        }
}

/*
 * TPMS_ATTEST: magic, type, qualified signer, extra data, clock, firmware version, TPMS_QUOTE_INFO
 * (a selection of PCRs and the digest of their values). TPM_GENERATED in front is what a restricted
 * key signs only if the TPM has made it.
 */
static const char *read_quote(const struct tpm_quote *quote, struct quoted *out)
{
        struct bytes_reader in = bytes_reader(quote->data, quote->size);
        size_t ignored;

        if (bytes_read_be32(&in) != TPM_GENERATED_VALUE)
                return "was not made by a TPM";
        if (bytes_read_be16(&in) != TPM_ST_ATTEST_QUOTE)
                return "is not a quote";
        take_sized(&in, &ignored); /* qualified name of the signer */
        out->extra = take_sized(&in, &out->extra_size);
        bytes_take(&in, CLOCK_SIZE);
        bytes_read_be64(&in); /* firmware version */
        skip_selection(&in);
        out->pcr_digest = take_sized(&in, &out->pcr_digest_size);
        return in.failed || bytes_left(&in) ? "is malformed" : NULL;
}

/* No SHA-1: a quote that is signed over it proves too little today. */
static const EVP_MD *digest_of(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA256:
                return EVP_sha256();
        case TPM_ALG_SHA384:
                return EVP_sha384();
        case TPM_ALG_SHA512:
                return EVP_sha512();
        default:
                return NULL;
        }
}

/* ECDSA's two numbers as OpenSSL wants them. The caller frees *@der. */
static int encode_ecdsa(struct bytes_reader *in, unsigned char **der)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        size_t r_size;
        const uint8_t *r = take_sized(in, &r_size);
        size_t s_size;
        const uint8_t *s = take_sized(in, &s_size);
        int size = -1;

        if (signature && r && s &&
            ECDSA_SIG_set0(signature, BN_bin2bn(r, (int)r_size, NULL),
                           BN_bin2bn(s, (int)s_size, NULL)) == 1)
                size = i2d_ECDSA_SIG(signature, der);
        ECDSA_SIG_free(signature);
        return size;
}

/* The salt of RSASSA-PSS may be of any length: TPMs differ. */
static bool verify(EVP_PKEY *key, const EVP_MD *digest, bool pss, const struct tpm_quote *quote,
                   const uint8_t *signature, size_t size)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters = NULL;
        bool good = context && EVP_DigestVerifyInit(context, &parameters, digest, NULL, key) == 1;

        if (good && pss)
                good = EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_AUTO) == 1;
        good = good && EVP_DigestVerify(context, signature, size, quote->data, quote->size) == 1;
        EVP_MD_CTX_free(context);
        return good;
}

/* TPMT_SIGNATURE: u16 scheme, u16 hash, then what the scheme has. */
static bool signed_by(const struct tpm_quote *quote, EVP_PKEY *key)
{
        struct bytes_reader in = bytes_reader(quote->signature, quote->signature_size);
        uint16_t scheme = bytes_read_be16(&in);
        const EVP_MD *digest = digest_of(bytes_read_be16(&in));
        unsigned char *der = NULL;
        const uint8_t *data;
        bool good = false;
        size_t size;

        if (!digest || !key)
                return false;
        if (scheme == TPM_ALG_ECDSA && EVP_PKEY_is_a(key, "EC")) {
                int length = encode_ecdsa(&in, &der);

                good = length > 0 && bytes_left(&in) == 0 &&
                       verify(key, digest, false, quote, der, (size_t)length);
                OPENSSL_free(der);
        } else if ((scheme == TPM_ALG_RSASSA || scheme == TPM_ALG_RSAPSS) &&
                   EVP_PKEY_is_a(key, "RSA")) {
                data = take_sized(&in, &size);
                good = data && bytes_left(&in) == 0 &&
                       verify(key, digest, scheme == TPM_ALG_RSAPSS, quote, data, size);
        }
        return good;
}

/* Only a restricted key signs nothing but what its TPM has made; any other signs what it is given. */
static bool signed_by_attested(const struct attested *attested, const struct tpm_quote *quote)
{
        for (size_t i = 0; i < attested->key_count; i++) {
                const struct tpm_public *public = &attested->keys[i].public;
                uint32_t needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN;
                EVP_PKEY *key = certificate_key(public);
                bool good = (public->attributes & needed) == needed && signed_by(quote, key);

                EVP_PKEY_free(key);
                if (good)
                        return true;
        }
        return false;
}

/* The manifest's keys before the certificate's: the report vouches for them directly. */
static void check_key(const struct attested *attested, X509 *certificate,
                      const struct tpm_quote *quote, struct steps *steps)
{
        static const char name[] = "quote's key";

        if (signed_by_attested(attested, quote))
                steps_add(steps, name, true, "an attestation key of the manifest");
        else if (certificate && signed_by(quote, X509_get0_pubkey(certificate)))
                steps_add(steps, name, true, "that of the certificate");
        else
                steps_add(steps, name, false,
                          "neither an attestation key of the manifest nor that of a certificate");
}

static bool same(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size)
{
        return left_size == right_size && (left_size == 0 || memcmp(left, right, left_size) == 0);
}

/*
 * Nonce first, as an old quote is of no use whoever signed it. The digest of the PCRs is compared
 * last, as only a signature makes it the TPM's.
 */
void tpm_keys_check_quote(const struct attested *attested, X509 *certificate,
                          const struct tpm_quote *quote, struct steps *steps)
{
        struct quoted quoted = { 0 };
        const char *problem = read_quote(quote, &quoted);

        if (!problem &&
            !same(quoted.extra, quoted.extra_size, quote->qualifying, quote->qualifying_size))
                problem = "is for another nonce";
        if (!steps_add(steps, "quote", !problem, "%s", problem ? problem : "for this nonce"))
                return;
        check_key(attested, certificate, quote, steps);
        if (!quote->pcr_digest) {
                steps_skip(steps, "PCRs", "no digest was expected");
                return;
        }
        steps_add(steps, "PCRs",
                  same(quoted.pcr_digest, quoted.pcr_digest_size, quote->pcr_digest,
                       quote->pcr_digest_size),
                  "the digest of the selected ones");
}
