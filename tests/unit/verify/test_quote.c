/*
 * tests/unit/verify/test_quote.c - signatures of quotes by every kind of key that TPMs have, and values of PCRs of which only the quote
 * says whose they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "tests/unit/eventlog/ima_builder.h"
#include "tests/unit/verify/quote_builder.h"
#include "tools/attest/events/ima_replay.h"
#include "tools/attest/quote_signature.h"
#include "tools/attest/quoted_values.h"

#define SIGNATURE_MAX 600

static const char data[] = "what was signed";

/* Plain. @salt: RSASSA-PSS with so long a one, or RSA_PSS_SALTLEN_*; NO_PSS: RSASSA, ECDSA. */
#define NO_PSS INT32_MAX
static size_t sign(EVP_PKEY *key, const EVP_MD *hash, int salt, uint8_t out[SIGNATURE_MAX])
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters = NULL;
        size_t size = SIGNATURE_MAX;

        assert_int_equal(EVP_DigestSignInit(context, &parameters, hash, NULL, key), 1);
        if (salt != NO_PSS) {
                assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING),
                                 1);
                assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt), 1);
        }
        assert_int_equal(EVP_DigestSign(context, out, &size, (const uint8_t *)data, sizeof(data)),
                         1);
        EVP_MD_CTX_free(context);
        return size;
}

/* TPMT_SIGNATURE of RSA. */
static size_t wrap(uint16_t scheme, uint16_t hash, const uint8_t *signature, size_t size,
                   uint8_t out[SIGNATURE_MAX])
{
        struct bytes_writer to = bytes_writer(out, SIGNATURE_MAX);

        bytes_write_be16(&to, scheme);
        bytes_write_be16(&to, hash);
        bytes_write_be16(&to, (uint16_t)size);
        bytes_write(&to, signature, size);
        assert_false(to.failed);
        return to.size;
}

static const char *signed_by(EVP_PKEY *key, const uint8_t *signature, size_t size)
{
        const EVP_MD *hash = quote_signed_by(key, data, sizeof(data), signature, size);

        return hash ? EVP_MD_get0_name(hash) : "none";
}

/* The longest that fits is what TPMs take, the hash's length what they take in FIPS mode. */
static void a_salt_of_any_length_will_do(void **state)
{
        static const int salts[] = { RSA_PSS_SALTLEN_MAX, RSA_PSS_SALTLEN_DIGEST, 0, 20 };
        EVP_PKEY *key = EVP_RSA_gen(2048);
        uint8_t signature[SIGNATURE_MAX];
        uint8_t wrapped[SIGNATURE_MAX];

        (void)state;
        for (size_t i = 0; i < sizeof(salts) / sizeof(salts[0]); i++) {
                size_t size = sign(key, EVP_sha384(), salts[i], signature);

                assert_string_equal(signed_by(key, signature, size), "SHA384");
                size = wrap(0x0016, 0x000c, signature, size, wrapped);
                assert_string_equal(signed_by(key, wrapped, size), "SHA384");
                wrapped[1] = 0x14; /* it is no RSASSA */
                assert_string_equal(signed_by(key, wrapped, size), "none");
                wrapped[1] = 0x16;
                assert_false(quote_signature_is_weak(wrapped, size));
                wrapped[3] = 0x04;
                assert_true(quote_signature_is_weak(wrapped, size));
                assert_string_equal(signed_by(key, wrapped, size), "none");
                wrapped[3] = 0x0b; /* nor of SHA-256 */
                assert_string_equal(signed_by(key, wrapped, size), "none");
        }
        EVP_PKEY_free(key);
}

static EVP_PKEY *make_pss_key(void)
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
        EVP_PKEY *key = NULL;

        assert_int_equal(EVP_PKEY_keygen_init(context), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048), 1);
        assert_int_equal(EVP_PKEY_keygen(context, &key), 1);
        EVP_PKEY_CTX_free(context);
        return key;
}

/* A certificate may have the key as id-RSASSA-PSS: it signs by that scheme alone. */
static void a_key_may_be_of_rsa_pss_alone(void **state)
{
        EVP_PKEY *key = make_pss_key();
        uint8_t signature[SIGNATURE_MAX];
        uint8_t wrapped[SIGNATURE_MAX];
        size_t size = sign(key, EVP_sha256(), RSA_PSS_SALTLEN_MAX, signature);

        (void)state;
        assert_string_equal(signed_by(key, signature, size), "SHA256");
        size = wrap(0x0016, 0x000b, signature, size, wrapped);
        assert_string_equal(signed_by(key, wrapped, size), "SHA256");
        wrapped[1] = 0x14;
        assert_string_equal(signed_by(key, wrapped, size), "none");
        EVP_PKEY_free(key);
}

/* ECDSA in DER, and as TPMs have it: two numbers with their sizes. */
static void keys_of_every_curve_sign(void **state)
{
        static const struct {
                const char *curve;
                const char *hash;
                uint16_t algorithm;
        } kinds[] = { { "P-256", "SHA256", 0x0b },
                      { "P-384", "SHA384", 0x0c },
                      { "P-521", "SHA512", 0x0d } };

        (void)state;
        for (size_t i = 0; i < 3; i++) {
                EVP_PKEY *key = EVP_EC_gen(kinds[i].curve);
                const EVP_MD *hash = EVP_get_digestbyname(kinds[i].hash);
                uint8_t signature[SIGNATURE_MAX];
                uint8_t wrapped[SIGNATURE_MAX];
                struct bytes_writer to = bytes_writer(wrapped, sizeof(wrapped));
                const unsigned char *at = signature;
                ECDSA_SIG *parts;
                size_t size;

                size = sign(key, hash, NO_PSS, signature);
                assert_string_equal(signed_by(key, signature, size), kinds[i].hash);
                parts = d2i_ECDSA_SIG(NULL, &at, (long)size);
                bytes_write_be16(&to, 0x0018);
                bytes_write_be16(&to, kinds[i].algorithm);
                for (int part = 0; part < 2; part++) {
                        const BIGNUM *number =
                                part ? ECDSA_SIG_get0_s(parts) : ECDSA_SIG_get0_r(parts);
                        uint8_t bytes[66];
                        int length = BN_bn2bin(number, bytes);

                        bytes_write_be16(&to, (uint16_t)length);
                        bytes_write(&to, bytes, (size_t)length);
                }
                assert_string_equal(signed_by(key, wrapped, to.size), kinds[i].hash);
                for (size_t cut = 0; cut < to.size; cut++)
                        assert_string_equal(signed_by(key, wrapped, cut), "none");
                ECDSA_SIG_free(parts);
                EVP_PKEY_free(key);
        }
}

/* tpm2_quote -F values, tpm2_pcrread -o: digests and nothing else. */
static void the_quote_says_whose_values_are(void **state)
{
        static struct built log;
        uint8_t quote[QUOTE_BUILT_MAX];
        uint8_t raw[11 * 32] = { 0 };
        struct pcr_values made;
        struct pcr_values values;
        struct pcr_values covered;
        struct quoted quoted;
        const struct pcr_bank *bank;

        (void)state;
        built_boot(&log, 1);
        quote_values(&log, &made);
        assert_null(quoted_read(quote, quote_build(&made, quote), &quoted));
        bank = pcr_bank_find(&made, 0x000b);
        for (size_t pcr = 0; pcr < 10; pcr++)
                memcpy(raw + 32 * pcr, bank->values[pcr], 32);
        assert_true(quoted_values_raw(&quoted, raw, 10 * 32, &values));
        assert_int_equal(values.banks[0].known, 0x3ff);
        assert_int_equal(quoted_values_check(&quoted, EVP_sha256(), &values, &covered),
                         QUOTED_VALUES_SAME);
        raw[5] ^= 1;
        assert_true(quoted_values_raw(&quoted, raw, 10 * 32, &values));
        assert_int_equal(quoted_values_check(&quoted, EVP_sha256(), &values, &covered),
                         QUOTED_VALUES_OTHER);
        assert_int_equal(covered.count, 0);
        assert_false(quoted_values_raw(&quoted, raw, 9 * 32, &values));
        assert_false(quoted_values_raw(&quoted, raw, 11 * 32, &values));
}

/* The value of PCR 10 after @entries of the list, and a quote of it. */
static void quote_after(const struct bytes_writer *list, size_t entries, bool padded,
                        uint8_t digest[32], struct quoted *out)
{
        struct pcr_values banks = { 0 };
        struct ima_replay replay;
        struct ima_entry entry;
        struct ima_list in;

        assert_non_null(pcr_bank_make(&banks, 0x000b));
        ima_replay_begin(&replay, &banks);
        assert_true(ima_list_open(&in, list->data, list->size));
        while (in.entries < entries) {
                assert_int_equal(ima_list_next(&in, &entry), EVENT_LOG_EVENT);
                assert_true(ima_replay_entry(&replay, &entry));
        }
        EVP_Digest(padded ? replay.banks[0].padded.values[10] : replay.banks[0].own.values[10], 32,
                   digest, NULL, EVP_sha256(), NULL);
        *out = (struct quoted){ .selection_count = 1,
                                .selections = { { 0x000b, UINT32_C(1) << 10 } },
                                .pcr_digest = digest,
                                .pcr_digest_size = 32 };
}

/* Without values the place in a list that has grown is found by the quote alone, with digests of kernels before and since 5.8. */
static void a_list_that_has_grown_is_found_by_the_quote(void **state)
{
        uint8_t bytes[2048];
        uint8_t digest[32];

        (void)state;
        for (size_t entries = 0; entries <= 8; entries++) {
                struct bytes_writer list = bytes_writer(bytes, sizeof(bytes));
                struct pcr_values values = { 0 };
                struct pcr_values covered;
                struct quoted quoted;
                struct ima_cut cut;

                ima_built_list(&list, false);
                quote_after(&list, entries, entries & 1, digest, &quoted);
                assert_non_null(pcr_bank_make(&values, 0x000b));
                ima_add_values(list.data, list.size, &values);
                quoted_values_find_ima(&quoted, list.data, list.size, &values);
                assert_int_equal(quoted_values_check(&quoted, EVP_sha256(), &values, &covered),
                                 entries ? QUOTED_VALUES_SAME : QUOTED_VALUES_OTHER);
                ima_find_cut(list.data, list.size, &values, &cut);
                assert_int_equal(cut.entries, entries ? entries : 8);
                assert_int_equal(cut.weak, entries & 1);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_salt_of_any_length_will_do),
                cmocka_unit_test(a_key_may_be_of_rsa_pss_alone),
                cmocka_unit_test(keys_of_every_curve_sign),
                cmocka_unit_test(the_quote_says_whose_values_are),
                cmocka_unit_test(a_list_that_has_grown_is_found_by_the_quote),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
