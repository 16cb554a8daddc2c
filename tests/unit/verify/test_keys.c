/*
 * tests/unit/verify/test_keys.c - manifests, certificates and quotes of keys that the test makes: what
 * is good passes, what is of another machine or malformed does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest.h"
#include "lib/svsm/services_manifest.h"
#include "tools/attest/tpm_keys.h"

#define AK_ATTRIBUTES UINT32_C(0x00050072)

static EVP_PKEY *ak;    /* the machine's */
static EVP_PKEY *other; /* somebody else's */
static uint8_t public[128];
static size_t public_size;
static struct attested attested;
static struct steps steps;
static struct pcr_values covered;

/* A restricted P-256 signing key, as the TPM gives it. */
static void write_public(uint32_t attributes)
{
        struct bytes_writer out = bytes_writer(public, sizeof(public));
        uint8_t point[65];
        size_t size;

        assert_int_equal(EVP_PKEY_get_octet_string_param(ak, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                         sizeof(point), &size),
                         1);
        bytes_write_be16(&out, TPM_ALG_ECC);
        bytes_write_be16(&out, TPM_ALG_SHA256);
        bytes_write_be32(&out, attributes);
        bytes_write_be16(&out, 0);
        bytes_write_be16(&out, TPM_ALG_NULL);
        bytes_write_be16(&out, TPM_ALG_ECDSA);
        bytes_write_be16(&out, TPM_ALG_SHA256);
        bytes_write_be16(&out, TPM_ECC_NIST_P256);
        bytes_write_be16(&out, TPM_ALG_NULL);
        bytes_write_be16(&out, 32);
        bytes_write(&out, point + 1, 32);
        bytes_write_be16(&out, 32);
        bytes_write(&out, point + 33, 32);
        public_size = out.size;
}

static int make_keys(void **state)
{
        (void)state;
        ak = EVP_EC_gen("P-256");
        other = EVP_EC_gen("P-256");
        return ak && other ? 0 : -1;
}

static int free_keys(void **state)
{
        (void)state;
        EVP_PKEY_free(ak);
        EVP_PKEY_free(other);
        return 0;
}

static int reset(void **state)
{
        (void)state;
        steps = (struct steps){ 0 };
        write_public(AK_ATTRIBUTES);
        return attested_read(ATTESTED_VTPM_V0, public, public_size, &attested) ? -1 : 0;
}

static const char *failure(void)
{
        const struct step *step = steps_failure(&steps);

        return step ? step->name : "none";
}

static X509 *certify(EVP_PKEY *key, EVP_PKEY *issuer)
{
        X509 *certificate = X509_new();

        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        assert_true(X509_sign(certificate, issuer, EVP_sha256()) > 0);
        return certificate;
}

static void a_certificate_must_be_of_a_key_in_the_manifest(void **state)
{
        X509 *mine = certify(ak, other);
        X509 *stranger = certify(other, other);

        (void)state;
        tpm_keys_check_certificate(&attested, mine, NULL, NULL, &steps);
        assert_true(steps_passed(&steps));
        tpm_keys_check_certificate(&attested, stranger, NULL, NULL, &steps);
        assert_string_equal(failure(), "certificate");
        X509_free(mine);
        X509_free(stranger);
}

static void a_certificate_must_be_of_a_ca_that_is_trusted(void **state)
{
        X509 *mine = certify(ak, other);
        X509_STORE *nobody = X509_STORE_new();

        (void)state;
        tpm_keys_check_certificate(&attested, mine, nobody, NULL, &steps);
        assert_string_equal(failure(), "certificate");
        X509_STORE_free(nobody);
        X509_free(mine);
}

/* ---- Quotes. */

static uint8_t quote_data[256];
static uint8_t signature_data[256];
static struct tpm_quote quote;

static void write_quote(void)
{
        struct bytes_writer out = bytes_writer(quote_data, sizeof(quote_data));

        bytes_write_be32(&out, 0xff544347);
        bytes_write_be16(&out, 0x8018);
        bytes_write_be16(&out, 2);
        bytes_write_zero(&out, 2);
        bytes_write_be16(&out, 5);
        bytes_write(&out, "nonce", 5);
        bytes_write_zero(&out, 17 + 8);
        bytes_write_be32(&out, 1);
        bytes_write_be16(&out, TPM_ALG_SHA256);
        bytes_write_u8(&out, 3);
        bytes_write_zero(&out, 3);
        bytes_write_be16(&out, 6);
        bytes_write(&out, "digest", 6);
        quote.data = quote_data;
        quote.size = out.size;
        quote.qualifying = (const uint8_t *)"nonce";
        quote.qualifying_size = 5;
        quote.pcr_digest = (const uint8_t *)"digest";
        quote.pcr_digest_size = 6;
}

static void write_number(struct bytes_writer *out, const BIGNUM *number)
{
        uint8_t bytes[32];

        assert_int_equal(BN_bn2binpad(number, bytes, sizeof(bytes)), 32);
        bytes_write_be16(out, 32);
        bytes_write(out, bytes, sizeof(bytes));
}

static void sign_quote(EVP_PKEY *key)
{
        struct bytes_writer out = bytes_writer(signature_data, sizeof(signature_data));
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned char der[80];
        const unsigned char *next = der;
        size_t size = sizeof(der);
        ECDSA_SIG *parts;

        assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key), 1);
        assert_int_equal(EVP_DigestSign(context, der, &size, quote.data, quote.size), 1);
        parts = d2i_ECDSA_SIG(NULL, &next, (long)size);
        bytes_write_be16(&out, TPM_ALG_ECDSA);
        bytes_write_be16(&out, TPM_ALG_SHA256);
        write_number(&out, ECDSA_SIG_get0_r(parts));
        write_number(&out, ECDSA_SIG_get0_s(parts));
        quote.signature = signature_data;
        quote.signature_size = out.size;
        ECDSA_SIG_free(parts);
        EVP_MD_CTX_free(context);
}

static int reset_quote(void **state)
{
        write_quote();
        sign_quote(ak);
        return reset(state);
}

static void check_quote(X509 *certificate)
{
        steps = (struct steps){ 0 };
        tpm_keys_check_quote(&attested, certificate, &quote, &steps, &covered);
}

static void a_quote_by_an_attested_key_passes(void **state)
{
        (void)state;
        check_quote(NULL);
        assert_true(steps_passed(&steps));
        assert_int_equal(steps.count, 4);
        quote.pcr_digest = NULL;
        check_quote(NULL);
        assert_true(steps_passed(&steps));
}

static void a_quote_by_another_key_does_not(void **state)
{
        X509 *certificate = certify(other, other);

        (void)state;
        sign_quote(other);
        check_quote(NULL);
        assert_string_equal(failure(), "quote's key");
        check_quote(certificate); /* that the caller has found good */
        assert_true(steps_passed(&steps));
        X509_free(certificate);
}

/* A key that signs whatever it is given could have signed a quote that no TPM made. */
static void a_quote_by_an_unrestricted_key_does_not(void **state)
{
        (void)state;
        write_public(AK_ATTRIBUTES & ~TPMA_OBJECT_RESTRICTED);
        assert_null(attested_read(ATTESTED_VTPM_V0, public, public_size, &attested));
        check_quote(NULL);
        assert_string_equal(failure(), "quote's key");
}

static void a_changed_quote_does_not(void **state)
{
        (void)state;
        for (size_t i = 0; i < quote.size; i++) {
                quote_data[i] ^= 1;
                check_quote(NULL);
                assert_false(steps_passed(&steps));
                quote_data[i] ^= 1;
        }
        for (size_t size = 0; size < quote.signature_size; size++) {
                struct tpm_quote cut = quote;

                cut.signature_size = size;
                steps = (struct steps){ 0 };
                tpm_keys_check_quote(&attested, NULL, &cut, &steps, &covered);
                assert_false(steps_passed(&steps));
        }
}

static void a_quote_for_something_else_does_not(void **state)
{
        (void)state;
        quote.qualifying = (const uint8_t *)"other";
        check_quote(NULL);
        assert_string_equal(failure(), "quote");
        quote.qualifying = (const uint8_t *)"nonce";
        quote.pcr_digest = (const uint8_t *)"others";
        check_quote(NULL);
        assert_string_equal(failure(), "PCRs");
}

/* ---- Manifests. */

static void lists_of_keys_are_read_whole(void **state)
{
        uint8_t data[600];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        (void)state;
        bytes_write_be32(&out, 1);
        bytes_write_be32(&out, 2);
        for (int i = 0; i < 2; i++) {
                bytes_write_be16(&out, (uint16_t)public_size);
                bytes_write(&out, public, public_size);
        }
        assert_null(attested_read(ATTESTED_VTPM_V1, data, out.size, &attested));
        assert_int_equal(attested.key_count, 2);
        for (size_t size = 0; size < out.size; size++)
                assert_non_null(attested_read(ATTESTED_VTPM_V1, data, size, &attested));
        assert_non_null(attested_read(ATTESTED_VTPM_V1, data, out.size + 1, &attested));
        data[7] = 200; /* keys */
        assert_non_null(attested_read(ATTESTED_VTPM_V1, data, out.size, &attested));
}

/* A list as google/go-tpm-tools' tests make them (cmd/svsm_test.go): a count, and areas that need not be as many. */
static const char *read_list(uint32_t version, uint32_t count, const char *areas, size_t behind)
{
        static uint8_t data[1024];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be32(&out, version);
        bytes_write_be32(&out, count);
        for (; *areas; areas++) {
                bytes_write_be16(&out, *areas == 'k' ? (uint16_t)public_size : 4);
                if (*areas == 'k')
                        bytes_write(&out, public, public_size);
                else
                        bytes_write(&out, "\0\1\2\3", 4);
        }
        bytes_write_zero(&out, behind);
        return attested_read(ATTESTED_VTPM_V1, data, out.size, &attested);
}

static void lists_are_taken_and_refused_as_others_do(void **state)
{
        static const uint8_t longer[] = { 0, 0, 0, 1, 0, 0, 0, 2, 0, 98, 0, 0, 0, 0, 0, 0, 0, 0 };
        static const uint8_t empty[] = { 0, 0, 0, 1, 0, 0, 0, 1, 0, 0 };

        (void)state;
        assert_null(read_list(1, 2, "kk", 0));
        assert_int_equal(attested.key_count, 2);
        assert_int_equal(attested.unknown_keys, 0);
        /* A key that nobody knows takes the others nothing. */
        assert_null(read_list(1, 2, "k?", 0));
        assert_int_equal(attested.key_count, 1);
        assert_int_equal(attested.unknown_keys, 1);
        assert_null(read_list(1, 2, "?k", 0));
        assert_int_equal(attested.key_count, 1);
        assert_non_null(read_list(2, 2, "kk", 0));
        assert_non_null(read_list(1, 2, "k", 0));
        assert_non_null(read_list(1, 2, "kk?", 0));
        assert_non_null(read_list(1, 2, "", 1));
        assert_non_null(read_list(1, 2, "kk", 5));
        assert_non_null(read_list(1, UINT32_MAX, "kk", 0));
        assert_non_null(attested_read(ATTESTED_VTPM_V1, longer, sizeof(longer), &attested));
        assert_non_null(attested_read(ATTESTED_VTPM_V1, empty, sizeof(empty), &attested));
        assert_non_null(attested_read(ATTESTED_VTPM_V1, longer, 6, &attested));
        assert_non_null(attested_read(ATTESTED_VTPM_V0, "\0\1\2\3", 4, &attested));
}

/* No profile makes what is not known, so a TPM with such a key is of none. */
static void a_profile_makes_no_unknown_keys(void **state)
{
        static struct profile_file profile;

        (void)state;
        assert_null(read_list(1, 1, "?", 0));
        tpm_keys_check_profile(&attested, &profile, &steps);
        assert_string_equal(failure(), "keys");
}

static size_t write_profile(uint8_t *data, size_t capacity)
{
        struct bytes_writer out = bytes_writer(data, capacity);

        bytes_write_be32(&out, 0);
        bytes_write_be16(&out, 7);
        bytes_write(&out, "tcg-low", 7);
        bytes_write_be32(&out, 3);
        bytes_write_be16(&out, PROFILE_DIGEST_SIZE);
        bytes_write_zero(&out, PROFILE_DIGEST_SIZE);
        bytes_write_be32(&out, 1);
        bytes_write_be32(&out, 0x01c00002);
        bytes_write_u8(&out, 1);
        return out.size;
}

static void a_services_manifest_has_keys_and_profile(void **state)
{
        uint8_t profile[128];
        uint8_t data[1024];
        struct service_manifest services[] = {
                { SVSM_GUID_VTPM, public, public_size },
                { SVSM_GUID_CASHEW_PROFILE, profile, write_profile(profile, sizeof(profile)) },
        };
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        (void)state;
        services_manifest_write(&out, services, 2);
        assert_null(attested_read(ATTESTED_SERVICES, data, out.size, &attested));
        assert_int_equal(attested.services, 2);
        assert_int_equal(attested.key_count, 1);
        assert_string_equal(attested.profile_name, "tcg-low");
        assert_int_equal(attested.certificates[0].nv_index, 0x01c00002);
        assert_true(attested.certificates[0].there);
        for (size_t size = 0; size < services[1].size; size++)
                assert_non_null(attested_read(ATTESTED_PROFILE, profile, size, &attested));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_certificate_must_be_of_a_key_in_the_manifest, reset),
                cmocka_unit_test_setup(a_certificate_must_be_of_a_ca_that_is_trusted, reset),
                cmocka_unit_test_setup(a_quote_by_an_attested_key_passes, reset_quote),
                cmocka_unit_test_setup(a_quote_by_another_key_does_not, reset_quote),
                cmocka_unit_test_setup(a_quote_by_an_unrestricted_key_does_not, reset_quote),
                cmocka_unit_test_setup(a_changed_quote_does_not, reset_quote),
                cmocka_unit_test_setup(a_quote_for_something_else_does_not, reset_quote),
                cmocka_unit_test_setup(lists_of_keys_are_read_whole, reset),
                cmocka_unit_test_setup(lists_are_taken_and_refused_as_others_do, reset),
                cmocka_unit_test_setup(a_profile_makes_no_unknown_keys, reset),
                cmocka_unit_test_setup(a_services_manifest_has_keys_and_profile, reset),
        };

        return cmocka_run_group_tests(tests, make_keys, free_keys);
}
