/* tests/unit/profile/load/test_key.c - keys that make no sense, each refused with its place. */
#include "tests/unit/profile/load/test.h"

FAULTS(a_key_without_a_handle_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1}\n",
       "t.yaml:4:5: key: found no \"handle\"; expected one\n")

FAULTS(a_key_that_is_no_mapping_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - ek\n",
       "t.yaml:4:5: key: found \"ek\"; expected a mapping of name, hierarchy, "
       "template, public, bytes, unique, handle, when-taken, auth\n")

FAULTS(a_key_without_a_template_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, handle: transient}\n",
       "t.yaml:4:5: key: found 0 of template, public, bytes; expected one\n")

FAULTS(a_key_with_two_templates_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, bytes: \"00\", handle: transient}\n",
       "t.yaml:4:5: key: found 2 of template, public, bytes; expected one\n")

FAULTS(an_unknown_template_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-3, handle: transient}\n",
       "t.yaml:4:26: template: found \"L-3\"; expected one of L-1, L-2, H-1 to H-7, "
       "SRK-RSA, SRK-ECC; or IDEVID- or IAK- and RSA2048, RSA3072, RSA4096, P256, P384, P521\n")

FAULTS(a_template_that_nobody_here_can_make_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: H-5, handle: transient}\n",
       "t.yaml:4:26: template: found \"H-5\"; expected another, as a key's template "
       "head is not the start of a TPMT_PUBLIC that is understood\n")

FAULTS(bytes_without_quotes_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, bytes: 00010020, handle: transient}\n",
       "t.yaml:4:23: bytes: found \"00010020\"; expected hex digits in quotes\n")

FAULTS(bytes_with_other_digits_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, bytes: \"0g\", handle: transient}\n",
       "t.yaml:4:23: bytes: found \"0g\"; expected pairs of hex digits\n")

FAULTS(half_a_byte_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, bytes: \"000\", handle: transient}\n",
       "t.yaml:4:23: bytes: found \"000\"; expected pairs of hex digits\n")

FAULTS(bytes_that_are_no_public_area_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, bytes: \"0001 000b\", handle: transient}\n",
       "t.yaml:4:23: bytes: found \"0001 000b\"; expected a TPMT_PUBLIC of RSA or a "
       "NIST curve, whole and no more\n")

FAULTS(bytes_need_a_hierarchy,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, bytes: \"0001000b00050072000000100014000b0800000000000000\", "
       "handle: transient}\n",
       "t.yaml:4:5: key: found no \"hierarchy\"; expected one\n")

FAULTS(another_word_for_a_handle_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: volatile}\n",
       "t.yaml:4:39: handle: found \"volatile\"; expected a persistent handle from "
       "0x81000000 to 0x817fffff, transient or template-only\n")

FAULTS(a_number_that_is_no_handle_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 7}\n",
       "t.yaml:4:39: handle: found \"7\"; expected a number from 0x81000000 to "
       "0x817fffff\n")

FAULTS(a_handle_of_the_platform_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81800000}\n",
       "t.yaml:4:39: handle: found \"0x81800000\"; expected a number from 0x81000000 "
       "to 0x817fffff\n")

FAULTS(when_taken_of_a_transient_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: transient, when-taken: keep}\n",
       "t.yaml:4:62: when-taken: found it beside no persistent handle; expected it "
       "beside one\n")

FAULTS(an_unknown_rule_for_a_taken_handle_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001, when-taken: ask}\n",
       "t.yaml:4:63: when-taken: found \"ask\"; expected one of refuse, keep, "
       "keep-if-same, replace\n")

FAULTS(an_unknown_authorization_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001, auth: secret}\n",
       "t.yaml:4:57: auth: found \"secret\"; expected one of empty, random-once, "
       "random-each-boot\n")

FAULTS(a_key_with_a_new_authorization_each_boot_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001, auth: random-each-boot}\n",
       "t.yaml:4:57: auth: found \"random-each-boot\"; expected another, as a key's "
       "authorization cannot change at each boot\n")

FAULTS(an_unknown_hierarchy_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, hierarchy: root, template: L-1, handle: transient}\n",
       "t.yaml:4:27: hierarchy: found \"root\"; expected one of endorsement, owner, "
       "platform, null\n")

FAULTS(a_persistent_key_of_the_platform_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, hierarchy: platform, template: L-1, handle: 0x81010001}\n",
       "t.yaml:4:27: hierarchy: found \"platform\"; expected another, as a key is "
       "made persistent by the owner, but is neither the owner's nor of the "
       "endorsement hierarchy\n")

FAULTS(two_keys_of_one_name_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "  - {name: ek, template: L-2, handle: transient}\n",
       "t.yaml:5:12: name: found \"ek\"; expected another, as two keys have the same "
       "name\n")

FAULTS(two_keys_of_one_handle_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "  - {name: e2, template: L-2, handle: 0x81010001}\n",
       "t.yaml:5:39: handle: found \"0x81010001\"; expected another, as two keys have "
       "the same handle\n")

FAULTS(too_many_keys_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]\n",
       "t.yaml:3:7: keys: found 17 of them; expected 1 to 16\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_key_without_a_handle_is_refused),
                cmocka_unit_test(a_key_that_is_no_mapping_is_refused),
                cmocka_unit_test(a_key_without_a_template_is_refused),
                cmocka_unit_test(a_key_with_two_templates_is_refused),
                cmocka_unit_test(an_unknown_template_is_refused),
                cmocka_unit_test(a_template_that_nobody_here_can_make_is_refused),
                cmocka_unit_test(bytes_without_quotes_are_refused),
                cmocka_unit_test(bytes_with_other_digits_are_refused),
                cmocka_unit_test(half_a_byte_is_refused),
                cmocka_unit_test(bytes_that_are_no_public_area_are_refused),
                cmocka_unit_test(bytes_need_a_hierarchy),
                cmocka_unit_test(another_word_for_a_handle_is_refused),
                cmocka_unit_test(a_number_that_is_no_handle_is_refused),
                cmocka_unit_test(a_handle_of_the_platform_is_refused),
                cmocka_unit_test(when_taken_of_a_transient_key_is_refused),
                cmocka_unit_test(an_unknown_rule_for_a_taken_handle_is_refused),
                cmocka_unit_test(an_unknown_authorization_is_refused),
                cmocka_unit_test(a_key_with_a_new_authorization_each_boot_is_refused),
                cmocka_unit_test(an_unknown_hierarchy_is_refused),
                cmocka_unit_test(a_persistent_key_of_the_platform_is_refused),
                cmocka_unit_test(two_keys_of_one_name_are_refused),
                cmocka_unit_test(two_keys_of_one_handle_are_refused),
                cmocka_unit_test(too_many_keys_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
