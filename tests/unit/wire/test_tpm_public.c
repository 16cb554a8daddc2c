/* tests/unit/wire/test_tpm_public.c - public areas are read exactly, and others refused. */
#include "lib/wire/tpm_public.h"
#include "tests/unit/wire/known_public.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static const uint8_t modulus[256] = { 0x80, 1, 2, 3 };
static const uint8_t coordinate[32] = { 9, 8, 7 };

static int read_it(const struct known_public *area, struct tpm_public *out)
{
        return tpm_public_read(area->data, area->size, out);
}

static void reads_rsa(void **state)
{
        struct known_public area = known_rsa(EK_ATTRIBUTES, 2048, modulus, sizeof(modulus));
        struct tpm_public key;

        (void)state;
        assert_int_equal(area.size, 314); /* as the profile's L-1 */
        assert_int_equal(read_it(&area, &key), 0);
        assert_int_equal(key.type, TPM_ALG_RSA);
        assert_int_equal(key.attributes, EK_ATTRIBUTES);
        assert_int_equal(key.rsa_bits, 2048);
        assert_int_equal(key.rsa_exponent, 65537);
        assert_int_equal(key.modulus_size, 256);
        assert_memory_equal(key.modulus, modulus, sizeof(modulus));
        assert_int_equal(key.unique_offset, 56);
        assert_true(tpm_public_has_key(&key));
}

static void reads_ecc_with_a_short_coordinate(void **state)
{
        struct known_public area = known_ecc(EK_ATTRIBUTES, coordinate, 31, coordinate, 32);
        struct tpm_public key;

        (void)state;
        assert_int_equal(read_it(&area, &key), 0);
        assert_int_equal(key.curve, TPM_ECC_NIST_P256);
        assert_int_equal(key.x_size, 31);
        assert_int_equal(key.y_size, 32);
        assert_int_equal(key.unique_offset, 54);
        assert_true(tpm_public_has_key(&key));
}

/* The identity keys of the TCG (IAK) sign so. */
static void reads_rsapss(void **state)
{
        struct known_public area = known_rsa(EK_ATTRIBUTES, 2048, modulus, 256);
        struct tpm_public key;
        static const uint8_t hash[] = { 0x00, TPM_ALG_SHA256 };

        (void)state;
        area.data[49] = TPM_ALG_RSAPSS;
        memmove(area.data + 52, area.data + 50, area.size - 50);
        memcpy(area.data + 50, hash, sizeof(hash));
        area.size += sizeof(hash);
        assert_int_equal(read_it(&area, &key), 0);
        assert_int_equal(key.scheme, TPM_ALG_RSAPSS);
        assert_int_equal(key.rsa_bits, 2048);
}

static void a_template_has_no_key(void **state)
{
        static const uint8_t zeros[256];
        struct known_public area = known_rsa(EK_ATTRIBUTES, 2048, zeros, 0);
        struct tpm_public key;

        (void)state;
        assert_int_equal(read_it(&area, &key), 0);
        assert_false(tpm_public_has_key(&key));
        area = known_rsa(EK_ATTRIBUTES, 2048, zeros, sizeof(zeros));
        assert_int_equal(read_it(&area, &key), 0);
        assert_false(tpm_public_has_key(&key));
        area = known_ecc(EK_ATTRIBUTES, NULL, 0, NULL, 0);
        assert_int_equal(read_it(&area, &key), 0);
        assert_false(tpm_public_has_key(&key));
}

static void every_cut_is_refused(void **state)
{
        struct known_public area = known_ecc(EK_ATTRIBUTES, coordinate, 32, coordinate, 32);
        struct tpm_public key;

        (void)state;
        for (size_t size = 0; size < area.size; size++)
                assert_int_equal(tpm_public_read(area.data, size, &key), -1);
        assert_int_equal(tpm_public_read(area.data, area.size + 1, &key), -1);
}

static void coordinates_do_not_exceed_the_field(void **state)
{
        static const uint8_t long_one[33];
        struct known_public area = known_ecc(EK_ATTRIBUTES, long_one, 33, coordinate, 32);
        struct tpm_public key;

        (void)state;
        assert_int_equal(read_it(&area, &key), -1);
}

/* Each of these bytes makes it something that is not understood. */
static void other_algorithms_are_refused(void **state)
{
        static const struct {
                size_t offset;
                uint8_t value;
        } changes[] = {
                { 1, 0x08 },  /* a keyed hash */
                { 9, 65 },    /* a policy longer than any digest */
                { 43, 0x13 }, /* SM4 */
                { 47, 0x42 }, /* CBC */
                { 49, 0x15 }, /* RSAES */
                { 51, 0x01 }, /* bits that are no whole bytes */
        };
        struct tpm_public key;

        (void)state;
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
                struct known_public area = known_rsa(EK_ATTRIBUTES, 2048, modulus, 256);

                area.data[changes[i].offset] = changes[i].value;
                assert_int_equal(read_it(&area, &key), -1);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_rsa),
                cmocka_unit_test(reads_ecc_with_a_short_coordinate),
                cmocka_unit_test(reads_rsapss),
                cmocka_unit_test(a_template_has_no_key),
                cmocka_unit_test(every_cut_is_refused),
                cmocka_unit_test(coordinates_do_not_exceed_the_field),
                cmocka_unit_test(other_algorithms_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
