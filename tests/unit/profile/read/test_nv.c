/* tests/unit/profile/read/test_nv.c - NV indices that a TPM would refuse, or that say two things at once. */
#include "lib/profile/tpm_values.h"
#include "tests/unit/profile/test.h"

static const uint8_t large[PROFILE_LITERAL_MAX + 1] = { 1 };

REFUSES(a_name_of_another_index_is_refused, "two NV indices have the same name",
        profile.nv[1].name = profile.nv[0].name)

REFUSES(a_name_that_is_empty_is_refused, "a name is not 1 to 31 characters long",
        profile.nv[0].name.size = 0)

REFUSES(the_same_index_twice_is_refused, "two NV indices are the same",
        profile.nv[1].index = profile.nv[0].index)

REFUSES(an_index_that_is_none_is_refused,
        "an NV index is not in the range of NV indices, 0x01000000 to 0x01ffffff",
        profile.nv[0].index = 0x02000000)

REFUSES(an_unknown_name_algorithm_is_refused, "an NV index's name algorithm is not known as a hash",
        profile.nv[0].name_algorithm = 0x0010)

REFUSES(unknown_attributes_are_refused, "an NV index has attributes that are not known",
        profile.nv[0].attributes |= 0x00100000)

REFUSES(written_is_refused, "an NV index is to be written or locked before it is defined",
        profile.nv[0].attributes |= TPMA_NV_WRITTEN)

REFUSES(write_locked_is_refused, "an NV index is to be written or locked before it is defined",
        profile.nv[0].attributes |= TPMA_NV_WRITELOCKED)

REFUSES(read_locked_is_refused, "an NV index is to be written or locked before it is defined",
        profile.nv[0].attributes |= TPMA_NV_READLOCKED)

REFUSES(an_index_that_nobody_reads_is_refused, "nobody may read an NV index",
        profile.nv[0].attributes = TPMA_NV_PPWRITE | TPMA_NV_PLATFORMCREATE)

REFUSES(an_index_that_nobody_writes_is_refused, "nobody may write an NV index",
        profile.nv[0].attributes = TPMA_NV_PPREAD | TPMA_NV_PLATFORMCREATE)

REFUSES(clear_stclear_with_writedefine_is_refused, "an NV index has CLEAR_STCLEAR and WRITEDEFINE",
        profile.nv[0].attributes |= TPMA_NV_CLEAR_STCLEAR)

REFUSES(policy_delete_by_the_owner_is_refused,
        "an NV index has POLICY_DELETE, but is not the platform's",
        profile.nv[SAMPLE_EMPTY].attributes |= TPMA_NV_POLICY_DELETE)

REFUSES(an_unknown_type_is_refused, "an NV index is of a type that is not known",
        profile.nv[SAMPLE_EMPTY].attributes |= 0x30)

REFUSES(a_counter_with_content_is_refused, "an NV index has content, but is not an ordinary one",
        profile.nv[SAMPLE_NONCE].attributes |= TPM_NT_COUNTER << 4)

REFUSES(a_counter_of_another_size_is_refused,
        "an NV index does not have the size that its type demands",
        profile.nv[SAMPLE_EMPTY].attributes |= TPM_NT_COUNTER << 4)

REFUSES(an_extended_index_of_another_size_is_refused,
        "an NV index does not have the size that its type demands",
        profile.nv[SAMPLE_EMPTY].attributes |= TPM_NT_EXTEND << 4)

REFUSES(neither_size_nor_content_is_refused, "an NV index has neither a size nor content",
        profile.nv[SAMPLE_EMPTY].size = 0)

REFUSES(a_report_without_a_size_is_refused, "an NV index for a hardware report has no size",
        profile.nv[SAMPLE_REPORT].size = 0)

REFUSES(writeall_with_a_large_size_is_refused,
        "an NV index has WRITEALL, but is larger than one write",
        profile.nv[SAMPLE_POLICY].size = 1025)

REFUSES(writeall_with_a_large_literal_is_refused,
        "an NV index has WRITEALL, but is larger than one write",
        profile.nv[SAMPLE_POLICY].literal = (struct profile_bytes){ large, 1025 })

REFUSES(unknown_content_is_refused, "an NV index has content that is not known",
        profile.nv[0].content = 8)

REFUSES(content_of_nobody_is_refused, "an NV index does not say whose content it has",
        profile.nv[0].subject = PROFILE_NONE)

REFUSES(a_literal_of_somebody_is_refused, "an NV index has content of nobody and says whose",
        profile.nv[SAMPLE_NONCE].subject = 0)

REFUSES(a_literal_beside_other_content_is_refused,
        "an NV index has a literal and other content, or neither",
        profile.nv[0].literal = profile.nv[SAMPLE_NONCE].literal)

REFUSES(an_empty_literal_is_refused, "an NV index has a literal and other content, or neither",
        profile.nv[SAMPLE_NONCE].literal.size = 0)

REFUSES(a_large_literal_is_refused, "an NV index has more than 4096 bytes of literal content",
        profile.nv[SAMPLE_NONCE].literal = SAMPLE_BYTES(large))

REFUSES(a_literal_larger_than_the_index_is_refused,
        "an NV index is smaller than its literal content", profile.nv[SAMPLE_NONCE].size = 15)

REFUSES(an_unknown_action_after_writing_is_refused,
        "what is done to an NV index after writing is not known", profile.nv[0].after_write = 2)

REFUSES(an_unknown_action_at_the_next_boot_is_refused,
        "what is done to an NV index at the next boot is not known", profile.nv[0].next_boot = 3)

REFUSES(a_lock_that_is_not_allowed_is_refused,
        "an NV index is locked, but its attributes do not allow it",
        profile.nv[SAMPLE_POLICY].after_write = PROFILE_AFTER_LOCK)

REFUSES(a_lock_of_an_unwritten_index_is_refused,
        "an NV index is locked, but nothing is written to it",
        profile.nv[SAMPLE_EMPTY].attributes |= TPMA_NV_WRITEDEFINE;
        profile.nv[SAMPLE_EMPTY].after_write = PROFILE_AFTER_LOCK)

REFUSES(writing_a_locked_index_again_is_refused,
        "an NV index is locked for good, but is to be written at each boot",
        profile.nv[0].next_boot = PROFILE_NEXT_REFRESH)

REFUSES(writing_nothing_again_is_refused,
        "an NV index is to be written at each boot, but has no content",
        profile.nv[SAMPLE_EMPTY].next_boot = PROFILE_NEXT_REFRESH)

REFUSES(a_policy_of_another_algorithm_is_refused,
        "an NV index's policy is not a digest of its name algorithm",
        profile.nv[SAMPLE_POLICY].policy.size = 31)

REFUSES(an_unknown_authorization_is_refused, "an NV index's authorization rule is not known",
        profile.nv[0].auth = 3)

REFUSES(another_authorization_without_another_definition_is_refused,
        "an NV index has a new authorization at each boot, but is not defined anew",
        profile.nv[SAMPLE_REPORT].auth = PROFILE_AUTH_RANDOM_BOOT)

REFUSES(content_of_no_key_is_refused, "an NV index holds content of a key that is not there",
        profile.nv[SAMPLE_PUBLIC].subject = 4)

REFUSES(a_certificate_that_is_not_there_is_refused,
        "an NV index holds a certificate that is not there",
        profile.nv[SAMPLE_NONCE].content = PROFILE_CONTENT_CERTIFICATE;
        profile.nv[SAMPLE_NONCE].literal.size = 0; profile.nv[SAMPLE_NONCE].subject = 0;
        profile.keys[0].unique_rule = 0; profile.keys[0].nonce = PROFILE_NONE)

REFUSES(the_public_area_of_a_key_that_is_never_made_is_refused,
        "an NV index holds the public area of a key that is never made",
        profile.nv[SAMPLE_PUBLIC].subject = SAMPLE_TEMPLATE)

REFUSES(an_index_smaller_than_its_template_is_refused,
        "an NV index is smaller than its key's content", profile.nv[SAMPLE_AK_TEMPLATE].size = 87)

REFUSES(an_index_smaller_than_its_public_area_is_refused,
        "an NV index is smaller than its key's content", profile.nv[SAMPLE_PUBLIC].size = 123)

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_name_of_another_index_is_refused),
                cmocka_unit_test(a_name_that_is_empty_is_refused),
                cmocka_unit_test(the_same_index_twice_is_refused),
                cmocka_unit_test(an_index_that_is_none_is_refused),
                cmocka_unit_test(an_unknown_name_algorithm_is_refused),
                cmocka_unit_test(unknown_attributes_are_refused),
                cmocka_unit_test(written_is_refused),
                cmocka_unit_test(write_locked_is_refused),
                cmocka_unit_test(read_locked_is_refused),
                cmocka_unit_test(an_index_that_nobody_reads_is_refused),
                cmocka_unit_test(an_index_that_nobody_writes_is_refused),
                cmocka_unit_test(clear_stclear_with_writedefine_is_refused),
                cmocka_unit_test(policy_delete_by_the_owner_is_refused),
                cmocka_unit_test(an_unknown_type_is_refused),
                cmocka_unit_test(a_counter_with_content_is_refused),
                cmocka_unit_test(a_counter_of_another_size_is_refused),
                cmocka_unit_test(an_extended_index_of_another_size_is_refused),
                cmocka_unit_test(neither_size_nor_content_is_refused),
                cmocka_unit_test(a_report_without_a_size_is_refused),
                cmocka_unit_test(writeall_with_a_large_size_is_refused),
                cmocka_unit_test(writeall_with_a_large_literal_is_refused),
                cmocka_unit_test(unknown_content_is_refused),
                cmocka_unit_test(content_of_nobody_is_refused),
                cmocka_unit_test(a_literal_of_somebody_is_refused),
                cmocka_unit_test(a_literal_beside_other_content_is_refused),
                cmocka_unit_test(an_empty_literal_is_refused),
                cmocka_unit_test(a_large_literal_is_refused),
                cmocka_unit_test(a_literal_larger_than_the_index_is_refused),
                cmocka_unit_test(an_unknown_action_after_writing_is_refused),
                cmocka_unit_test(an_unknown_action_at_the_next_boot_is_refused),
                cmocka_unit_test(a_lock_that_is_not_allowed_is_refused),
                cmocka_unit_test(a_lock_of_an_unwritten_index_is_refused),
                cmocka_unit_test(writing_a_locked_index_again_is_refused),
                cmocka_unit_test(writing_nothing_again_is_refused),
                cmocka_unit_test(a_policy_of_another_algorithm_is_refused),
                cmocka_unit_test(an_unknown_authorization_is_refused),
                cmocka_unit_test(another_authorization_without_another_definition_is_refused),
                cmocka_unit_test(content_of_no_key_is_refused),
                cmocka_unit_test(a_certificate_that_is_not_there_is_refused),
                cmocka_unit_test(the_public_area_of_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(an_index_smaller_than_its_template_is_refused),
                cmocka_unit_test(an_index_smaller_than_its_public_area_is_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
