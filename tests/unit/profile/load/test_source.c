/* tests/unit/profile/load/test_source.c - files that are not profiles at all, each refused with its place. */
#include "tests/unit/profile/load/test.h"

FAULTS(an_empty_file_is_refused, "", "t.yaml:1:1: found nothing; expected a mapping\n")

FAULTS(what_is_not_yaml_is_refused, "profile: \"t\n",
       "t.yaml:2:1: not YAML: found unexpected end of stream while scanning a quoted "
       "scalar\n")

FAULTS(what_is_no_mapping_is_refused, "- profile\n",
       "t.yaml:1:1: profile: found a list; expected a mapping of profile, revision, "
       "requires, capacity, pcr-banks, keys, nv, certificates, manifest\n")

FAULTS(an_unknown_section_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "key: []\n",
       "t.yaml:3:1: profile: found \"key\"; expected one of profile, revision, "
       "requires, capacity, pcr-banks, keys, nv, certificates, manifest\n")

FAULTS(a_section_twice_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "revision: 2\n",
       "t.yaml:3:1: profile: found \"revision\" twice; expected it once\n")

FAULTS(a_profile_without_a_revision_is_refused, "profile: t\n",
       "t.yaml:1:1: profile: found no \"revision\"; expected one\n")

FAULTS(a_key_that_is_no_scalar_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "[a]: b\n",
       "t.yaml:3:1: profile: found a list; expected one of profile, revision, "
       "requires, capacity, pcr-banks, keys, nv, certificates, manifest\n")

FAULTS(a_name_that_is_long_is_refused,
       "profile: abcdefghijklmnopqrstuvwxyz012345\n"
       "revision: 1\n",
       "t.yaml:1:10: profile: found \"abcdefghijklmnopqrstuvwxyz012345\"; expected 1 "
       "to 31 characters of printable ASCII\n")

FAULTS(a_name_that_is_not_ascii_is_refused,
       "profile: \"t\\u00e9\"\n"
       "revision: 1\n",
       "t.yaml:1:10: profile: found \"t??\"; expected 1 to 31 characters of printable "
       "ASCII\n")

FAULTS(a_number_that_is_none_is_refused,
       "profile: t\n"
       "revision: one\n",
       "t.yaml:2:11: revision: found \"one\"; expected a number from 0 to 65535\n")

FAULTS(a_number_in_octal_is_refused,
       "profile: t\n"
       "revision: 010\n",
       "t.yaml:2:11: revision: found \"010\"; expected a number from 0 to 65535\n")

FAULTS(a_number_that_is_large_is_refused,
       "profile: t\n"
       "revision: 65536\n",
       "t.yaml:2:11: revision: found \"65536\"; expected a number from 0 to 65535\n")

FAULTS(a_number_with_a_zero_byte_is_refused,
       "profile: t\n"
       "revision: \"1\\0\"\n",
       "t.yaml:2:11: revision: found \"1?\"; expected a number from 0 to 65535\n")

FAULTS(a_list_that_is_none_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys: {}\n",
       "t.yaml:3:7: keys: found a mapping; expected a list\n")

FAULTS(an_unknown_bank_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "pcr-banks: [sha256, sha3]\n",
       "t.yaml:3:21: pcr-banks: found \"sha3\"; expected one of sha1, sha256, sha384, "
       "sha512\n")

FAULTS(a_bank_twice_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "pcr-banks: [sha256, sha256]\n",
       "t.yaml:3:21: pcr-banks: found \"sha256\"; expected it once, as a PCR bank is "
       "there twice\n")

FAULTS(all_that_is_wrong_is_told,
       "profile: t\n"
       "revision: x\n"
       "pcr-banks: [md5]\n"
       "manifest: {v0: ek}\n",
       "t.yaml:2:11: revision: found \"x\"; expected a number from 0 to 65535\n"
       "t.yaml:3:13: pcr-banks: found \"md5\"; expected one of sha1, sha256, sha384, "
       "sha512\n"
       "t.yaml:4:16: v0: found \"ek\"; expected the name of a key\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_empty_file_is_refused),
                cmocka_unit_test(what_is_not_yaml_is_refused),
                cmocka_unit_test(what_is_no_mapping_is_refused),
                cmocka_unit_test(an_unknown_section_is_refused),
                cmocka_unit_test(a_section_twice_is_refused),
                cmocka_unit_test(a_profile_without_a_revision_is_refused),
                cmocka_unit_test(a_key_that_is_no_scalar_is_refused),
                cmocka_unit_test(a_name_that_is_long_is_refused),
                cmocka_unit_test(a_name_that_is_not_ascii_is_refused),
                cmocka_unit_test(a_number_that_is_none_is_refused),
                cmocka_unit_test(a_number_in_octal_is_refused),
                cmocka_unit_test(a_number_that_is_large_is_refused),
                cmocka_unit_test(a_number_with_a_zero_byte_is_refused),
                cmocka_unit_test(a_list_that_is_none_is_refused),
                cmocka_unit_test(an_unknown_bank_is_refused),
                cmocka_unit_test(a_bank_twice_is_refused),
                cmocka_unit_test(all_that_is_wrong_is_told),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
