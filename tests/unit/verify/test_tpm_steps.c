/*
 * tests/unit/verify/test_tpm_steps.c - a TPM's evidence without an SVSM: key, quote, values of PCRs and event log must be of one
 * boot of one TPM, in each form in which tools write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/unit/eventlog/builder.h"
#include "tests/unit/verify/hcl_builder.h"
#include "tests/unit/verify/quote_builder.h"
#include "tools/attest/tpm_steps.h"
#include "tools/x509/make.h"

static EVP_PKEY *ak;
static EVP_PKEY *other;
static struct built built;
static struct inputs inputs;
static struct steps steps;
static struct pcr_values made;
static uint8_t quote[QUOTE_BUILT_MAX];
static size_t quote_size;
static uint8_t signature[QUOTE_BUILT_MAX];
static char runtime[2048];
static struct snp_report report;
static uint8_t hcl_file[HCL_BUILT_MAX];

static int make_keys(void **state)
{
        (void)state;
        ak = EVP_RSA_gen(2048);
        other = EVP_RSA_gen(2048);
        return ak && other ? 0 : -1;
}

static int free_keys(void **state)
{
        (void)state;
        EVP_PKEY_free(ak);
        EVP_PKEY_free(other);
        return 0;
}

static void sign_quote(EVP_PKEY *key)
{
        inputs.signature =
                (struct file){ signature, quote_sign(key, quote, quote_size, signature) };
}

/* Key, quote, signature and log, all in order. */
static int reset(void **state)
{
        (void)state;
        steps = (struct steps){ 0 };
        inputs = (struct inputs){ 0 };
        built_boot(&built, 1);
        quote_values(&built, &made);
        quote_size = quote_build(&made, quote);
        sign_quote(ak);
        inputs.quote = (struct file){ quote, quote_size };
        memcpy(inputs.nonce, "nonce", 5);
        inputs.nonce_size = 5;
        inputs.tpm.ak.key = ak;
        inputs.tpm.has_event_log = true;
        inputs.tpm.event_log = (struct file){ built.data, built.out.size };
        return 0;
}

static const char *failure(void)
{
        const struct attested attested = { 0 };
        const struct step *step;

        steps = (struct steps){ 0 };
        tpm_steps(&inputs, &attested, NULL, &steps);
        step = steps_failure(&steps);
        return step ? step->name : "none";
}

static void give_values(void)
{
        inputs.tpm.pcrs = made;
        inputs.tpm.has_pcrs = true;
}

static bool says(const char *name, const char *text)
{
        for (size_t i = 0; i < steps.count; i++) {
                if (strcmp(steps.list[i].name, name) == 0 && strstr(steps.list[i].detail, text))
                        return true;
        }
        return false;
}

static void a_log_that_makes_what_was_quoted_passes(void **state)
{
        (void)state;
        assert_string_equal(failure(), "none");
        assert_true(says("PCRs", "the values that the log makes are what was quoted"));
        assert_true(says("replay", "PCRs 0 1 4 5 7 8 9 are what the log makes"));
        assert_true(says("command line", "/vmlinuz root=/dev/vda1 ro"));
        give_values();
        assert_string_equal(failure(), "none");
        assert_true(says("PCRs", "the values given are what was quoted"));
}

static void a_log_of_another_boot_does_not(void **state)
{
        (void)state;
        built_plain(&built, 4, 4, "more", 4);
        inputs.tpm.event_log.size = built.out.size;
        assert_string_equal(failure(), "PCRs");
        give_values();
        assert_string_equal(failure(), "replay");
}

/* Values beside the quote are anybody's word: a log is not compared with them. */
static void values_that_are_not_quoted_vouch_for_nothing(void **state)
{
        (void)state;
        built_plain(&built, 14, 4, "\0\0\0\0", 4);
        inputs.tpm.event_log.size = built.out.size;
        give_values();
        inputs.tpm.pcrs.banks[1].values[14][0] = 0x55;
        assert_string_equal(failure(), "none");
        assert_true(says("replay", "not compared: 14"));
        inputs.tpm.pcrs.banks[1].values[7][0] ^= 1;
        assert_string_equal(failure(), "PCRs");
}

static void values_that_are_missing_are_named(void **state)
{
        (void)state;
        give_values();
        inputs.tpm.pcrs.banks[1].known &= ~UINT32_C(2);
        assert_string_equal(failure(), "PCRs");
        assert_true(says("PCRs", "no value"));
}

static void another_key_or_nonce_fails(void **state)
{
        (void)state;
        inputs.tpm.ak.key = other;
        assert_string_equal(failure(), "quote's key");
        inputs.tpm.ak.key = ak;
        inputs.nonce[0] ^= 1;
        assert_string_equal(failure(), "quote");
        inputs.nonce_size = 0;
        assert_string_equal(failure(), "quote");
}

static void a_size_in_front_is_no_part_of_what_was_signed(void **state)
{
        uint8_t wrapped[600];
        struct bytes_writer out = bytes_writer(wrapped, sizeof(wrapped));

        (void)state;
        bytes_write_be16(&out, (uint16_t)quote_size);
        bytes_write(&out, quote, quote_size);
        inputs.quote = (struct file){ wrapped, out.size };
        assert_string_equal(failure(), "none");
}

static void a_signature_in_a_structure_is_the_same(void **state)
{
        uint8_t wrapped[600];
        struct bytes_writer out = bytes_writer(wrapped, sizeof(wrapped));

        (void)state;
        bytes_write_be16(&out, 0x0014);
        bytes_write_be16(&out, 0x000b);
        bytes_write_be16(&out, (uint16_t)inputs.signature.size);
        bytes_write(&out, signature, inputs.signature.size);
        inputs.signature = (struct file){ wrapped, out.size };
        assert_string_equal(failure(), "none");
        for (size_t size = 0; size < out.size; size++) {
                inputs.signature.size = size;
                assert_string_equal(failure(), "quote's key");
        }
}

/* The key that the HCL report vouches for, and no other. */
static void an_hcl_reports_key_signs_the_quote(void **state)
{
        const struct attested attested = { 0 };
        char reason[HCL_REASON_MAX];
        EVP_PKEY *vouched;
        size_t size;

        (void)state;
        hcl_runtime(ak, runtime, sizeof(runtime));
        size = hcl_build(2, runtime, &report, hcl_file);
        assert_null(hcl_report_read(hcl_file, size, &inputs.tpm.hcl, reason));
        steps = (struct steps){ 0 };
        tpm_steps_hcl(&inputs, &report, &steps, &vouched);
        assert_non_null(vouched);
        inputs.tpm.ak.key = NULL;
        tpm_steps(&inputs, &attested, vouched, &steps);
        assert_true(steps_passed(&steps));
        inputs.tpm.ak.key = other; /* another opinion */
        tpm_steps(&inputs, &attested, vouched, &steps);
        assert_string_equal(steps_failure(&steps)->name, "attestation key");
        EVP_PKEY_free(vouched);
        steps = (struct steps){ 0 };
        report.report_data[0] ^= 1;
        tpm_steps_hcl(&inputs, &report, &steps, &vouched);
        assert_null(vouched);
        assert_string_equal(steps_failure(&steps)->name, "runtime data");
}

/* Without a quote the nonce is in the user data. */
static void user_data_are_the_nonce_without_a_quote(void **state)
{
        char reason[HCL_REASON_MAX];
        EVP_PKEY *vouched;
        size_t size;

        (void)state;
        hcl_runtime(ak, runtime, sizeof(runtime));
        size = hcl_build(1, runtime, &report, hcl_file);
        assert_null(hcl_report_read(hcl_file, size, &inputs.tpm.hcl, reason));
        inputs.quote = (struct file){ 0 };
        inputs.nonce[0] = 0xaa;
        inputs.nonce_size = 1;
        steps = (struct steps){ 0 };
        tpm_steps_hcl(&inputs, &report, &steps, &vouched);
        assert_true(steps_passed(&steps));
        EVP_PKEY_free(vouched);
        inputs.nonce[0] = 0xab;
        tpm_steps_hcl(&inputs, &report, &steps, &vouched);
        assert_string_equal(steps_failure(&steps)->name, "nonce");
        EVP_PKEY_free(vouched);
}

/* Google's extension: SEQUENCE of zone "z", project 1 "p", instance 2 "i". */
static X509 *google_certificate(EVP_PKEY *issuer)
{
        static const uint8_t instance[] = { 0x30, 0x0f, 0x0c, 1, 'z', 0x02, 1, 1,  0x0c,
                                            1,    'p',  0x02, 1, 2,   0x0c, 1, 'i' };
        const struct x509_signing signing = { .key = issuer, .digest = EVP_sha256() };
        X509 *certificate = x509_begin(ak);

        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        return x509_sign(
                certificate,
                x509_add_bytes(certificate, "1.3.6.1.4.1.11129.2.1.21", instance, sizeof(instance)),
                &signing);
}

static void a_certificate_counts_by_its_issuer(void **state)
{
        X509 *certificate = google_certificate(other);

        (void)state;
        assert_non_null(certificate);
        inputs.tpm.ak.certificate = certificate;
        assert_string_equal(failure(), "none");
        assert_true(says("AK certificate", "i (2) of p (1) in z; no root was given"));
        inputs.tpm_roots = X509_STORE_new();
        assert_string_equal(failure(), "AK certificate");
        inputs.tpm.ak.certificate = NULL; /* a root, and nothing that it could have signed */
        assert_string_equal(failure(), "AK certificate");
        X509_STORE_free(inputs.tpm_roots);
        X509_free(certificate);
}

static void check_key_file(const void *data, size_t size)
{
        struct attestation_key key;

        assert_null(attestation_key_read(data, size, &key));
        assert_int_equal(EVP_PKEY_eq(key.key, ak), 1);
        attestation_key_free(&key);
}

static void keys_are_read_in_every_form(void **state)
{
        X509 *certificate = google_certificate(other);
        BIO *pem = BIO_new(BIO_s_mem());
        unsigned char *der = NULL;
        int size = i2d_PUBKEY(ak, &der);
        struct attestation_key key;
        char *text;

        (void)state;
        check_key_file(der, (size_t)size);
        assert_non_null(attestation_key_read(der, (size_t)size - 1, &key));
        OPENSSL_free(der);
        assert_int_equal(PEM_write_bio_PUBKEY(pem, ak), 1);
        size = (int)BIO_get_mem_data(pem, &text);
        check_key_file(text, (size_t)size);
        BIO_free(pem);
        der = NULL;
        size = i2d_X509(certificate, &der);
        check_key_file(der, (size_t)size);
        OPENSSL_free(der);
        X509_free(certificate);
        assert_non_null(attestation_key_read("hello", 5, &key));
        assert_non_null(attestation_key_read("", 0, &key));
}

/* TPMT_PUBLIC of an RSA key; with its size in front a TPM2B_PUBLIC. */
static size_t write_public(uint32_t attributes, uint8_t out[400])
{
        struct bytes_writer to = bytes_writer(out, 400);
        BIGNUM *n = NULL;
        uint8_t modulus[256];

        assert_int_equal(EVP_PKEY_get_bn_param(ak, "n", &n), 1);
        BN_bn2binpad(n, modulus, sizeof(modulus));
        BN_free(n);
        bytes_write_be16(&to, 12 + 2 + 2 + 2 + 2 + 4 + 2 + 256 - 2);
        bytes_write_be16(&to, TPM_ALG_RSA);
        bytes_write_be16(&to, TPM_ALG_SHA256);
        bytes_write_be32(&to, attributes);
        bytes_write_be16(&to, 0);
        bytes_write_be16(&to, TPM_ALG_NULL);
        bytes_write_be16(&to, TPM_ALG_RSASSA);
        bytes_write_be16(&to, TPM_ALG_SHA256);
        bytes_write_be16(&to, 2048);
        bytes_write_be32(&to, 0);
        bytes_write_be16(&to, 256);
        bytes_write(&to, modulus, sizeof(modulus));
        out[0] = (uint8_t)((to.size - 2) >> 8);
        out[1] = (uint8_t)(to.size - 2);
        return to.size;
}

static void a_tpms_public_area_must_be_an_attestation_keys(void **state)
{
        struct attestation_key key;
        uint8_t data[400];
        size_t size = write_public(0x00050072, data);

        (void)state;
        check_key_file(data, size);
        check_key_file(data + 2, size - 2);
        size = write_public(0x00040072, data); /* not restricted */
        assert_non_null(strstr(attestation_key_read(data, size, &key), "not restricted"));
}

/* Version 0 of the vTPM's manifest is the EK alone, version 1 a list (COCONUT and Google): what they say of the key that is given. */
static void a_key_that_is_given_must_be_in_a_manifest_of_keys(void **state)
{
        uint8_t manifest[800];
        struct bytes_writer out = bytes_writer(manifest, sizeof(manifest));
        static struct attested attested;
        uint8_t ek[400];
        uint8_t key[400];
        size_t ek_size = write_public(0x000300b2, ek);
        size_t key_size = write_public(0x00050072, key);

        (void)state;
        assert_null(attested_read(ATTESTED_VTPM_V0, ek + 2, ek_size - 2, &attested));
        steps = (struct steps){ 0 };
        tpm_steps(&inputs, &attested, NULL, &steps);
        assert_true(steps_passed(&steps));
        bytes_write_be32(&out, 1);
        bytes_write_be32(&out, 2);
        bytes_write(&out, ek, ek_size);
        bytes_write(&out, key, key_size);
        assert_null(attested_read(ATTESTED_VTPM_V1, manifest, out.size, &attested));
        assert_int_equal(attested.key_count, 2);
        steps = (struct steps){ 0 };
        inputs.tpm.ak.key = other;
        sign_quote(other);
        tpm_steps(&inputs, &attested, NULL, &steps);
        assert_string_equal(steps_failure(&steps)->name, "attestation key");
        attested.keys[0] = attested.keys[1]; /* both are of the same numbers here */
        inputs.tpm.ak.key = ak;
        sign_quote(ak);
        steps = (struct steps){ 0 };
        tpm_steps(&inputs, &attested, NULL, &steps);
        assert_true(steps_passed(&steps));
        assert_true(says("quote's key", "an attestation key of the manifest"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_log_that_makes_what_was_quoted_passes, reset),
                cmocka_unit_test_setup(a_log_of_another_boot_does_not, reset),
                cmocka_unit_test_setup(values_that_are_not_quoted_vouch_for_nothing, reset),
                cmocka_unit_test_setup(values_that_are_missing_are_named, reset),
                cmocka_unit_test_setup(another_key_or_nonce_fails, reset),
                cmocka_unit_test_setup(a_size_in_front_is_no_part_of_what_was_signed, reset),
                cmocka_unit_test_setup(a_signature_in_a_structure_is_the_same, reset),
                cmocka_unit_test_setup(an_hcl_reports_key_signs_the_quote, reset),
                cmocka_unit_test_setup(user_data_are_the_nonce_without_a_quote, reset),
                cmocka_unit_test_setup(a_certificate_counts_by_its_issuer, reset),
                cmocka_unit_test_setup(keys_are_read_in_every_form, reset),
                cmocka_unit_test_setup(a_key_that_is_given_must_be_in_a_manifest_of_keys, reset),
                cmocka_unit_test_setup(a_tpms_public_area_must_be_an_attestation_keys, reset),
        };

        return cmocka_run_group_tests(tests, make_keys, free_keys);
}
