/*
 * tests/unit/wire/test_ca_certificate.c - the certificates of the CA, field by field (TCG EK
 * Credential Profile), and what vtpmd says to right and wrong ones.
 */
#include "tools/ca/authority/certificate.h"
#include "tools/x509/urls.h"
#include "services/vtpm/certificate.h"
#include "tests/unit/wire/known_public.h"
#include "tests/unit/wire/test.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <string.h>

static const struct wire_tpm_facts facts = {
        .family = 0x322e3000,
        .level = 0,
        .revision = 183,
        .manufacturer = 0x49424d00,
        .firmware_version = { 0x20240125, 0 },
        .vendor = { (const uint8_t *)"SW   TPM", 8 },
};

/* A CA with two levels, an RSA and an ECC key as a TPM has them. */
static struct {
        EVP_PKEY *root_key, *issuer_key;
        X509 *root, *issuer;
        struct known_public rsa_area, ecc_area;
        struct tpm_public rsa, ecc;
} world;

static struct known_public area_of_rsa(EVP_PKEY *key)
{
        unsigned char modulus[256];
        BIGNUM *number = NULL;

        assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number), 1);
        assert_int_equal(BN_bn2binpad(number, modulus, sizeof(modulus)), sizeof(modulus));
        BN_free(number);
        return known_rsa(EK_ATTRIBUTES, 2048, modulus, sizeof(modulus));
}

static struct known_public area_of_ecc(EVP_PKEY *key)
{
        unsigned char point[65];
        size_t size;

        assert_int_equal(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                         sizeof(point), &size),
                         1);
        assert_int_equal(size, sizeof(point));
        return known_ecc(EK_ATTRIBUTES, point + 1, 32, point + 33, 32);
}

static int make_world(void **state)
{
        struct certificate_issuer self = { 0 };
        struct certificate_issuer root;
        EVP_PKEY *rsa = EVP_RSA_gen(2048);
        EVP_PKEY *ecc = EVP_EC_gen("P-256");

        (void)state;
        world.root_key = EVP_EC_gen("P-384");
        world.issuer_key = EVP_EC_gen("P-256");
        self.key = world.root_key;
        world.root = certificate_make_authority("Test Root", world.root_key, 100, &self);
        root = (struct certificate_issuer){ world.root, world.root_key };
        world.issuer = certificate_make_authority("Test EK CA", world.issuer_key, 100, &root);
        world.rsa_area = area_of_rsa(rsa);
        world.ecc_area = area_of_ecc(ecc);
        EVP_PKEY_free(rsa);
        EVP_PKEY_free(ecc);
        assert_int_equal(tpm_public_read(world.rsa_area.data, world.rsa_area.size, &world.rsa), 0);
        assert_int_equal(tpm_public_read(world.ecc_area.data, world.ecc_area.size, &world.ecc), 0);
        return world.root && world.issuer ? 0 : -1;
}

static int end_world(void **state)
{
        (void)state;
        X509_free(world.root);
        X509_free(world.issuer);
        EVP_PKEY_free(world.root_key);
        EVP_PKEY_free(world.issuer_key);
        return 0;
}

static X509 *endorsement(const struct tpm_public *public)
{
        struct certificate_issuer issuer = { world.issuer, world.issuer_key };
        EVP_PKEY *key = certificate_key(public);
        X509 *certificate;

        assert_non_null(key);
        certificate = certificate_make_endorsement(key, &facts, &issuer);
        assert_non_null(certificate);
        EVP_PKEY_free(key);
        return certificate;
}

/* The one extension of that kind: its DER, and whether it is critical. */
static const ASN1_OCTET_STRING *extension(X509 *certificate, int nid, int critical)
{
        int at = X509_get_ext_by_NID(certificate, nid, -1);
        X509_EXTENSION *found;

        assert_true(at >= 0);
        assert_int_equal(X509_get_ext_by_NID(certificate, nid, at), -1);
        found = X509_get_ext(certificate, at);
        assert_int_equal(X509_EXTENSION_get_critical(found), critical);
        return X509_EXTENSION_get_data(found);
}

static void assert_der(const ASN1_OCTET_STRING *found, const char *expected, size_t size)
{
        assert_int_equal(ASN1_STRING_length(found), size);
        assert_memory_equal(ASN1_STRING_get0_data(found), expected, size);
}

static void the_basics(void **state)
{
        X509 *certificate = endorsement(&world.rsa);
        const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);

        (void)state;
        assert_int_equal(X509_get_version(certificate), X509_VERSION_3);
        assert_int_equal(ASN1_STRING_length(serial), 20);
        assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(certificate)), 0);
        assert_int_equal(X509_NAME_cmp(X509_get_issuer_name(certificate),
                                       X509_get_subject_name(world.issuer)),
                         0);
        assert_int_equal(ASN1_TIME_compare(X509_get0_notAfter(certificate),
                                           X509_get0_notAfter(world.issuer)),
                         0);
        extension(certificate, NID_subject_key_identifier, 0);
        X509_free(certificate);
}

/* SEQUENCE of one directoryName of three names of one attribute each, as UTF8String. */
static void the_tpm_is_the_subject(void **state)
{
        static const char expected[] =
                "\x30\x4c\xa4\x4a\x30\x48"
                "\x31\x16\x30\x14\x06\x05\x67\x81\x05\x02\x01\x0c\x0bid:49424D00"
                "\x31\x13\x30\x11\x06\x05\x67\x81\x05\x02\x02\x0c\x08SW   TPM"
                "\x31\x16\x30\x14\x06\x05\x67\x81\x05\x02\x03\x0c\x0bid:20240125";
        X509 *certificate = endorsement(&world.rsa);
        const ASN1_OCTET_STRING *found = extension(certificate, NID_subject_alt_name, 1);

        (void)state;
        /* The lengths are those of the pieces. */
        assert_int_equal(sizeof(expected) - 1, 6 + 24 + 21 + 24);
        assert_int_equal(ASN1_STRING_length(found), sizeof(expected) - 1);
        assert_memory_equal(ASN1_STRING_get0_data(found) + 6, expected + 6, sizeof(expected) - 7);
        X509_free(certificate);
}

/* SEQUENCE of attribute 2.23.133.2.16 with SET of SEQUENCE { "2.0", 0, 183 }. */
static void the_specification_is_in_the_directory_attributes(void **state)
{
        static const char expected[] = "\x30\x19\x30\x17\x06\x05\x67\x81\x05\x02\x10\x31\x0e"
                                       "\x30\x0c\x0c\x03\x32\x2e\x30\x02\x01\x00\x02\x02\x00\xb7";
        X509 *certificate = endorsement(&world.ecc);

        (void)state;
        assert_der(extension(certificate, NID_subject_directory_attributes, 0), expected,
                   sizeof(expected) - 1);
        X509_free(certificate);
}

static void usage_is_by_the_keys_type(void **state)
{
        X509 *rsa = endorsement(&world.rsa);
        X509 *ecc = endorsement(&world.ecc);

        (void)state;
        assert_der(extension(rsa, NID_key_usage, 1), "\x03\x02\x05\x20", 4); /* keyEncipherment */
        assert_der(extension(ecc, NID_key_usage, 1), "\x03\x02\x03\x08", 4); /* keyAgreement */
        assert_der(extension(rsa, NID_basic_constraints, 1), "\x30\x00", 2); /* CA is FALSE */
        assert_der(extension(rsa, NID_ext_key_usage, 0), "\x30\x07\x06\x05\x67\x81\x05\x08\x01", 9);
        extension(rsa, NID_authority_key_identifier, 0);
        X509_free(rsa);
        X509_free(ecc);
}

static int verify(X509 *certificate)
{
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        STACK_OF(X509) *between = sk_X509_new_null();
        int result;

        sk_X509_push(between, world.issuer);
        X509_STORE_add_cert(store, world.root);
        X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
        assert_int_equal(X509_STORE_CTX_init(context, store, certificate, between), 1);
        result = X509_verify_cert(context);
        X509_STORE_CTX_free(context);
        X509_STORE_free(store);
        sk_X509_free(between);
        return result;
}

static void the_chain_verifies_strictly(void **state)
{
        X509 *rsa = endorsement(&world.rsa);
        X509 *ecc = endorsement(&world.ecc);

        (void)state;
        assert_int_equal(verify(rsa), 1);
        assert_int_equal(verify(ecc), 1);
        assert_int_equal(X509_get_pathlen(world.issuer), 0);
        X509_free(rsa);
        X509_free(ecc);
}

/* Neither an intermediate that is to live longer than its root, nor what it signs. */
static void nothing_outlives_its_issuer(void **state)
{
        struct certificate_issuer root = { world.root, world.root_key };
        X509 *child = certificate_make_authority("Child", world.issuer_key, 200, &root);
        X509 *shorter = certificate_make_authority("Shorter", world.issuer_key, 50, &root);

        (void)state;
        assert_int_equal(
                ASN1_TIME_compare(X509_get0_notAfter(child), X509_get0_notAfter(world.root)), 0);
        assert_int_equal(
                ASN1_TIME_compare(X509_get0_notAfter(shorter), X509_get0_notAfter(world.root)), -1);
        X509_free(child);
        X509_free(shorter);
}

static void who_is_not_good_now_signs_nothing(void **state)
{
        X509 *issuer = X509_dup(world.issuer);

        (void)state;
        assert_null(certificate_time_problem(issuer));
        X509_gmtime_adj(X509_getm_notBefore(issuer), 3600);
        assert_non_null(strstr(certificate_time_problem(issuer), "is the clock right?"));
        X509_gmtime_adj(X509_getm_notBefore(issuer), -3600);
        X509_gmtime_adj(X509_getm_notAfter(issuer), -1800);
        assert_non_null(strstr(certificate_time_problem(issuer), "has ended at"));
        X509_free(issuer);
}

/* A comma is part of a URL, and no end of it. */
static void urls_are_what_was_given(void **state)
{
        static const char url[] = "http://ca.example/a,b=c.cer";
        struct certificate_issuer root = { world.root, world.root_key, url, "http://ca.example/x" };
        X509 *child = certificate_make_authority("Child", world.issuer_key, 10, &root);
        struct urls urls = urls_of_certificate(child);
        STACK_OF(OPENSSL_STRING) *ocsp = X509_get1_ocsp(child);

        (void)state;
        assert_string_equal(urls.certificate, url);
        assert_string_equal(urls.list, "http://ca.example/x");
        assert_null(ocsp);
        X509_free(child);
}

static void serials_differ(void **state)
{
        X509 *first = endorsement(&world.ecc);
        X509 *second = endorsement(&world.ecc);

        (void)state;
        assert_int_not_equal(
                ASN1_INTEGER_cmp(X509_get0_serialNumber(first), X509_get0_serialNumber(second)), 0);
        X509_free(first);
        X509_free(second);
}

static void a_point_off_the_curve_is_no_key(void **state)
{
        struct known_public area = world.ecc_area;
        struct tpm_public public;

        (void)state;
        area.data[area.size - 1] ^= 1;
        assert_int_equal(tpm_public_read(area.data, area.size, &public), 0);
        assert_null(certificate_key(&public));
}

/* What vtpmd does with a reply. */
static enum certificate_verdict check(X509 *certificate, const struct tpm_public *public,
                                      X509 *issuer, char *name, size_t size)
{
        unsigned char *der = NULL;
        unsigned char *issuer_der = NULL;
        int length = i2d_X509(certificate, &der);
        int issuer_length = i2d_X509(issuer, &issuer_der);
        enum certificate_verdict verdict = certificate_check(
                (struct wire_blob){ der, (size_t)length }, public,
                (struct wire_blob){ issuer_der, (size_t)issuer_length }, name, size);

        OPENSSL_free(der);
        OPENSSL_free(issuer_der);
        return verdict;
}

static void the_tpms_own_certificate_is_taken(void **state)
{
        X509 *rsa = endorsement(&world.rsa);
        X509 *ecc = endorsement(&world.ecc);
        char name[5];

        (void)state;
        assert_int_equal(check(rsa, &world.rsa, world.issuer, name, sizeof(name)), CERTIFICATE_OK);
        assert_string_equal(name, "Test");
        assert_int_equal(check(ecc, &world.ecc, world.issuer, name, sizeof(name)), CERTIFICATE_OK);
        X509_free(rsa);
        X509_free(ecc);
}

static void another_keys_certificate_is_not(void **state)
{
        struct known_public other = world.rsa_area;
        struct tpm_public public;
        X509 *rsa = endorsement(&world.rsa);
        char name[8];

        (void)state;
        other.data[other.size - 1] ^= 2;
        assert_int_equal(tpm_public_read(other.data, other.size, &public), 0);
        assert_int_equal(check(rsa, &public, world.issuer, name, sizeof(name)),
                         CERTIFICATE_OTHER_KEY);
        assert_int_equal(check(rsa, &world.ecc, world.issuer, name, sizeof(name)),
                         CERTIFICATE_OTHER_KEY);
        X509_free(rsa);
}

static void an_issuer_that_did_not_sign_is_not(void **state)
{
        X509 *ecc = endorsement(&world.ecc);
        char name[8];

        (void)state;
        assert_int_equal(check(ecc, &world.ecc, world.root, name, sizeof(name)),
                         CERTIFICATE_BAD_ISSUER);
        X509_free(ecc);
}

static void bytes_behind_the_certificate_are_not(void **state)
{
        X509 *ecc = endorsement(&world.ecc);
        unsigned char der[2048];
        unsigned char *end = der;
        int size = i2d_X509(ecc, &end);
        struct wire_blob none = { 0 };
        char name[8];

        (void)state;
        assert_int_equal(certificate_check((struct wire_blob){ der, (size_t)size + 1 }, &world.ecc,
                                           none, name, sizeof(name)),
                         CERTIFICATE_NOT_DER);
        assert_int_equal(certificate_check((struct wire_blob){ der, (size_t)size - 1 }, &world.ecc,
                                           none, name, sizeof(name)),
                         CERTIFICATE_NOT_DER);
        X509_free(ecc);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_basics),
                cmocka_unit_test(the_tpm_is_the_subject),
                cmocka_unit_test(the_specification_is_in_the_directory_attributes),
                cmocka_unit_test(usage_is_by_the_keys_type),
                cmocka_unit_test(the_chain_verifies_strictly),
                cmocka_unit_test(nothing_outlives_its_issuer),
                cmocka_unit_test(who_is_not_good_now_signs_nothing),
                cmocka_unit_test(urls_are_what_was_given),
                cmocka_unit_test(serials_differ),
                cmocka_unit_test(a_point_off_the_curve_is_no_key),
                cmocka_unit_test(the_tpms_own_certificate_is_taken),
                cmocka_unit_test(another_keys_certificate_is_not),
                cmocka_unit_test(an_issuer_that_did_not_sign_is_not),
                cmocka_unit_test(bytes_behind_the_certificate_are_not),
        };

        return cmocka_run_group_tests(tests, make_world, end_world);
}
