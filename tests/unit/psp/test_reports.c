/*
 * tests/unit/psp/test_reports.c - reports as a verifier sees them: their fields, signature and chain, and
 * which requests get none.
 */
#include "tests/unit/psp/fixture.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/x509_vfy.h>

static BIGNUM *little_endian(const uint8_t bytes[72])
{
        return BN_lebin2bn(bytes, 72, NULL);
}

/* The report's signature as DER; its size, the buffer is to be freed. */
static int der_signature(const struct snp_report *report, unsigned char **out)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        int size;

        *out = NULL;
        assert_int_equal(ECDSA_SIG_set0(signature, little_endian(report->signature_r),
                                        little_endian(report->signature_s)),
                         1);
        size = i2d_ECDSA_SIG(signature, out);
        ECDSA_SIG_free(signature);
        return size;
}

static bool signature_is_good(const struct snp_report *report, X509 *vcek)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned char *der;
        int size = der_signature(report, &der);
        bool good = EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL,
                                         X509_get0_pubkey(vcek)) == 1 &&
                    EVP_DigestVerify(context, der, (size_t)size, (const unsigned char *)report,
                                     SNP_REPORT_SIGNED_SIZE) == 1;

        OPENSSL_free(der);
        EVP_MD_CTX_free(context);
        return good;
}

static bool chain_is_good(const struct chip_certificates *certificates)
{
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        STACK_OF(X509) *others = sk_X509_new_null();
        bool good;

        X509_STORE_add_cert(store, certificates->ark);
        sk_X509_push(others, certificates->ask);
        X509_STORE_CTX_init(context, store, certificates->vcek, others);
        good = X509_verify_cert(context) == 1;
        sk_X509_free(others);
        X509_STORE_CTX_free(context);
        X509_STORE_free(store);
        return good;
}

/* What differs between versions and products. */
static void check_versions(const struct snp_report *report, const struct snp_chip *chip)
{
        const struct snp_product_facts *product = snp_product_facts(chip->product);
        bool has_cpuid = chip->report_version >= 3;

        assert_int_equal(report->version, chip->report_version);
        assert_int_equal(report->cpuid_family, has_cpuid ? product->cpuid_family : 0);
        assert_int_equal(report->cpuid_model, has_cpuid ? product->cpuid_model : 0);
        assert_int_equal(report->cpuid_stepping, has_cpuid ? product->cpuid_stepping : 0);
        assert_int_equal(report->launch_mitigation_vector, chip->report_version >= 5 ? 7 : 0);
        assert_int_equal(report->current_mitigation_vector, chip->report_version >= 5 ? 7 : 0);
        assert_memory_equal(report->chip_id, chip->chip_id, sizeof(report->chip_id));
}

static void reports_verify_for_every_product_and_version(void **state)
{
        const uint32_t versions[] = { 2, 3, 5 };
        struct fixture *fixture = *state;
        struct snp_report report;

        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++)
                for (size_t i = 0; i < 3; i++) {
                        fixture_change_chip(fixture, product, versions[i]);
                        report = get_report(fixture, 0, 1);
                        check_versions(&report, &fixture->chip);
                        assert_true(signature_is_good(&report, fixture->certificates.vcek));
                        assert_true(chain_is_good(&fixture->certificates));
                }
}

static void a_report_says_what_was_launched(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report report = get_report(fixture, 1, 2);
        struct snp_report wanted = { 0 };

        assert_memory_equal(report.measurement, fixture->guest.digest, 48);
        assert_memory_equal(report.report_id, fixture->guest.report_id, 32);
        assert_int_equal(report.policy, 0x30000);
        assert_int_equal(report.vmpl, 2);
        assert_int_equal(report.signature_algorithm, 1);
        assert_int_equal(report.key_info, 0);
        assert_int_equal(report.guest_svn, 0);
        memset(wanted.report_id_ma, 0xff, sizeof(wanted.report_id_ma));
        assert_memory_equal(report.report_id_ma, wanted.report_id_ma, 32);
        memset(wanted.report_data, 0xa5, sizeof(wanted.report_data));
        assert_memory_equal(report.report_data, wanted.report_data, 64);
        assert_memory_equal(report.host_data, wanted.host_data, 32);
        assert_memory_equal(report.id_key_digest, wanted.id_key_digest, 48);
        assert_memory_equal(report.reserved_208, wanted.reserved_208, 24);
        assert_memory_equal(report.current_etcb, wanted.current_etcb, SNP_ETCB_SIZE);
        assert_memory_equal(report.reserved_280, wanted.reserved_280, 32);
        assert_memory_equal(report.reserved_330, wanted.reserved_330, 368);
}

static void a_report_says_what_the_id_block_says(void **state)
{
        struct fixture *fixture = *state;
        struct snp_id_facts *id = &fixture->guest.id;
        struct snp_report report = get_report(fixture, 0, 0);

        assert_int_equal(report.key_info & 1, 0);
        id->guest_svn = 7;
        id->author_key_enabled = true;
        memset(id->family_id, 0xfa, sizeof(id->family_id));
        memset(id->image_id, 0x1a, sizeof(id->image_id));
        memset(id->id_key_digest, 0x1d, sizeof(id->id_key_digest));
        memset(id->author_key_digest, 0xa0, sizeof(id->author_key_digest));
        report = get_report(fixture, 0, 0);
        assert_int_equal(report.guest_svn, 7);
        assert_int_equal(report.key_info, 1);
        assert_memory_equal(report.family_id, id->family_id, 16);
        assert_memory_equal(report.image_id, id->image_id, 16);
        assert_memory_equal(report.id_key_digest, id->id_key_digest, 48);
        assert_memory_equal(report.author_key_digest, id->author_key_digest, 48);
        assert_true(signature_is_good(&report, fixture->certificates.vcek));
}

static void a_report_has_the_chips_versions(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report report = get_report(fixture, 0, 0);

        assert_int_equal(report.current_tcb, 0xdb09000000000104);
        assert_int_equal(report.committed_tcb, 0xdb09000000000104);
        assert_int_equal(report.reported_tcb, 0xc808000000000003);
        assert_int_equal(report.launch_tcb, 0xc808000000000003);
        assert_int_equal(report.platform_info, 0x25);
        assert_int_equal(report.current_build, 21);
        assert_int_equal(report.current_minor, 55);
        assert_int_equal(report.committed_major, 1);
        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 3);
        assert_int_equal(get_report(fixture, 0, 0).reported_tcb, 0xc800000008000301);
}

/* Every byte that is signed, and the signature itself. */
static void a_changed_report_does_not_verify(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report report = get_report(fixture, 0, 0);
        uint8_t *bytes = (uint8_t *)&report;

        for (size_t i = 0; i < SNP_REPORT_SIGNED_SIZE + 48; i += 7) {
                bytes[i] ^= 1;
                assert_false(signature_is_good(&report, fixture->certificates.vcek));
                bytes[i] ^= 1;
        }
        assert_true(signature_is_good(&report, fixture->certificates.vcek));
}

static void the_same_facts_give_the_same_bytes(void **state)
{
        struct snp_report first = get_report(*state, 0, 3);
        struct snp_report second = get_report(*state, 2, 3);

        assert_memory_equal(&first, &second, sizeof(first));
}

/* A key of VMPL n asks for itself and for those below it. */
static void no_vmpl_gets_a_report_of_one_above_it(void **state)
{
        for (unsigned int vmpck = 0; vmpck < VMPL_COUNT; vmpck++)
                for (uint32_t vmpl = 0; vmpl < 6; vmpl++) {
                        const struct report_request request = { .vmpl = vmpl };
                        bool allowed = vmpl >= vmpck && vmpl < VMPL_COUNT;

                        assert_int_equal(report_status(*state, vmpck, &request),
                                         allowed ? 0 : GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
                }
}

static void only_keys_that_are_there_sign(void **state)
{
        const uint32_t wanted[] = { 0, 0, 0x27, 0x16, 0x16 };

        for (uint32_t select = 0; select < 5; select++) {
                const struct report_request request = { .key_select = select };

                assert_int_equal(report_status(*state, 0, &request), wanted[select]);
        }
}

static void reserved_bytes_of_a_request_are_zero(void **state)
{
        struct report_request request = { .reserved = { [23] = 1 } };

        assert_int_equal(report_status(*state, 0, &request),
                         GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
}

static int extension_index(X509 *certificate, const char *oid)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        int index = X509_get_ext_by_OBJ(certificate, object, -1);

        ASN1_OBJECT_free(object);
        assert_true(index >= 0);
        return index;
}

static void check_extension(X509 *certificate, const char *oid, const void *wanted, int size)
{
        X509_EXTENSION *extension = X509_get_ext(certificate, extension_index(certificate, oid));
        const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(extension);

        assert_int_equal(ASN1_STRING_length(value), size);
        assert_memory_equal(ASN1_STRING_get0_data(value), wanted, (size_t)size);
}

static void the_vcek_says_the_reported_tcb_and_the_chip(void **state)
{
        struct fixture *fixture = *state;
        X509 *vcek = fixture->certificates.vcek;

        check_extension(vcek, "1.3.6.1.4.1.3704.1.2", "\x16\x08Milan-B1", 10);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.3.1", "\x02\x01\x03", 3);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.3.2", "\x02\x01\x00", 3);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.3.3", "\x02\x01\x08", 3);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.3.8", "\x02\x02\x00\xc8", 4);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.4", fixture->chip.chip_id, 64);
        assert_int_equal(X509_get_ext_count(vcek), 11);
        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 3);
        vcek = fixture->certificates.vcek;
        check_extension(vcek, "1.3.6.1.4.1.3704.1.3.9", "\x02\x01\x01", 3);
        check_extension(vcek, "1.3.6.1.4.1.3704.1.4", fixture->chip.chip_id, 8);
}

#define TEST(name) cmocka_unit_test_setup(name, fixture_reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(reports_verify_for_every_product_and_version),
                TEST(a_report_says_what_was_launched),
                TEST(a_report_says_what_the_id_block_says),
                TEST(a_report_has_the_chips_versions),
                TEST(a_changed_report_does_not_verify),
                TEST(the_same_facts_give_the_same_bytes),
                TEST(no_vmpl_gets_a_report_of_one_above_it),
                TEST(only_keys_that_are_there_sign),
                TEST(reserved_bytes_of_a_request_are_zero),
                TEST(the_vcek_says_the_reported_tcb_and_the_chip),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
