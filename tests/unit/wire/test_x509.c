/*
 * tests/unit/wire/test_x509.c - certificates by OpenSSL, and the reader of ours: the same parts are found in them, and what is not
 * DER is refused.
 */
#include "lib/wire/x509.h"
#include "tests/unit/wire/test.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

struct made {
        uint8_t *der;
        size_t size;
};

static struct made made;

/* Of that key, named "subject", by an issuer with a key of its own; with an extension. */
static X509 *make_certificate(EVP_PKEY *key)
{
        EVP_PKEY *issuer = EVP_EC_gen("P-256");
        X509 *certificate = X509_new();
        X509_NAME *name = X509_get_issuer_name(certificate);
        X509_EXTENSION *extension;

        assert_non_null(certificate);
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 77);
        X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const uint8_t *)"Example", -1, -1, 0);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)"an issuer \xc3\xa4",
                                   -1, -1, 0);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                   (const uint8_t *)"subject", -1, -1, 0);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 1000);
        X509_set_pubkey(certificate, key);
        extension = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "CA:FALSE");
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
        assert_true(X509_sign(certificate, issuer, EVP_sha256()) > 0);
        EVP_PKEY_free(issuer);
        return certificate;
}

static void encode(X509 *certificate)
{
        int size;

        free(made.der);
        made.der = NULL;
        size = i2d_X509(certificate, &made.der);
        assert_true(size > 0);
        made.size = (size_t)size;
}

static int set_up(void **state)
{
        EVP_PKEY *key = EVP_EC_gen("P-256");
        X509 *certificate = make_certificate(key);

        (void)state;
        encode(certificate);
        X509_free(certificate);
        EVP_PKEY_free(key);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        free(made.der);
        made.der = NULL;
        return 0;
}

static struct x509 parts;

static int read_made(void)
{
        return x509_read(made.der, made.size, &parts);
}

static void finds_names_and_size(void **state)
{
        uint8_t longer[2000] = { 0 };
        struct x509 again;
        char name[32];
        char cut[5];

        (void)state;
        assert_int_equal(read_made(), 0);
        assert_int_equal(parts.size, made.size);
        x509_common_name(parts.issuer, name, sizeof(name));
        assert_string_equal(name, "an issuer ??");
        x509_common_name(parts.issuer, cut, sizeof(cut));
        assert_string_equal(cut, "an i");
        x509_common_name(parts.subject, name, sizeof(name));
        assert_string_equal(name, "subject");
        memcpy(longer, made.der, made.size);
        assert_int_equal(x509_read(longer, sizeof(longer), &again), 0);
        assert_int_equal(again.size, made.size);
}

/* The key as OpenSSL writes it must be what we write. */
static void assert_key(EVP_PKEY *key, const struct tpm_public *public)
{
        X509 *certificate = make_certificate(key);
        uint8_t expected[X509_KEY_MAX];
        size_t size = x509_write_key(public, expected);

        encode(certificate);
        X509_free(certificate);
        assert_int_equal(read_made(), 0);
        assert_int_equal(parts.key.size, size);
        assert_memory_equal(parts.key.data, expected, size);
        expected[size - 1] ^= 1;
        assert_memory_not_equal(parts.key.data, expected, size);
}

/* A public key of any modulus: nobody decrypts with it. */
static EVP_PKEY *make_rsa_key(const uint8_t *modulus, size_t size)
{
        OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
        BIGNUM *number = BN_bin2bn(modulus, (int)size, NULL);
        OSSL_PARAM *parameters;
        EVP_PKEY *key = NULL;

        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, number);
        OSSL_PARAM_BLD_push_ulong(builder, OSSL_PKEY_PARAM_RSA_E, 65537);
        parameters = OSSL_PARAM_BLD_to_param(builder);
        assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
        assert_int_equal(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters), 1);
        OSSL_PARAM_free(parameters);
        OSSL_PARAM_BLD_free(builder);
        BN_free(number);
        EVP_PKEY_CTX_free(context);
        return key;
}

static void writes_rsa_keys_as_certificates_have_them(void **state)
{
        static const unsigned int bits[] = { 1024, 2048, 3072, 4096 };

        (void)state;
        for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
                uint8_t modulus[TPM_RSA_BYTES_MAX];
                struct tpm_public public = { .type = TPM_ALG_RSA,
                                             .rsa_bits = (uint16_t)bits[i],
                                             .rsa_exponent = 65537,
                                             .modulus = modulus,
                                             .modulus_size = bits[i] / 8 };
                EVP_PKEY *key;

                memset(modulus, 0xa5, sizeof(modulus));
                key = make_rsa_key(modulus, public.modulus_size);
                assert_key(key, &public);
                EVP_PKEY_free(key);
        }
}

/* As a TPM has it: a coordinate may be shorter than the field. */
static void writes_points_as_certificates_have_them(void **state)
{
        static const struct {
                const char *name;
                uint16_t curve;
        } curves[] = { { "P-256", TPM_ECC_NIST_P256 },
                       { "P-384", TPM_ECC_NIST_P384 },
                       { "P-521", TPM_ECC_NIST_P521 } };

        (void)state;
        for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
                EVP_PKEY *key = EVP_EC_gen(curves[i].name);
                struct tpm_public public = { .type = TPM_ALG_ECC, .curve = curves[i].curve };
                uint8_t point[TPM_POINT_BYTES_MAX];
                size_t size;

                assert_true(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                            sizeof(point), &size));
                public.x_size = public.y_size = (size - 1) / 2;
                public.x = point + 1;
                public.y = point + 1 + public.x_size;
                while (public.x_size > 1 && *public.x == 0) {
                        public.x++;
                        public.x_size--;
                }
                assert_key(key, &public);
                EVP_PKEY_free(key);
        }
}

static void half_a_certificate_is_none(void **state)
{
        (void)state;
        for (size_t size = 0; size < made.size; size++)
                assert_int_equal(x509_read(made.der, size, &parts), -1);
}

/* Whatever a byte is changed to, nothing is found that is not inside; the sanitizers look on. */
static void no_change_leads_outside(void **state)
{
        (void)state;
        for (size_t i = 0; i < made.size; i++) {
                uint8_t kept = made.der[i];

                for (unsigned int value = 0; value < 256; value++) {
                        char name[8];

                        made.der[i] = (uint8_t)value;
                        if (read_made())
                                continue;
                        assert_true(parts.size <= made.size);
                        assert_true(parts.key.data + parts.key.size <= made.der + parts.size);
                        x509_common_name(parts.issuer, name, sizeof(name));
                }
                made.der[i] = kept;
        }
}

/* A certificate of the smallest kind, to be changed by hand. */
static const uint8_t skeleton[] = {
        0x30, 0x25,                               /* Certificate */
        0x30, 0x1b,                               /* TBSCertificate */
        0x02, 0x01, 0x05,                         /* serial number */
        0x30, 0x03, 0x06, 0x01, 0x2a,             /* algorithm */
        0x30, 0x00,                               /* issuer */
        0x30, 0x02, 0x05, 0x00,                   /* validity */
        0x30, 0x00,                               /* subject */
        0x30, 0x07, 0x30, 0x02, 0x05, 0x00, 0x03, /* key */
        0x01, 0x00, 0x81, 0x00,                   /* issuer's unique ID */
        0x30, 0x03, 0x06, 0x01, 0x2a,             /* algorithm */
        0x03, 0x01, 0x00,                         /* signature */
};

static int read_changed(size_t offset, uint8_t value)
{
        uint8_t changed[sizeof(skeleton)];

        memcpy(changed, skeleton, sizeof(skeleton));
        changed[offset] = value;
        return x509_read(changed, sizeof(changed), &parts);
}

static void each_field_has_its_tag_and_place(void **state)
{
        static const size_t tags[] = { 0, 2, 4, 7, 12, 14, 18, 20, 29, 31, 36 };
        char name[4] = "x";

        (void)state;
        assert_int_equal(x509_read(skeleton, sizeof(skeleton), &parts), 0);
        assert_int_equal(parts.size, sizeof(skeleton));
        assert_ptr_equal(parts.key.data, skeleton + 20);
        assert_int_equal(parts.key.size, 9);
        x509_common_name(parts.issuer, name, sizeof(name));
        assert_string_equal(name, "");
        for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
                assert_int_equal(read_changed(tags[i], 0x04), -1);
                assert_int_equal(read_changed(tags[i], 0x3f), -1); /* a tag of several bytes */
        }
        assert_int_equal(read_changed(29, 0x82), 0);  /* the subject's unique ID */
        assert_int_equal(read_changed(29, 0xa3), 0);  /* extensions */
        assert_int_equal(read_changed(35, 0x2b), -1); /* the algorithm is another */
}

static void lengths_have_one_form(void **state)
{
        static const uint8_t without_end[] = { 0x30, 0x80, 0x30, 0x00, 0x00, 0x00 };
        uint8_t wide[sizeof(skeleton) + 2] = { 0x30, 0x81 };

        (void)state;
        assert_int_equal(x509_read(without_end, sizeof(without_end), &parts), -1);
        memcpy(wide + 2, skeleton + 1, sizeof(skeleton) - 1);
        assert_int_equal(x509_read(wide, sizeof(skeleton) + 1, &parts), -1);
        memcpy(wide, "\x30\x82\0", 3);
        memcpy(wide + 3, skeleton + 1, sizeof(skeleton) - 1);
        assert_int_equal(x509_read(wide, sizeof(wide), &parts), -1);
        for (unsigned int length = 0; length < 256; length++)
                if (length != skeleton[3])
                        assert_int_equal(read_changed(3, (uint8_t)length), -1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(finds_names_and_size, set_up, tear_down),
                cmocka_unit_test_teardown(writes_rsa_keys_as_certificates_have_them, tear_down),
                cmocka_unit_test_teardown(writes_points_as_certificates_have_them, tear_down),
                cmocka_unit_test_setup_teardown(half_a_certificate_is_none, set_up, tear_down),
                cmocka_unit_test_setup_teardown(no_change_leads_outside, set_up, tear_down),
                cmocka_unit_test(each_field_has_its_tag_and_place),
                cmocka_unit_test(lengths_have_one_form),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
