/* tests/unit/profile/test_template.c - templates as a TPM takes them; keys against their templates. */
#include <string.h>

#include "tests/unit/profile/test.h"

static uint8_t template[700];
static uint8_t public[700];

static void an_rsa_template_has_one_unique_field(void **state)
{
        struct profile sample = sample_profile();
        const struct profile_key *key = &sample.keys[SAMPLE_EK_RSA];
        static const uint8_t x[256] = { 1, 2 };

        (void)state;
        assert_int_equal(profile_template(key, x, NULL, template, sizeof(template)), 314);
        assert_memory_equal(template, key->head.data, key->head.size);
        assert_memory_equal(template + 56, "\1\0\1\2\0", 5);
        assert_int_equal(profile_template_size(key), 314);
}

static void an_ecc_template_has_two(void **state)
{
        struct profile sample = sample_profile();
        static const uint8_t x[32] = { 1 };
        static const uint8_t y[32] = { 2 };
        const struct profile_key *key = &sample.keys[SAMPLE_AK];

        (void)state;
        assert_int_equal(profile_template(key, x, y, template, sizeof(template)), 88);
        assert_memory_equal(template + 20, "\0\x20\1\0", 4);
        assert_memory_equal(template + 54, "\0\x20\2\0", 4);
        assert_int_equal(profile_template_size(key), 88);
}

static void a_template_that_does_not_fit_is_none(void **state)
{
        struct profile sample = sample_profile();
        const struct profile_key *key = &sample.keys[SAMPLE_AK];

        (void)state;
        assert_int_equal(profile_template(key, key->x.data, key->y.data, template, 87), 0);
}

/* A key of @number's template: the unique field is 1, 1, 1... */
static size_t make_public(const struct profile_key *key)
{
        uint8_t ones[256];
        struct profile_key made = *key;

        memset(ones, 0x81, sizeof(ones));
        if (key->head.data[1] == 1)
                made.x.size = 256;
        else
                made.x.size = made.y.size = 32;
        return profile_template(&made, ones, ones, public, sizeof(public));
}

static void a_key_of_the_template_matches(void **state)
{
        struct profile sample = sample_profile();

        (void)state;
        for (uint32_t i = 0; i < sample.key_count; i++) {
                size_t size = make_public(&sample.keys[i]);

                assert_true(profile_key_matches(&sample.keys[i], public, size));
                assert_int_equal(profile_public_size(&sample.keys[i]), size);
        }
}

static void a_template_is_no_key(void **state)
{
        struct profile sample = sample_profile();
        const struct profile_key *key = &sample.keys[SAMPLE_EK_RSA];
        size_t size = profile_template(key, key->x.data, NULL, template, sizeof(template));

        (void)state;
        assert_false(profile_key_matches(key, template, size));
}

static void a_key_that_differs_does_not_match(void **state)
{
        struct profile sample = sample_profile();
        const struct profile_key *key = &sample.keys[SAMPLE_EK_RSA];
        size_t size = make_public(key);

        (void)state;
        for (size_t i = 0; i < key->head.size; i++) {
                public[i] ^= 1;
                assert_false(profile_key_matches(key, public, size));
                public[i] ^= 1;
        }
        assert_true(profile_key_matches(key, public, size));
        assert_false(profile_key_matches(key, public, size - 1));
        assert_false(profile_key_matches(key, public, size + 1));
        assert_false(profile_key_matches(&sample.keys[SAMPLE_EK_ECC], public, size));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_rsa_template_has_one_unique_field),
                cmocka_unit_test(an_ecc_template_has_two),
                cmocka_unit_test(a_template_that_does_not_fit_is_none),
                cmocka_unit_test(a_key_of_the_template_matches),
                cmocka_unit_test(a_template_is_no_key),
                cmocka_unit_test(a_key_that_differs_does_not_match),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
