/* tests/unit/profile/read/test_records.c - what a profile says besides its keys and NV indices. */
#include <string.h>

#include "lib/wire/manufacture.h"
#include "tests/unit/profile/test.h"

REFUSES(a_name_that_is_empty_is_refused, "a name is not 1 to 31 characters long",
        profile.name.size = 0)

REFUSES(a_name_that_is_long_is_refused, "a name is not 1 to 31 characters long",
        profile.name = (struct profile_bytes){ profile.keys[0].head.data, 32 })

REFUSES(a_name_that_is_not_printable_is_refused,
        "a name has characters that are not printable ASCII",
        profile.name = (struct profile_bytes){ (const uint8_t *)"a\n", 2 })

REFUSES(an_unknown_requirement_is_refused, "a requirement's kind is not known",
        profile.requirements[1].kind = 9)

REFUSES(two_profiles_of_libtpms_are_refused, "a requirement is there twice",
        profile.requirements[0] = (struct profile_requirement){ PROFILE_REQUIRE_LIBTPMS, 1 };
        profile.requirements[1] = (struct profile_requirement){ PROFILE_REQUIRE_LIBTPMS, 2 })

REFUSES(a_requirement_of_nothing_is_refused, "a requirement's value is 0",
        profile.requirements[1].value = 0)

REFUSES(the_same_requirement_twice_is_refused, "a requirement is there twice",
        profile.requirements[1] = profile.requirements[0])

REFUSES(an_unknown_bank_is_refused, "a PCR bank is of an algorithm that is not known as a hash",
        profile.banks[1] = 0x0010)

REFUSES(the_same_bank_twice_is_refused, "a PCR bank is there twice",
        profile.banks[1] = profile.banks[0])

REFUSES(a_certificate_of_no_key_is_refused, "a certificate is of a key that is not there",
        profile.certificates[0].key = 4)

REFUSES(a_certificate_of_a_key_that_is_never_made_is_refused,
        "a certificate is of a key that is never made",
        profile.certificates[0].key = SAMPLE_TEMPLATE)

REFUSES(an_unknown_purpose_is_refused, "a certificate's purpose is not known",
        profile.certificates[0].purpose = 5)

REFUSES(an_identity_without_an_endorsement_is_refused,
        "a device's identity has no endorsement certificate before it that names the TPM",
        (profile.certificates[0].purpose = WIRE_PURPOSE_ATTESTATION,
         profile.certificates[0].key = SAMPLE_AK,
         profile.certificates[1].purpose = WIRE_PURPOSE_IAK))

REFUSES(an_iak_that_is_a_storage_key_is_refused,
        "an IAK's certificate is of a key that is not a restricted signing key",
        profile.certificates[0].purpose = WIRE_PURPOSE_IAK)

REFUSES(an_idevid_that_is_restricted_is_refused,
        "an IDevID's certificate is of a key that is not a signing key, or a restricted one",
        profile.certificates[1].purpose = WIRE_PURPOSE_IDEVID)

REFUSES(attestation_by_a_storage_key_is_refused,
        "a certificate for attestation is of a key that is not a restricted signing key",
        profile.certificates[0].purpose = WIRE_PURPOSE_ATTESTATION)

REFUSES(an_unknown_extension_is_refused, "a certificate's extension is not known",
        profile.certificates[0].extension = 2)

REFUSES(a_certificate_without_an_index_is_refused,
        "a certificate goes into an NV index that is not there", profile.certificates[0].nv = 8)

REFUSES(a_certificate_in_an_index_of_something_else_is_refused,
        "a certificate's NV index holds something else",
        profile.certificates[0].nv = SAMPLE_CERTIFICATE_AK)

REFUSES(a_required_certificate_in_an_optional_index_is_refused,
        "a certificate and its NV index do not agree whether it is required",
        profile.nv[SAMPLE_CERTIFICATE_RSA].required = false)

REFUSES(a_manifest_of_no_key_is_refused, "a manifest lists a key that is not there",
        profile.manifest_v0 = 4)

REFUSES(a_manifest_of_a_key_that_is_never_made_is_refused,
        "a manifest lists a key that is never made", profile.manifest_v0 = SAMPLE_TEMPLATE)

REFUSES(a_list_with_no_such_key_is_refused, "a manifest lists a key that is not there",
        profile.manifest_v1[1] = 4)

REFUSES(a_list_with_a_key_that_is_never_made_is_refused,
        "a manifest lists a key that is never made", profile.manifest_v1[1] = SAMPLE_TEMPLATE)

REFUSES(a_list_of_one_key_is_refused, "manifest version 1 lists fewer than two keys",
        profile.manifest_v1_count = 1)

REFUSES(a_list_with_a_key_twice_is_refused, "manifest version 1 lists a key twice",
        profile.manifest_v1[1] = profile.manifest_v1[0])

REFUSES(a_hook_on_no_index_is_refused, "a hook is on an NV index that is not there",
        profile.hooks[0].nv = 8)

REFUSES(an_unknown_hook_is_refused, "a hook's kind is not known", profile.hooks[0].kind = 3)

REFUSES(a_hook_on_an_index_of_something_else_is_refused,
        "a hook makes something else than its NV index holds",
        profile.hooks[0].nv = SAMPLE_CERTIFICATE_AK)

REFUSES(two_hooks_on_one_index_are_refused, "an NV index has two hooks",
        profile.hooks[1] = profile.hooks[0])

static uint8_t bytes[PROFILE_SIZE_MAX];

/* As many of everything as there is room for, each as the sample's first, with another name. */
static struct profile full_profile(void)
{
        static const uint8_t letters[] = "abcdefghijklmnopqrstuvwxyzABCDEF";
        struct profile full = sample_profile();
        struct profile_key key = full.keys[SAMPLE_AK];
        struct profile_nv nv = full.nv[SAMPLE_CERTIFICATE_AK];

        full.requirement_count = PROFILE_REQUIRE_MAX;
        for (uint32_t i = 0; i < PROFILE_REQUIRE_MAX; i++)
                full.requirements[i] = (struct profile_requirement){ 1, i + 1 };
        full.key_count = PROFILE_KEYS_MAX;
        full.nv_count = PROFILE_NV_MAX;
        full.certificate_count = PROFILE_CERTS_MAX;
        full.hook_count = PROFILE_HOOKS_MAX;
        for (uint32_t i = 0; i < PROFILE_KEYS_MAX; i++) {
                key.name = (struct profile_bytes){ letters + i, 1 };
                full.keys[i] = key;
        }
        for (uint32_t i = 0; i < PROFILE_NV_MAX; i++) {
                nv.name = (struct profile_bytes){ letters + i, 1 };
                nv.index = 0x01c10000 + i;
                nv.subject = (uint8_t)i;
                if (i == PROFILE_CERTS_MAX) {
                        nv.content = PROFILE_CONTENT_NONE;
                        nv.next_boot = PROFILE_NEXT_REDEFINE;
                }
                if (i >= PROFILE_CERTS_MAX)
                        nv.subject = PROFILE_NONE;
                full.nv[i] = nv;
        }
        for (uint8_t i = 0; i < PROFILE_CERTS_MAX; i++) {
                full.certificates[i] =
                        (struct profile_certificate){ i, i, WIRE_PURPOSE_ATTESTATION, 0, false };
                full.hooks[i] = (struct profile_hook){ i, PROFILE_HOOK_CERTIFICATE_ON_READ, 1 };
        }
        return full;
}

static size_t record_size(size_t at)
{
        return 8 + ((size_t)bytes[at + 6] << 8 | bytes[at + 7]);
}

/* Repeats the last record with @tag; returns the size of the file, which was @size. */
static size_t repeat_last(size_t size, uint16_t tag)
{
        size_t found = 0;
        size_t again;

        for (size_t at = 16; at < size; at += record_size(at)) {
                if ((bytes[at] << 8 | bytes[at + 1]) == tag)
                        found = at;
        }
        assert_int_not_equal(found, 0);
        again = record_size(found);
        memmove(bytes + found + again, bytes + found, size - found);
        size += again;
        bytes[14] = (uint8_t)(size >> 8);
        bytes[15] = (uint8_t)size;
        return size;
}

static void there_is_room_for_so_many_and_no_more(void **state)
{
        static const struct {
                uint16_t tag;
                const char *why;
        } kinds[] = {
                { PROFILE_REQUIREMENT, "there are more than 32 requirements" },
                { PROFILE_KEY, "there are more than 16 keys" },
                { PROFILE_NV, "there are more than 32 NV indices" },
                { PROFILE_CERTIFICATE, "there are more than 8 certificates" },
                { PROFILE_HOOK, "there are more than 8 hooks" },
        };
        struct profile full = full_profile();
        struct profile out;
        size_t offset;

        (void)state;
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                size_t size = profile_write(&full, bytes, sizeof(bytes));
                const char *wrong;

                assert_int_not_equal(size, 0);
                wrong = profile_read(bytes, repeat_last(size, kinds[i].tag), &out, &offset);
                assert_non_null(wrong);
                assert_string_equal(wrong, kinds[i].why);
        }
}

/* Changes the byte @at of the first record with @tag in the sample; why it is refused then. */
static const char *read_changed(uint16_t tag, size_t at, uint8_t value)
{
        struct profile sample = sample_profile();
        size_t size = profile_write(&sample, bytes, sizeof(bytes));
        struct profile out;
        size_t offset = 16;

        while (offset < size && (bytes[offset] << 8 | bytes[offset + 1]) != tag)
                offset += record_size(offset);
        assert_in_range(offset, 16, size - 1);
        bytes[offset + at] = value;
        return profile_read(bytes, size, &out, &offset);
}

static void a_manifest_of_more_keys_than_there_can_be_is_refused(void **state)
{
        (void)state;
        assert_string_equal(read_changed(PROFILE_MANIFEST_V1, 8, 17),
                            "manifest version 1 lists more than 16 keys");
}

static void a_flag_is_0_or_1(void **state)
{
        (void)state;
        assert_string_equal(read_changed(PROFILE_CERTIFICATE, 12, 2),
                            "required is neither 0 nor 1");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_name_that_is_empty_is_refused),
                cmocka_unit_test(a_name_that_is_long_is_refused),
                cmocka_unit_test(a_name_that_is_not_printable_is_refused),
                cmocka_unit_test(an_unknown_requirement_is_refused),
                cmocka_unit_test(two_profiles_of_libtpms_are_refused),
                cmocka_unit_test(a_requirement_of_nothing_is_refused),
                cmocka_unit_test(the_same_requirement_twice_is_refused),
                cmocka_unit_test(an_unknown_bank_is_refused),
                cmocka_unit_test(the_same_bank_twice_is_refused),
                cmocka_unit_test(a_certificate_of_no_key_is_refused),
                cmocka_unit_test(a_certificate_of_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(an_unknown_purpose_is_refused),
                cmocka_unit_test(an_identity_without_an_endorsement_is_refused),
                cmocka_unit_test(an_iak_that_is_a_storage_key_is_refused),
                cmocka_unit_test(an_idevid_that_is_restricted_is_refused),
                cmocka_unit_test(attestation_by_a_storage_key_is_refused),
                cmocka_unit_test(an_unknown_extension_is_refused),
                cmocka_unit_test(a_certificate_without_an_index_is_refused),
                cmocka_unit_test(a_certificate_in_an_index_of_something_else_is_refused),
                cmocka_unit_test(a_required_certificate_in_an_optional_index_is_refused),
                cmocka_unit_test(a_manifest_of_no_key_is_refused),
                cmocka_unit_test(a_manifest_of_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(a_list_with_no_such_key_is_refused),
                cmocka_unit_test(a_list_with_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(a_list_of_one_key_is_refused),
                cmocka_unit_test(a_list_with_a_key_twice_is_refused),
                cmocka_unit_test(a_hook_on_no_index_is_refused),
                cmocka_unit_test(an_unknown_hook_is_refused),
                cmocka_unit_test(a_hook_on_an_index_of_something_else_is_refused),
                cmocka_unit_test(two_hooks_on_one_index_are_refused),
                cmocka_unit_test(there_is_room_for_so_many_and_no_more),
                cmocka_unit_test(a_manifest_of_more_keys_than_there_can_be_is_refused),
                cmocka_unit_test(a_flag_is_0_or_1),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
