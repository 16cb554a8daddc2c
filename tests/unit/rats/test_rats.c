/* tests/unit/rats/test_rats.c - formats of attestation: vectors of their documents, and encodings that nobody of ours writes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "tools/rats/base64.h"
#include "tools/rats/cbor_read.h"
#include "tools/rats/claims.h"
#include "tools/rats/corim_read.h"
#include "tools/rats/cose.h"
#include "tools/rats/dsse.h"
#include "tools/rats/jws.h"
#include "tools/rats/signing.h"

#define READER(...) \
        bytes_reader((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* RFC 4648, section 10. */
static void base64_is_as_its_document_says(void **state)
{
        static const char *const texts[] = { "",         "Zg==",     "Zm8=",    "Zm9v",
                                             "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
        uint8_t bytes[16];
        char text[16];
        size_t size;

        (void)state;
        for (size_t i = 0; i < 7; i++) {
                assert_string_equal(base64_encode("foobar", i, text), texts[i]);
                assert_true(base64_decode(texts[i], bytes, sizeof(bytes), &size));
                assert_int_equal(size, i);
                assert_memory_equal(bytes, "foobar", i);
                assert_true(base64_decode(base64url_encode("foobar", i, text), bytes, sizeof(bytes),
                                          &size));
                assert_int_equal(size, i);
        }
        assert_string_equal(base64url_encode("\xfb\xff", 2, text), "-_8");
        assert_true(base64_decode("+/8=", bytes, sizeof(bytes), &size));
        assert_memory_equal(bytes, "\xfb\xff", 2);
        assert_false(base64_decode("Zg=", bytes, sizeof(bytes), &size));
        assert_false(base64_decode("Z", bytes, sizeof(bytes), &size));
        assert_false(base64_decode("Zh==", bytes, sizeof(bytes), &size));
        assert_false(base64_decode("Zg==Zg==", bytes, sizeof(bytes), &size));
        assert_false(base64_decode("Zm9v", bytes, 2, &size));
        assert_false(base64_decode("Zm 9v", bytes, sizeof(bytes), &size));
}

/* RFC 8037, appendix A: the public key, and the signature of A.4 over its input. */
static EVP_PKEY *documents_key(void)
{
        static const char private[] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
        uint8_t bytes[32];
        size_t size;

        assert_true(base64_decode(private, bytes, sizeof(bytes), &size));
        return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes, size);
}

static void a_key_and_a_signature_are_as_their_document_says(void **state)
{
        static const char input[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        EVP_PKEY *key = documents_key();
        uint8_t thumbprint[SIGNING_THUMBPRINT];
        uint8_t signature[SIGNING_SIZE_MAX];
        char text[BASE64_LENGTH(SIGNING_SIZE_MAX)];
        size_t size;

        (void)state;
        assert_true(signing_thumbprint(key, thumbprint));
        assert_string_equal(base64url_encode(thumbprint, sizeof(thumbprint), text),
                            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_true(signing_make(key, SIGNING_FIXED, input, strlen(input), signature, &size));
        assert_string_equal(base64url_encode(signature, size, text),
                            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
                            "9g7sVvpAr_MuM0KAg");
        EVP_PKEY_free(key);
}

/* A text of RFC 8949's appendix A, read to its end. */
static void numbers_are_read_in_any_length(void **state)
{
        struct bytes_reader in = READER(0x1a, 0, 0, 0, 7, 0x18, 7, 0x07, 0x26, 0x3b, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

        (void)state;
        assert_int_equal(cbor_read_number(&in), 7);
        assert_int_equal(cbor_read_number(&in), 7);
        assert_int_equal(cbor_read_integer(&in), 7);
        assert_int_equal(cbor_read_integer(&in), -7);
        assert_false(in.failed);
        assert_int_equal(cbor_read_integer(&in), 0); /* -2^64 */
        assert_true(in.failed);
}

static void lists_are_read_with_a_length_and_without(void **state)
{
        struct bytes_reader in = READER(0x82, 1, 2, 0x9f, 1, 2, 0xff, 0xbf, 1, 2, 3, 4, 0xff, 0xf6);
        unsigned int sum = 0;

        (void)state;
        for (unsigned int i = 0; i < 2; i++) {
                struct cbor_list list = cbor_read_array(&in);

                while (cbor_more(&in, &list))
                        sum += (unsigned int)cbor_read_number(&in);
        }
        assert_int_equal(sum, 6);
        cbor_skip(&in);
        assert_int_equal(cbor_next(&in), CBOR_SIMPLE);
        cbor_skip(&in);
        assert_false(in.failed);
        assert_int_equal(bytes_left(&in), 0);
        assert_int_equal(cbor_next(&in), CBOR_NOTHING);
}

static void what_is_cut_or_deep_or_of_no_kind_fails(void **state)
{
        struct bytes_reader readers[] = {
                READER(0x82, 1),
                READER(0x9f, 1),
                READER(0xff),
                READER(0x5f, 0x41, 0, 0xff),
                READER(0x1c),
                READER(0xfb, 0, 0, 0, 0, 0, 0, 0, 0),
                READER(0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                READER(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
                READER(0xbb, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0),
                READER(0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81,
                       0x81, 0x81, 0x81, 0x81, 0),
                READER(0xc1),
        };

        (void)state;
        for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
                cbor_skip(&readers[i]);
                assert_true(readers[i].failed);
        }
}

/* Everything that says nothing and lies behind a failure is empty. */
static void a_failed_reader_stays_so(void **state)
{
        struct bytes_reader in = READER(0x01, 0x41, 0x00);
        struct cbor_list list;
        size_t size;

        (void)state;
        assert_null(cbor_read_text(&in, &size));
        assert_true(in.failed);
        assert_int_equal(cbor_read_number(&in), 0);
        assert_null(cbor_read_bytes(&in, &size));
        list = cbor_read_array(&in);
        assert_false(cbor_more(&in, &list));
}

static void claims_have_two_forms(void **state)
{
        static const uint8_t expected[] = { 0xa3, 0x06, 0x20, 0x0a, 0x42, 0xfb,
                                            0xff, 0x61, 'x',  0x81, 0x61, '"' };
        uint8_t bytes[256];

        (void)state;
        for (int json = 0; json < 2; json++) {
                struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));
                struct claims claims = claims_begin(&out, json);

                claims_map(&claims, CLAIM_ELEMENT, 3);
                claims_integer(&claims, CLAIM("iat", 6), -1);
                claims_bytes(&claims, CLAIM("nonce", 10), "\xfb\xff", 2);
                claims_array(&claims, CLAIM_NAMED("x"), 1);
                claims_text(&claims, CLAIM_ELEMENT, "\"");
                claims_array_end(&claims);
                claims_map_end(&claims);
                assert_false(out.failed);
                if (json) {
                        bytes_write_u8(&out, 0);
                        assert_string_equal((char *)bytes,
                                            "{\"iat\":-1,\"nonce\":\"-_8\",\"x\":[\"\\\"\"]}");
                } else {
                        assert_int_equal(out.size, sizeof(expected));
                        assert_memory_equal(bytes, expected, sizeof(expected));
                }
        }
}

/* Each bit of a message counts. */
static void a_changed_message_is_not_signed(void **state)
{
        EVP_PKEY *key = documents_key();
        static const struct cose_header header = { .content_type = "text/plain" };
        uint8_t bytes[256];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));
        struct cose_message message;

        (void)state;
        assert_true(cose_sign1(key, &header, "payload", 7, &out));
        assert_null(cose_read(bytes, out.size, &message));
        assert_true(cose_signed_by(&message, key));
        assert_int_equal(message.payload_size, 7);
        for (size_t i = 0; i < 8 * out.size; i++) {
                bytes[i / 8] ^= (uint8_t)(1u << i % 8);
                assert_false(!cose_read(bytes, out.size, &message) &&
                             cose_signed_by(&message, key) && i / 8 != 0);
                bytes[i / 8] ^= (uint8_t)(1u << i % 8);
        }
        for (size_t size = 0; size < out.size; size++)
                assert_non_null(cose_read(bytes, size, &message));
        EVP_PKEY_free(key);
}

static void what_has_no_room_is_not_half_written(void **state)
{
        EVP_PKEY *key = documents_key();
        static const struct cose_header header = { .content_type = "text/plain" };
        uint8_t bytes[90];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));

        (void)state;
        assert_false(cose_sign1(key, &header, "payload", 7, &out));
        EVP_PKEY_free(key);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(base64_is_as_its_document_says),
                cmocka_unit_test(a_key_and_a_signature_are_as_their_document_says),
                cmocka_unit_test(numbers_are_read_in_any_length),
                cmocka_unit_test(lists_are_read_with_a_length_and_without),
                cmocka_unit_test(what_is_cut_or_deep_or_of_no_kind_fails),
                cmocka_unit_test(a_failed_reader_stays_so),
                cmocka_unit_test(claims_have_two_forms),
                cmocka_unit_test(a_changed_message_is_not_signed),
                cmocka_unit_test(what_has_no_room_is_not_half_written),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
