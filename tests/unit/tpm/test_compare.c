/* tests/unit/tpm/test_compare.c - keys, NV indices and contents against what a profile says. */
#include "tests/unit/tpm/test.h"

#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"
#include "tools/tpm/device/compare.h"

#include <string.h>

/* RSA-2048, SHA-256, a restricted signing key without policy: up to its unique field. */
static const uint8_t rsa_head[] = { 0x00, 0x01, 0x00, 0x0b, 0x00, 0x05, 0x00, 0x72,
                                    0x00, 0x00, 0x00, 0x10, 0x00, 0x14, 0x00, 0x0b,
                                    0x08, 0x00, 0x00, 0x00, 0x00, 0x00 };

static const struct profile_key key = {
        .hierarchy = TPM_RH_ENDORSEMENT,
        .head = { rsa_head, sizeof(rsa_head) },
        .disposition = PROFILE_KEY_TRANSIENT,
};

/* A key of that template. */
static size_t make_public(uint8_t *out)
{
        memcpy(out, rsa_head, sizeof(rsa_head));
        out[sizeof(rsa_head)] = 1;
        out[sizeof(rsa_head) + 1] = 0;
        memset(out + sizeof(rsa_head) + 2, 0xc5, 256);
        return sizeof(rsa_head) + 2 + 256;
}

static void a_key_of_the_template_is_the_key(void **state)
{
        struct difference difference;
        uint8_t public[400];
        size_t size = make_public(public);

        (void)state;
        assert_true(compare_key(&key, public, size, &difference));
        assert_false(compare_key(&key, public, size - 1, &difference));
        assert_string_equal(difference.found.data, "a kind of key that is not known here");
}

static void says_which_field_of_a_key_differs(void **state)
{
        struct difference difference;
        uint8_t public[400];
        size_t size = make_public(public);

        (void)state;
        public[7] ^= 0x42; /* fixedTPM and userWithAuth */
        assert_false(compare_key(&key, public, size, &difference));
        assert_string_equal(difference.found.data, "attributes 0x00050030 -fixedTPM -userWithAuth");
        assert_string_equal(difference.expected.data, "attributes 0x00050072");
        size = make_public(public);
        public[3] = 0x0c;
        assert_false(compare_key(&key, public, size, &difference));
        assert_string_equal(difference.found.data, "name algorithm sha384");
        assert_string_equal(difference.expected.data, "name algorithm sha256");
        /* A scheme's hash is in no field of its own, and differs nevertheless. */
        size = make_public(public);
        public[15] = 0x0c;
        assert_false(compare_key(&key, public, size, &difference));
        assert_true(difference.found.length && difference.expected.length);
}

static const struct profile_nv index_of_a_literal = {
        .index = 0x01c10001,
        .name_algorithm = TPM_ALG_SHA256,
        .attributes = 0x42072001,
        .content = PROFILE_CONTENT_LITERAL,
};

static const struct device_nv defined = {
        .index = 0x01c10001, .name_algorithm = TPM_ALG_SHA256, .attributes = 0x62072001, .size = 10
};

static void an_index_is_written_and_as_large_as_its_content(void **state)
{
        struct difference difference;
        struct device_nv found = defined;

        (void)state;
        assert_true(compare_nv(&index_of_a_literal, 10, &found, &difference));
        assert_true(compare_nv(&index_of_a_literal, 0, &found, &difference));
        assert_false(compare_nv(&index_of_a_literal, 11, &found, &difference));
        assert_string_equal(difference.found.data, "size 10");
        found.attributes = 0x42072001;
        assert_false(compare_nv(&index_of_a_literal, 10, &found, &difference));
        assert_string_equal(difference.found.data, "attributes 0x42072001 -WRITTEN");
}

static void a_lock_is_missed_and_noticed(void **state)
{
        struct profile_nv locked = index_of_a_literal;
        struct device_nv found = defined;
        struct difference difference;

        (void)state;
        locked.after_write = PROFILE_AFTER_LOCK;
        assert_false(compare_nv(&locked, 10, &found, &difference));
        assert_string_equal(difference.found.data, "attributes 0x62072001 -WRITELOCKED");
        found.attributes |= TPMA_NV_WRITELOCKED;
        assert_true(compare_nv(&locked, 10, &found, &difference));
        assert_false(compare_nv(&index_of_a_literal, 10, &found, &difference));
        assert_string_equal(difference.found.data, "attributes 0x62072801 +WRITELOCKED");
}

static void a_policy_and_a_name_algorithm_count(void **state)
{
        struct device_nv found = defined;
        struct difference difference;

        (void)state;
        found.policy_size = 32;
        found.name_algorithm = TPM_ALG_SHA384;
        assert_false(compare_nv(&index_of_a_literal, 10, &found, &difference));
        assert_non_null(strstr(difference.found.data, "name algorithm sha384, policy 0000"));
        assert_string_equal(difference.expected.data, "name algorithm sha256, policy none");
}

static void users_may_write_what_is_made_empty(void **state)
{
        struct profile_nv empty = index_of_a_literal;
        struct device_nv found = defined;
        struct difference difference;

        (void)state;
        empty.content = PROFILE_CONTENT_NONE;
        assert_true(compare_nv(&empty, 10, &found, &difference));
        found.attributes &= ~TPMA_NV_WRITTEN;
        assert_true(compare_nv(&empty, 10, &found, &difference));
}

static bool same(const char *expected, size_t expected_size, const char *found, size_t found_size,
                 struct difference *difference)
{
        return compare_content((struct profile_bytes){ (const uint8_t *)expected, expected_size },
                               (struct profile_bytes){ (const uint8_t *)found, found_size },
                               difference);
}

static void content_is_followed_by_nothing_but_zeros(void **state)
{
        struct difference difference;

        (void)state;
        assert_true(same("abc", 3, "abc", 3, &difference));
        assert_true(same("abc", 3, "abc\0\0", 5, &difference));
        assert_false(same("abc", 3, "abc\0x", 5, &difference));
        assert_string_equal(difference.found.data, "5 bytes, from 4 78");
        assert_string_equal(difference.expected.data, "zeros behind the first 3");
        assert_false(same("abc", 3, "ab", 2, &difference));
        assert_false(same("abc", 3, "", 0, &difference));
        assert_false(same("abc", 3, "axc", 3, &difference));
        assert_string_equal(difference.found.data, "3 bytes, from 1 7863");
        assert_string_equal(difference.expected.data, "3 bytes, from 1 6263");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_key_of_the_template_is_the_key),
                cmocka_unit_test(says_which_field_of_a_key_differs),
                cmocka_unit_test(an_index_is_written_and_as_large_as_its_content),
                cmocka_unit_test(a_lock_is_missed_and_noticed),
                cmocka_unit_test(a_policy_and_a_name_algorithm_count),
                cmocka_unit_test(users_may_write_what_is_made_empty),
                cmocka_unit_test(content_is_followed_by_nothing_but_zeros),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
