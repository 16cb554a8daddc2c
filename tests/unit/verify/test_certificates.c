/* tests/unit/verify/test_certificates.c - chains that end at a trusted root, and those that do not. */
#include "tests/unit/verify/fixture.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

/* Replaces the common name of @certificate and signs it again. */
static void rename_and_sign(X509 *certificate, const char *name, EVP_PKEY *key,
                            const EVP_MD *digest, int padding)
{
        X509_NAME *subject = X509_get_subject_name(certificate);
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters;

        if (name) {
                int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);

                X509_NAME_ENTRY_free(X509_NAME_delete_entry(subject, at));
                assert_int_equal(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                                            (const unsigned char *)name, -1, -1, 0),
                                 1);
        }
        assert_int_equal(EVP_DigestSignInit(context, &parameters, digest, NULL, key), 1);
        assert_true(EVP_PKEY_CTX_set_rsa_padding(parameters, padding) > 0);
        assert_true(X509_sign_ctx(certificate, context) > 0);
        EVP_MD_CTX_free(context);
}

static void another_root_is_refused(void **state)
{
        struct fixture *fixture = *state;
        struct chip_certificates other = { 0 };
        struct chip_keys keys = fixture->keys;

        keys.ark = EVP_RSA_gen(2048);
        assert_int_equal(chip_certify(&fixture->chip, &keys, &other), 0);
        X509_STORE_free(fixture->rules.roots);
        fixture->rules.roots = X509_STORE_new();
        X509_STORE_add_cert(fixture->rules.roots, other.ark);
        fixture_fails_at(fixture, "certificates");
        chip_certificates_free(&other);
        EVP_PKEY_free(keys.ark);
}

static void an_intermediate_alone_is_no_root(void **state)
{
        struct fixture *fixture = *state;

        X509_STORE_free(fixture->rules.roots);
        fixture->rules.roots = X509_STORE_new();
        X509_STORE_add_cert(fixture->rules.roots, fixture->made.ask);
        fixture_fails_at(fixture, "certificates");
}

static void without_intermediate_or_leaf_there_is_no_chain(void **state)
{
        struct fixture *fixture = *state;

        fixture->certificates.intermediate = NULL;
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "the intermediate certificate is missing");
        fixture->certificates.vcek = NULL;
        assert_string_equal(fixture_fails_at(fixture, "signing key"), "its certificate is missing");
}

/* A chip's key cannot make chips: whoever has one VCEK cannot sign another. */
static void an_intermediate_of_another_ark_is_refused(void **state)
{
        struct fixture *fixture = *state;
        struct chip_certificates other = { 0 };
        struct chip_keys keys = fixture->keys;

        keys.ask = EVP_RSA_gen(2048);
        keys.ark = EVP_RSA_gen(2048);
        assert_int_equal(chip_certify(&fixture->chip, &keys, &other), 0);
        fixture->certificates.intermediate = other.ask;
        fixture->certificates.vcek = other.vcek;
        fixture_fails_at(fixture, "certificates");
        chip_certificates_free(&other);
        EVP_PKEY_free(keys.ask);
        EVP_PKEY_free(keys.ark);
}

static void names_are_amds(void **state)
{
        struct fixture *fixture = *state;

        rename_and_sign(fixture->made.vcek, "SEV-VLEK", fixture->keys.ask, EVP_sha384(),
                        RSA_PKCS1_PSS_PADDING);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "the last certificate is of another kind");
}

static void signatures_are_pss_with_sha384(void **state)
{
        struct fixture *fixture = *state;

        rename_and_sign(fixture->made.vcek, NULL, fixture->keys.ask, EVP_sha256(),
                        RSA_PKCS1_PSS_PADDING);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "a certificate is not signed with RSA-PSS and SHA-384");
        fixture_reset(state);
        rename_and_sign(fixture->made.vcek, NULL, fixture->keys.ask, EVP_sha384(),
                        RSA_PKCS1_PADDING);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "a certificate is not signed with RSA-PSS and SHA-384");
}

/* A certificate that says what the table's other one says. */
static void a_vlek_is_refused_unless_allowed(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.key_info = SNP_SIGNING_KEY_VLEK << SNP_KEY_INFO_SIGNING_SHIFT;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "signing key"),
                            "a VLEK, which is not allowed here");
        fixture->rules.vlek = true;
        assert_string_equal(fixture_fails_at(fixture, "signing key"), "its certificate is missing");
        fixture->certificates.vlek = fixture->made.vcek;
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "the last certificate is of another kind");
        fixture->report.key_info = 7 << SNP_KEY_INFO_SIGNING_SHIFT;
        assert_string_equal(fixture_fails_at(fixture, "signing key"), "nothing has signed it");
}

/* The provider's key instead of the chip's: names and extensions as a VLEK has them. */
static void a_vlek_verifies_where_it_is_allowed(void **state)
{
        struct fixture *fixture = *state;
        X509 *vlek = fixture->made.vcek;
        ASN1_OBJECT *chip_oid = OBJ_txt2obj("1.3.6.1.4.1.3704.1.4", 1);
        ASN1_OBJECT *provider_oid = OBJ_txt2obj("1.3.6.1.4.1.3704.1.5", 1);
        ASN1_OCTET_STRING *provider = ASN1_OCTET_STRING_new();
        X509_EXTENSION *extension;

        ASN1_OCTET_STRING_set(provider,
                              (const unsigned char *)"\x16\x05"
                                                     "Cloud",
                              7);
        extension = X509_EXTENSION_create_by_OBJ(NULL, provider_oid, 0, provider);
        X509_EXTENSION_free(X509_delete_ext(vlek, X509_get_ext_by_OBJ(vlek, chip_oid, -1)));
        assert_int_equal(X509_add_ext(vlek, extension, -1), 1);
        rename_and_sign(fixture->made.ask, "SEV-VLEK-Milan", fixture->keys.ark, EVP_sha384(),
                        RSA_PKCS1_PSS_PADDING);
        assert_int_equal(X509_set_issuer_name(vlek, X509_get_subject_name(fixture->made.ask)), 1);
        rename_and_sign(vlek, "SEV-VLEK", fixture->keys.ask, EVP_sha384(), RSA_PKCS1_PSS_PADDING);
        fixture->certificates = (struct amd_certificates){ fixture->made.ask, NULL, vlek };
        fixture->report.key_info = SNP_SIGNING_KEY_VLEK << SNP_KEY_INFO_SIGNING_SHIFT;
        fixture_sign(fixture, fixture->keys.vcek);
        fixture->rules.vlek = true;
        assert_true(fixture_verify(fixture));
        X509_EXTENSION_free(extension);
        ASN1_OCTET_STRING_free(provider);
        ASN1_OBJECT_free(provider_oid);
        ASN1_OBJECT_free(chip_oid);
}

static void a_chain_of_two_products_is_refused(void **state)
{
        struct fixture *fixture = *state;
        struct chip_certificates genoa = { .ark = NULL };
        struct snp_chip chip = fixture->chip;

        chip.product = SNP_PRODUCT_GENOA;
        assert_int_equal(chip_certify(&chip, &fixture->keys, &genoa), 0);
        fixture->certificates.intermediate = genoa.ask;
        assert_int_equal(X509_set_issuer_name(fixture->made.vcek, X509_get_subject_name(genoa.ask)),
                         1);
        rename_and_sign(fixture->made.vcek, NULL, fixture->keys.ask, EVP_sha384(),
                        RSA_PKCS1_PSS_PADDING);
        X509_STORE_add_cert(fixture->rules.roots, genoa.ark);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "its names are not of one product");
        chip_certificates_free(&genoa);
}

static void the_hosts_table_is_read(void **state)
{
        struct fixture *fixture = *state;
        struct amd_certificates found;

        assert_null(certificates_from_table(fixture->chip.certificates,
                                            sizeof(fixture->chip.certificates), &found));
        assert_int_equal(X509_cmp(found.vcek, fixture->made.vcek), 0);
        assert_int_equal(X509_cmp(found.intermediate, fixture->made.ask), 0);
        assert_null(found.vlek);
        certificates_free(&found);
        fixture->chip.certificates[4 * 24] ^= 0x10; /* the first byte of the VCEK's DER */
        assert_string_equal(certificates_from_table(fixture->chip.certificates,
                                                    sizeof(fixture->chip.certificates), &found),
                            "one of its certificates is not DER");
        assert_null(found.intermediate);
        assert_non_null(certificates_from_table(fixture->chip.certificates, 10, &found));
}

static void files_are_pem_or_der(void **state)
{
        struct fixture *fixture = *state;
        struct amd_certificates found = { 0 };
        BIO *bio = BIO_new(BIO_s_mem());
        unsigned char *der = NULL;
        char *pem;
        long size;
        int der_size = i2d_X509(fixture->made.vcek, &der);

        PEM_write_bio_X509(bio, fixture->made.ask);
        PEM_write_bio_X509(bio, fixture->made.ark);
        size = BIO_get_mem_data(bio, &pem);
        assert_null(certificates_from_file(pem, (size_t)size, &found));
        assert_null(certificates_from_file(der, (size_t)der_size, &found));
        assert_int_equal(X509_cmp(found.vcek, fixture->made.vcek), 0);
        assert_int_equal(X509_cmp(found.intermediate, fixture->made.ask), 0);
        assert_string_equal(certificates_from_file("nothing", 7, &found),
                            "there is no certificate");
        certificates_free(&found);
        OPENSSL_free(der);
        BIO_free(bio);
}

#define YEARS(n) ((int64_t)(n)*365 * 86400)

/* Evidence is looked at later than its certificates live, or was made on a clock that goes ahead. */
static void the_time_is_the_rules(void **state)
{
        struct fixture *fixture = *state;
        int64_t now = (int64_t)time(NULL);

        fixture->rules.time_given = true;
        fixture->rules.time = now;
        assert_true(fixture_verify(fixture));
        fixture->rules.time = now + YEARS(100);
        assert_non_null(strstr(fixture_fails_at(fixture, "certificates"), " has expired at 2"));
        fixture->rules.time = YEARS(1);
        assert_non_null(
                strstr(fixture_fails_at(fixture, "certificates"), " is not valid before 20"));
}

/* A list of @issuer's with @revoked in it, or nothing; until @until from now. */
static X509_CRL *make_crl(X509 *issuer, EVP_PKEY *key, const X509 *revoked, int64_t until)
{
        X509_CRL *crl = X509_CRL_new();
        ASN1_TIME *when = X509_gmtime_adj(NULL, -86400);
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters;

        assert_int_equal(X509_CRL_set_version(crl, 1), 1);
        assert_int_equal(X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)), 1);
        assert_int_equal(X509_CRL_set1_lastUpdate(crl, when), 1);
        X509_gmtime_adj(when, until);
        assert_int_equal(X509_CRL_set1_nextUpdate(crl, when), 1);
        if (revoked) {
                X509_REVOKED *entry = X509_REVOKED_new();

                X509_REVOKED_set_serialNumber(entry,
                                              (ASN1_INTEGER *)X509_get0_serialNumber(revoked));
                X509_gmtime_adj(when, -86400);
                X509_REVOKED_set_revocationDate(entry, when);
                assert_int_equal(X509_CRL_add0_revoked(crl, entry), 1);
        }
        assert_int_equal(EVP_DigestSignInit(context, &parameters, EVP_sha384(), NULL, key), 1);
        assert_true(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) > 0);
        assert_true(X509_CRL_sign_ctx(crl, context) > 0);
        EVP_MD_CTX_free(context);
        ASN1_TIME_free(when);
        return crl;
}

/* What the step says with that list alone; NULL: it passes. */
static const char *with_crl(struct fixture *fixture, X509_CRL *crl)
{
        static char text[STEP_DETAIL_MAX];
        STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();

        sk_X509_CRL_push(crls, crl);
        fixture->rules.crls = crls;
        *text = '\0';
        if (!fixture_verify(fixture))
                snprintf(text, sizeof(text), "%s", fixture_fails_at(fixture, "revocation"));
        fixture->rules.crls = NULL;
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
        return *text ? text : NULL;
}

static void amds_list_counts(void **state)
{
        struct fixture *fixture = *state;
        X509 *ark = fixture->made.ark;
        EVP_PKEY *key = fixture->keys.ark;

        assert_null(with_crl(fixture, make_crl(ark, key, NULL, 86400)));
        assert_null(with_crl(fixture, make_crl(ark, key, ark, 86400)) ? NULL
                                                                      : "listed roots count");
        assert_string_equal(with_crl(fixture, make_crl(ark, key, fixture->made.ask, 86400)),
                            "certificate revoked");
        assert_string_equal(with_crl(fixture, make_crl(ark, key, NULL, -60)), "CRL has expired");
        assert_string_equal(with_crl(fixture, make_crl(ark, fixture->keys.ask, NULL, 86400)),
                            "CRL signature failure");
}

/* Of the time that evidence was made there may be no list any more; that of today says more, not less. */
static void todays_list_is_good_for_old_evidence(void **state)
{
        struct fixture *fixture = *state;
        X509 *ark = fixture->made.ark;
        EVP_PKEY *key = fixture->keys.ark;

        fixture->rules.time_given = true;
        fixture->rules.time = (int64_t)time(NULL) - (int64_t)30 * 86400;
        assert_null(with_crl(fixture, make_crl(ark, key, NULL, 86400)));
        assert_string_equal(with_crl(fixture, make_crl(ark, key, fixture->made.ask, 86400)),
                            "certificate revoked");
        fixture->rules.time = (int64_t)time(NULL) + (int64_t)30 * 86400;
        assert_string_equal(with_crl(fixture, make_crl(ark, key, NULL, 86400)), "CRL has expired");
}

/* One of another product's root says nothing of this chain. */
static void a_list_of_another_is_none(void **state)
{
        struct fixture *fixture = *state;
        struct chip_certificates genoa = { .ark = NULL };
        struct snp_chip chip = fixture->chip;

        chip.product = SNP_PRODUCT_GENOA;
        assert_int_equal(chip_certify(&chip, &fixture->keys, &genoa), 0);
        assert_string_equal(with_crl(fixture, make_crl(genoa.ark, fixture->keys.ark, NULL, 86400)),
                            "unable to get certificate CRL");
        chip_certificates_free(&genoa);
}

/* Gives the VCEK another extension of AMD's, and signs it. */
static void replace_extension(struct fixture *fixture, const char *oid, const void *value, int size)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        ASN1_OCTET_STRING *text = ASN1_OCTET_STRING_new();
        X509 *vcek = fixture->made.vcek;
        X509_EXTENSION *extension;

        ASN1_OCTET_STRING_set(text, value, size);
        extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, text);
        X509_EXTENSION_free(X509_delete_ext(vcek, X509_get_ext_by_OBJ(vcek, object, -1)));
        assert_int_equal(X509_add_ext(vcek, extension, -1), 1);
        rename_and_sign(vcek, NULL, fixture->keys.ask, EVP_sha384(), RSA_PKCS1_PSS_PADDING);
        X509_EXTENSION_free(extension);
        ASN1_OCTET_STRING_free(text);
        ASN1_OBJECT_free(object);
}

static void products_of_one_line_have_other_names(void **state)
{
        struct fixture *fixture = *state;

        fixture_change_chip(fixture, SNP_PRODUCT_GENOA, 3);
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.2", "\x16\x08Siena-B0", 10);
        fixture->report.cpuid_model = 0xa0;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.2", "\x16\x06Venice", 8);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "its TCB is not there as AMD writes it"); /* it has no FMC */
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.2", "\x16\x05Rome!", 7);
        assert_string_equal(fixture_fails_at(fixture, "certificates"),
                            "its product is none that is known");
}

/* Turin's chips have 8 bytes; a certificate may have them with zeros behind, Milan's not with less than 64. */
static void a_chips_id_is_as_long_as_its_products(void **state)
{
        struct fixture *fixture = *state;
        uint8_t chip[SNP_CHIP_ID_SIZE] = { 0 };

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 5);
        memset(chip, 0xc1, 8);
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.4", chip, 64);
        assert_true(fixture_verify(fixture));
        chip[63] = 1;
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.4", chip, 64);
        fixture_fails_at(fixture, "chip");
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.4", chip, 7);
        fixture_fails_at(fixture, "certificates");
        fixture_change_chip(fixture, SNP_PRODUCT_MILAN, 3);
        replace_extension(fixture, "1.3.6.1.4.1.3704.1.4", chip, 8);
        fixture_fails_at(fixture, "certificates");
}

/* Where only the provider's key counts. */
static void a_vcek_may_be_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.vcek_refused = true;
        assert_string_equal(fixture_fails_at(fixture, "signing key"),
                            "a VCEK, which is not allowed here");
}

/* Of several products in one file the one that has signed counts, wherever it stands. */
static void intermediates_may_be_many(void **state)
{
        struct fixture *fixture = *state;
        struct chip_certificates genoa = { .ark = NULL };
        struct amd_certificates found = { 0 };
        struct snp_chip chip = fixture->chip;
        BIO *bio = BIO_new(BIO_s_mem());
        char *pem;
        long size;

        chip.product = SNP_PRODUCT_GENOA;
        assert_int_equal(chip_certify(&chip, &fixture->keys, &genoa), 0);
        PEM_write_bio_X509(bio, genoa.ask);
        PEM_write_bio_X509(bio, fixture->made.ask);
        PEM_write_bio_X509(bio, genoa.ask);
        PEM_write_bio_X509(bio, fixture->made.vcek);
        size = BIO_get_mem_data(bio, &pem);
        assert_null(certificates_from_file(pem, (size_t)size, &found));
        fixture->certificates = found;
        assert_true(fixture_verify(fixture));
        BIO_free(bio);
        bio = BIO_new(BIO_s_mem());
        PEM_write_bio_X509(bio, genoa.vcek);
        size = BIO_get_mem_data(bio, &pem);
        assert_string_equal(certificates_from_file(pem, (size_t)size, &found),
                            "there are certificates of two VCEKs");
        BIO_free(bio);
        certificates_free(&found);
        chip_certificates_free(&genoa);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(another_root_is_refused, fixture_reset),
                cmocka_unit_test_setup(an_intermediate_alone_is_no_root, fixture_reset),
                cmocka_unit_test_setup(without_intermediate_or_leaf_there_is_no_chain,
                                       fixture_reset),
                cmocka_unit_test_setup(an_intermediate_of_another_ark_is_refused, fixture_reset),
                cmocka_unit_test_setup(names_are_amds, fixture_reset),
                cmocka_unit_test_setup(signatures_are_pss_with_sha384, fixture_reset),
                cmocka_unit_test_setup(a_vlek_is_refused_unless_allowed, fixture_reset),
                cmocka_unit_test_setup(a_vlek_verifies_where_it_is_allowed, fixture_reset),
                cmocka_unit_test_setup(a_chain_of_two_products_is_refused, fixture_reset),
                cmocka_unit_test_setup(the_time_is_the_rules, fixture_reset),
                cmocka_unit_test_setup(amds_list_counts, fixture_reset),
                cmocka_unit_test_setup(todays_list_is_good_for_old_evidence, fixture_reset),
                cmocka_unit_test_setup(a_list_of_another_is_none, fixture_reset),
                cmocka_unit_test_setup(products_of_one_line_have_other_names, fixture_reset),
                cmocka_unit_test_setup(a_chips_id_is_as_long_as_its_products, fixture_reset),
                cmocka_unit_test_setup(a_vcek_may_be_refused, fixture_reset),
                cmocka_unit_test_setup(the_hosts_table_is_read, fixture_reset),
                cmocka_unit_test_setup(files_are_pem_or_der, fixture_reset),
                cmocka_unit_test_setup(intermediates_may_be_many, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
