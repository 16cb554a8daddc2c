/* tests/unit/vtpm/test_seal.c - states that are encrypted: what is written is read with its keys, and with nothing else. */
#include "services/vtpm/seal.h"
#include "lib/wire/swtpm_blob.h"
#include "tests/unit/wire/test.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <string.h>

static const uint8_t text[100] = "libtpms' own";
static const struct wire_blob plain = { text, sizeof(text) };
static const struct cipher_key none;
static const struct cipher_key small = { { 1, 2, 3 }, 16 };
static const struct cipher_key large = { { 4, 5, 6 }, 32 };
static uint8_t blob[sizeof(text) + SEAL_AROUND];

static struct wire_blob write_blob(const struct cipher_key *state,
                                   const struct cipher_key *migration, bool migrated)
{
        const struct seal_keys keys = { state, migration };
        size_t size = seal_write(keys, plain, migrated, blob, sizeof(blob));

        assert_true(size > sizeof(text));
        return (struct wire_blob){ blob, size };
}

static enum seal_verdict read_with(const struct cipher_key *state,
                                   const struct cipher_key *migration, struct wire_blob data)
{
        struct seal_state out;
        enum seal_verdict verdict =
                seal_open((struct seal_keys){ state, migration }, data, false, &out);

        if (verdict == SEAL_OK) {
                assert_int_equal(out.size, sizeof(text));
                assert_memory_equal(out.data, text, sizeof(text));
        } else {
                assert_null(out.data);
        }
        seal_wipe(&out);
        return verdict;
}

static bool has_plain(struct wire_blob data)
{
        for (size_t i = 0; i + 12 <= data.size; i++)
                if (memcmp(data.data + i, text, 12) == 0)
                        return true;
        return false;
}

static void what_is_written_is_read_with_its_keys(void **state)
{
        static const struct cipher_key *const keys[] = { &none, &small, &large };

        (void)state;
        for (int i = 0; i < 9; i++) {
                const struct cipher_key *file = keys[i / 3];
                const struct cipher_key *migration = keys[i % 3];
                struct wire_blob written = write_blob(file, migration, true);

                assert_int_equal(has_plain(written), !file->size && !migration->size);
                assert_int_equal(read_with(file, migration, written), SEAL_OK);
                written = write_blob(file, migration, false);
                assert_int_equal(has_plain(written), !file->size);
                assert_int_equal(read_with(file, &none, written), SEAL_OK);
        }
}

static void other_keys_are_refused_by_name(void **state)
{
        struct cipher_key other = small;
        struct seal_state out;
        struct wire_blob written = write_blob(&small, &large, true);

        (void)state;
        other.bytes[15] = 1;
        assert_int_equal(read_with(&other, &large, written), SEAL_WRONG_KEY);
        assert_int_equal(read_with(&none, &large, written), SEAL_NO_KEY);
        assert_int_equal(read_with(&small, &none, written), SEAL_NO_MIGRATION_KEY);
        assert_int_equal(read_with(&small, &small, written), SEAL_OTHER_SIZE);
        assert_int_equal(read_with(&large, &large, written), SEAL_OTHER_SIZE);
        written = write_blob(&none, &none, false);
        assert_int_equal(seal_open_strictly((struct seal_keys){ &small, &none }, written, &out),
                         SEAL_NOT_ENCRYPTED);
        assert_int_equal(seal_open((struct seal_keys){ &small, &none }, written, true, &out),
                         SEAL_DAMAGED);
        assert_null(out.data);
}

/* Each of its bits is authenticated or part of what says how to read it. */
static void a_bit_that_was_changed_is_found(void **state)
{
        struct wire_blob written = write_blob(&small, &small, true);

        (void)state;
        for (size_t i = 5; i < written.size; i++) {
                blob[i] ^= 2;
                assert_int_not_equal(read_with(&small, &small, written), SEAL_OK);
                blob[i] ^= 2;
        }
        for (size_t size = SWTPM_BLOB_HEADER; size < written.size; size++)
                assert_int_not_equal(read_with(&small, &small, (struct wire_blob){ blob, size }),
                                     SEAL_OK);
        assert_int_equal(read_with(&small, &small, written), SEAL_OK);
}

static void no_two_are_alike(void **state)
{
        uint8_t first[sizeof(blob)];
        struct wire_blob written = write_blob(&large, &none, false);

        (void)state;
        memcpy(first, blob, written.size);
        written = write_blob(&large, &none, false);
        assert_memory_not_equal(first + SWTPM_BLOB_HEADER + SWTPM_BLOB_RECORD,
                                blob + SWTPM_BLOB_HEADER + SWTPM_BLOB_RECORD, sizeof(text));
}

/* Its digest in front, padded and encrypted, without IV and MAC. */
static size_t write_first_version(void)
{
        uint8_t inner[SHA256_DIGEST_LENGTH + sizeof(text) + 16];
        static const uint8_t iv[16];
        struct bytes_writer out = bytes_writer(blob, sizeof(blob));
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        int size = 0;
        int rest = 0;

        SHA256(text, sizeof(text), inner);
        memcpy(inner + SHA256_DIGEST_LENGTH, text, sizeof(text));
        assert_int_equal(EVP_EncryptInit_ex(context, EVP_aes_128_cbc(), NULL, small.bytes, iv), 1);
        assert_int_equal(EVP_EncryptUpdate(context, blob + SWTPM_BLOB_HEADER, &size, inner,
                                           SHA256_DIGEST_LENGTH + sizeof(text)),
                         1);
        assert_int_equal(EVP_EncryptFinal_ex(context, blob + SWTPM_BLOB_HEADER + size, &rest), 1);
        EVP_CIPHER_CTX_free(context);
        swtpm_blob_write_header(&out, SWTPM_BLOB_STATE_KEY,
                                SWTPM_BLOB_HEADER + (size_t)size + (size_t)rest);
        blob[0] = SWTPM_BLOB_RAW;
        return SWTPM_BLOB_HEADER + (size_t)size + (size_t)rest;
}

static void the_first_version_is_read_too(void **state)
{
        struct wire_blob written = { blob, write_first_version() };
        struct cipher_key other = small;

        (void)state;
        other.bytes[0]++;
        assert_int_equal(read_with(&small, &none, written), SEAL_OK);
        assert_int_equal(read_with(&other, &none, written), SEAL_WRONG_KEY);
        blob[SWTPM_BLOB_HEADER + 40]++;
        assert_int_equal(read_with(&small, &none, written), SEAL_WRONG_KEY);
}

/* swtpm had no IV once: then it is zero, and no part of what is authenticated. */
static void a_state_without_iv_is_read(void **state)
{
        struct wire_blob written = write_blob(&small, &none, false);
        size_t data = cipher_size(&small, sizeof(text));
        struct bytes_writer out = bytes_writer(blob, sizeof(blob));
        uint8_t *encrypted = blob + SWTPM_BLOB_HEADER + SWTPM_BLOB_RECORD;
        const struct wire_blob piece = { encrypted, data };
        static const uint8_t iv[16];
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        int size = 0;
        int rest = 0;

        (void)state;
        assert_int_equal(EVP_EncryptInit_ex(context, EVP_aes_128_cbc(), NULL, small.bytes, iv), 1);
        assert_int_equal(EVP_EncryptUpdate(context, encrypted, &size, text, sizeof(text)), 1);
        assert_int_equal(EVP_EncryptFinal_ex(context, encrypted + size, &rest), 1);
        EVP_CIPHER_CTX_free(context);
        assert_true(cipher_mac(&small, &piece, 1, encrypted + data + SWTPM_BLOB_RECORD));
        written.size -= SWTPM_BLOB_RECORD + small.size;
        swtpm_blob_write_header(&out, SWTPM_BLOB_STATE_KEY, written.size);
        assert_int_equal(read_with(&small, &none, written), SEAL_OK);
}

static void what_does_not_fit_is_not_written(void **state)
{
        const struct seal_keys keys = { &large, &large };
        size_t size = write_blob(&large, &large, true).size;

        (void)state;
        assert_int_equal(seal_write(keys, plain, true, blob, size), size);
        for (size_t i = 0; i < size; i++)
                assert_int_equal(seal_write(keys, plain, true, blob, i), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_written_is_read_with_its_keys),
                cmocka_unit_test(other_keys_are_refused_by_name),
                cmocka_unit_test(a_bit_that_was_changed_is_found),
                cmocka_unit_test(no_two_are_alike),
                cmocka_unit_test(the_first_version_is_read_too),
                cmocka_unit_test(a_state_without_iv_is_read),
                cmocka_unit_test(what_does_not_fit_is_not_written),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
