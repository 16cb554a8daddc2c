/* tests/unit/profile/read/test_key.c - keys that a TPM would refuse, or that would be others than meant. */
#include <string.h>

#include "lib/profile/tpm_values.h"
#include "tests/unit/profile/test.h"

static const uint8_t ones[32] = { 1, 1 };

/* Restricted decryption keys and signing keys whose algorithms do not fit their purpose. */
static const uint8_t storage_with_scheme[] = { 0x00, 0x01, 0x00, 0x0b, 0x00, 0x03, 0x00, 0x72, 0x00,
                                               0x00, 0x00, 0x06, 0x00, 0x80, 0x00, 0x43, 0x00, 0x14,
                                               0x00, 0x0b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00 };
static const uint8_t signing_without_scheme[] = { 0x00, 0x01, 0x00, 0x0b, 0x00, 0x05, 0x00,
                                                  0x72, 0x00, 0x00, 0x00, 0x10, 0x00, 0x10,
                                                  0x08, 0x00, 0x00, 0x00, 0x00, 0x00 };

static uint8_t head[PROFILE_HEAD_MAX];

static void set_head(struct profile_key *key, const uint8_t *data, size_t size)
{
        memcpy(head, data, size);
        key->head = (struct profile_bytes){ head, size };
}

/* One byte of @key's head becomes @value. */
static void change_head(struct profile_key *key, size_t offset, uint8_t value)
{
        set_head(key, key->head.data, key->head.size);
        head[offset] = value;
}

/* The head is followed by @size zero bytes: so an empty modulus would be part of it. */
static void lengthen_head(struct profile_key *key, size_t size)
{
        set_head(key, key->head.data, key->head.size);
        memset(head + key->head.size, 0, size);
        key->head.size += size;
}

REFUSES(a_name_of_another_key_is_refused, "two keys have the same name",
        profile.keys[1].name = profile.keys[0].name)

REFUSES(a_name_that_is_empty_is_refused, "a name is not 1 to 31 characters long",
        profile.keys[0].name.size = 0)

REFUSES(an_unknown_hierarchy_is_refused, "a key's hierarchy is none",
        profile.keys[0].hierarchy = 0x40000009)

REFUSES(a_head_that_is_cut_off_is_refused,
        "a key's template head is not the start of a TPMT_PUBLIC that is understood",
        profile.keys[0].head.size--)

REFUSES(a_head_of_another_kind_of_object_is_refused,
        "a key's template head is not the start of a TPMT_PUBLIC that is understood",
        change_head(&profile.keys[0], 1, 0x08))

REFUSES(a_head_with_a_part_of_the_unique_field_is_refused,
        "a key's template head is not the start of a TPMT_PUBLIC that is understood",
        lengthen_head(&profile.keys[0], 2))

REFUSES(unknown_attributes_are_refused, "a key has attributes that are not known",
        change_head(&profile.keys[0], 4, 0x80))

REFUSES(a_key_that_is_fixed_to_its_parent_only_is_refused,
        "a key is fixed to its TPM but not to its parent, or the other way round",
        change_head(&profile.keys[0], 7, 0xb0))

REFUSES(a_secret_from_outside_is_refused, "a key's secret would not be made by the TPM",
        change_head(&profile.keys[0], 7, 0x92))

REFUSES(a_key_for_nothing_is_refused, "a key neither signs nor decrypts",
        change_head(&profile.keys[0], 5, 0x01))

REFUSES(a_restricted_key_for_both_is_refused, "a restricted key signs and decrypts",
        change_head(&profile.keys[0], 5, 0x07))

REFUSES(an_unknown_name_algorithm_is_refused, "a key's name algorithm is not known as a hash",
        change_head(&profile.keys[0], 3, 0x12))

REFUSES(a_policy_of_another_algorithm_is_refused,
        "a key's policy is not a digest of its name algorithm",
        change_head(&profile.keys[0], 3, 0x0c))

REFUSES(odd_rsa_bits_are_refused, "an RSA key is not of 1024, 2048, 3072 or 4096 bits",
        change_head(&profile.keys[0], 51, 0x08))

REFUSES(odd_aes_bits_are_refused, "an AES key is not of 128, 192 or 256 bits",
        change_head(&profile.keys[0], 45, 0x81))

REFUSES(a_storage_key_without_a_symmetric_algorithm_is_refused,
        "a restricted decryption key has no symmetric algorithm",
        change_head(&profile.keys[3], 5, 0x03))

REFUSES(a_storage_key_with_a_scheme_is_refused, "a restricted decryption key has a scheme",
        set_head(&profile.keys[0], storage_with_scheme, sizeof(storage_with_scheme)))

REFUSES(a_signing_key_with_a_symmetric_algorithm_is_refused,
        "a key that is no restricted decryption key has a symmetric algorithm",
        change_head(&profile.keys[0], 5, 0x05))

REFUSES(a_restricted_signing_key_without_a_scheme_is_refused,
        "a restricted signing key has no scheme",
        set_head(&profile.keys[3], signing_without_scheme, sizeof(signing_without_scheme)))

REFUSES(a_second_unique_field_of_an_rsa_key_is_refused, "an RSA key has a second unique field",
        profile.keys[0].y = (struct profile_bytes){ profile.keys[0].x.data, 1 })

REFUSES(a_long_unique_field_is_refused, "a key's unique field is longer than the key",
        profile.keys[1].x.size = 33)

REFUSES(a_long_second_unique_field_is_refused, "a key's unique field is longer than the key",
        profile.keys[1].y.size = 33)

REFUSES(an_unknown_unique_rule_is_refused, "a key's unique rule is not known",
        profile.keys[1].unique_rule = 3)

REFUSES(a_nonce_without_its_rule_is_refused,
        "a key names a nonce and does not use one, or the other way round",
        profile.keys[1].nonce = SAMPLE_NONCE)

REFUSES(a_nonce_rule_without_a_nonce_is_refused,
        "a key names a nonce and does not use one, or the other way round",
        profile.keys[0].nonce = PROFILE_NONE)

REFUSES(no_room_for_random_bytes_is_refused,
        "a key's unique field has no room for what goes into it",
        profile.keys[SAMPLE_AK].x.size = 0)

REFUSES(random_bytes_over_a_literal_are_refused,
        "a key's unique field is not zeros, though something else goes into it",
        profile.keys[SAMPLE_AK].y = SAMPLE_BYTES(ones))

REFUSES(a_key_with_another_authorization_each_boot_is_refused,
        "a key's authorization cannot change at each boot",
        profile.keys[0].auth = PROFILE_AUTH_RANDOM_BOOT)

REFUSES(an_unknown_authorization_is_refused, "a key's authorization rule is not known",
        profile.keys[0].auth = 3)

REFUSES(an_authorization_of_a_transient_key_is_refused,
        "a key that does not persist has an authorization of its own",
        profile.keys[SAMPLE_AK].auth = PROFILE_AUTH_RANDOM_ONCE)

REFUSES(an_unknown_disposition_is_refused, "what becomes of a key is not known",
        profile.keys[0].disposition = 4)

REFUSES(no_disposition_is_refused, "what becomes of a key is not known",
        profile.keys[0].disposition = 0)

REFUSES(a_handle_of_the_platform_is_refused,
        "a persistent handle is not one of the owner's, 0x81000000 to 0x817fffff",
        profile.keys[0].handle = 0x81800000)

REFUSES(an_unknown_rule_for_a_taken_handle_is_refused,
        "what to do with a handle that is taken is not known", profile.keys[0].occupied = 5)

REFUSES(a_persistent_key_of_the_platform_is_refused,
        "a key is made persistent by the owner, but is neither the owner's nor of the endorsement hierarchy",
        profile.keys[0].hierarchy = TPM_RH_PLATFORM)

REFUSES(a_persistent_key_that_vanishes_is_refused,
        "a persistent key vanishes at each start (stClear)", change_head(&profile.keys[0], 7, 0xb6))

REFUSES(a_handle_of_a_transient_key_is_refused,
        "a key that does not persist has a persistent handle",
        profile.keys[SAMPLE_AK].handle = 0x81010003)

REFUSES(a_handle_of_another_key_is_refused, "two keys have the same handle",
        profile.keys[1].handle = profile.keys[0].handle)

REFUSES(a_nonce_of_no_index_is_refused, "a key's nonce is in an NV index that is not there",
        profile.keys[0].nonce = 8)

REFUSES(a_nonce_that_is_no_literal_is_refused,
        "a key's nonce is in an NV index whose content is no literal",
        profile.keys[0].nonce = SAMPLE_EMPTY)

REFUSES(a_nonce_longer_than_the_key_is_refused, "a key's nonce is longer than its unique field",
        profile.nv[SAMPLE_NONCE].size = 257)

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_name_of_another_key_is_refused),
                cmocka_unit_test(a_name_that_is_empty_is_refused),
                cmocka_unit_test(an_unknown_hierarchy_is_refused),
                cmocka_unit_test(a_head_that_is_cut_off_is_refused),
                cmocka_unit_test(a_head_of_another_kind_of_object_is_refused),
                cmocka_unit_test(a_head_with_a_part_of_the_unique_field_is_refused),
                cmocka_unit_test(unknown_attributes_are_refused),
                cmocka_unit_test(a_key_that_is_fixed_to_its_parent_only_is_refused),
                cmocka_unit_test(a_secret_from_outside_is_refused),
                cmocka_unit_test(a_key_for_nothing_is_refused),
                cmocka_unit_test(a_restricted_key_for_both_is_refused),
                cmocka_unit_test(an_unknown_name_algorithm_is_refused),
                cmocka_unit_test(a_policy_of_another_algorithm_is_refused),
                cmocka_unit_test(odd_rsa_bits_are_refused),
                cmocka_unit_test(odd_aes_bits_are_refused),
                cmocka_unit_test(a_storage_key_without_a_symmetric_algorithm_is_refused),
                cmocka_unit_test(a_storage_key_with_a_scheme_is_refused),
                cmocka_unit_test(a_signing_key_with_a_symmetric_algorithm_is_refused),
                cmocka_unit_test(a_restricted_signing_key_without_a_scheme_is_refused),
                cmocka_unit_test(a_second_unique_field_of_an_rsa_key_is_refused),
                cmocka_unit_test(a_long_unique_field_is_refused),
                cmocka_unit_test(a_long_second_unique_field_is_refused),
                cmocka_unit_test(an_unknown_unique_rule_is_refused),
                cmocka_unit_test(a_nonce_without_its_rule_is_refused),
                cmocka_unit_test(a_nonce_rule_without_a_nonce_is_refused),
                cmocka_unit_test(no_room_for_random_bytes_is_refused),
                cmocka_unit_test(random_bytes_over_a_literal_are_refused),
                cmocka_unit_test(a_key_with_another_authorization_each_boot_is_refused),
                cmocka_unit_test(an_unknown_authorization_is_refused),
                cmocka_unit_test(an_authorization_of_a_transient_key_is_refused),
                cmocka_unit_test(an_unknown_disposition_is_refused),
                cmocka_unit_test(no_disposition_is_refused),
                cmocka_unit_test(a_handle_of_the_platform_is_refused),
                cmocka_unit_test(an_unknown_rule_for_a_taken_handle_is_refused),
                cmocka_unit_test(a_persistent_key_of_the_platform_is_refused),
                cmocka_unit_test(a_persistent_key_that_vanishes_is_refused),
                cmocka_unit_test(a_handle_of_a_transient_key_is_refused),
                cmocka_unit_test(a_handle_of_another_key_is_refused),
                cmocka_unit_test(a_nonce_of_no_index_is_refused),
                cmocka_unit_test(a_nonce_that_is_no_literal_is_refused),
                cmocka_unit_test(a_nonce_longer_than_the_key_is_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
