/* tests/unit/profile/load/test_nv.c - NV indices that make no sense, each refused with its place. */
#include "tests/unit/profile/load/test.h"

FAULTS(an_index_without_content_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c00004, attributes: 0x42072001}\n",
       "t.yaml:6:5: nv: found no \"content\"; expected one\n")

FAULTS(a_number_that_is_no_index_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x81010001, attributes: 0x42072001, content: none, size: 4}\n",
       "t.yaml:6:13: index: found \"0x81010001\"; expected a number from 0x01000000 "
       "to 0x01ffffff\n")

FAULTS(an_unknown_attribute_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: [ppwrite], content: none, size: 4}\n",
       "t.yaml:6:38: attributes: found \"ppwrite\"; expected one of PPWRITE, "
       "OWNERWRITE, AUTHWRITE, POLICYWRITE, COUNTER, BITS, EXTEND, POLICY_DELETE, "
       "WRITEALL, WRITEDEFINE, WRITE_STCLEAR, GLOBALLOCK, PPREAD, OWNERREAD, "
       "AUTHREAD, POLICYREAD, NO_DA, ORDERLY, CLEAR_STCLEAR, PLATFORMCREATE, "
       "READ_STCLEAR\n")

FAULTS(written_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x62072001, content: none, size: 4}\n",
       "t.yaml:6:37: attributes: found \"0x62072001\"; expected another, as an NV "
       "index is to be written or locked before it is defined\n")

FAULTS(an_index_that_nobody_reads_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: [PPWRITE, PLATFORMCREATE], content: none, "
       "size: 4}\n",
       "t.yaml:6:37: attributes: found a list; expected another, as nobody may read "
       "an NV index\n")

FAULTS(an_unknown_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {template: ak}}\n",
       "t.yaml:6:69: template: found \"ak\"; expected the name of a key\n")

FAULTS(unknown_content_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {file: a}}\n",
       "t.yaml:6:59: content: found \"file\"; expected one of text, hex, zeros, "
       "policy, template, public, public-2b, hcl-report\n")

FAULTS(content_that_is_a_word_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: zeros}\n",
       "t.yaml:6:58: content: found \"zeros\"; expected none, chain or a mapping\n")

FAULTS(two_contents_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {text: a, hex: "
       "\"00\"}}\n",
       "t.yaml:6:58: content: found 2 kinds; expected one\n")

FAULTS(a_policy_of_none_as_content_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {policy: none}}\n",
       "t.yaml:6:67: policy: found \"none\"; expected a policy\n")

FAULTS(an_index_without_a_size_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: none}\n",
       "t.yaml:6:58: content: found \"none\"; expected another, as an NV index has "
       "neither a size nor content\n")

FAULTS(an_index_smaller_than_its_text_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, size: 2, content: {text: "
       "abc}}\n",
       "t.yaml:6:55: size: found \"2\"; expected another, as an NV index is smaller "
       "than its literal content\n")

FAULTS(an_index_smaller_than_its_template_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, size: 313, content: "
       "{template: ek}}\n",
       "t.yaml:6:55: size: found \"313\"; expected another, as an NV index is smaller "
       "than its key's content\n")

FAULTS(a_size_that_is_none_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, size: 0, content: none}\n",
       "t.yaml:6:55: size: found \"0\"; expected a number from 1 to 65535\n")

FAULTS(a_large_text_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {zeros: 4097}}\n",
       "t.yaml:6:66: zeros: found \"4097\"; expected a number from 0 to 4096\n")

FAULTS(an_unknown_action_at_the_next_boot_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, size: 4, content: none, "
       "next-boot: forget}\n",
       "t.yaml:6:84: next-boot: found \"forget\"; expected one of keep, refresh, "
       "redefine\n")

FAULTS(a_flag_that_is_none_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, size: 4, content: none, lock: "
       "yes}\n",
       "t.yaml:6:79: lock: found \"yes\"; expected true or false\n")

FAULTS(a_lock_that_is_not_allowed_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42070001, lock: true, content: {text: "
       "abc}}\n",
       "t.yaml:6:55: lock: found \"true\"; expected another, as an NV index is "
       "locked, but its attributes do not allow it\n")

FAULTS(a_new_authorization_without_a_new_definition_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42060004, auth: random-each-boot, "
       "content: {text: abc}}\n",
       "t.yaml:6:55: auth: found \"random-each-boot\"; expected another, as an NV "
       "index has a new authorization at each boot, but is not defined anew\n")

FAULTS(an_index_that_nobody_here_can_write_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: [POLICYWRITE, OWNERREAD], policy: "
       "{secret: owner}, content: {text: abc}}\n",
       "t.yaml:6:37: attributes: found that only a policy lets it be written; "
       "expected the policy {secret: endorsement}, which is the only one that can be "
       "satisfied when the TPM is made\n")

FAULTS(a_template_of_no_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c00004, attributes: 0x42072001, content: {hex: "
       "\"0023000b\"}}\n",
       "t.yaml:6:58: content: found a template, or what is at a template's index; "
       "expected the template of one of this profile's keys\n")

FAULTS(a_template_of_another_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {hex: "
       "\"0001000b00050072000000100014000b0800000000000000\"}}\n",
       "t.yaml:6:58: content: found a template, or what is at a template's index; "
       "expected the template of one of this profile's keys\n")

FAULTS(a_hook_on_what_stays_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {text: abc}, "
       "on-read: {renew-after-seconds: 2}}\n",
       "t.yaml:6:80: on-read: found it of other content; expected it of a certificate "
       "or a report\n")

FAULTS(two_indices_of_one_number_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {text: a}}\n"
       "  - {name: other, index: 0x01c10001, attributes: 0x42072001, content: {text: "
       "a}}\n",
       "t.yaml:7:26: index: found \"0x01c10001\"; expected another, as two NV indices "
       "are the same\n")

FAULTS(two_indices_of_one_name_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {name: a, index: 0x01c10001, attributes: 0x42072001, content: {text: a}}\n"
       "  - {name: a, index: 0x01c10002, attributes: 0x42072001, content: {text: a}}\n",
       "t.yaml:7:12: name: found \"a\"; expected another, as two NV indices have the "
       "same name\n")

FAULTS(more_than_a_tpm_holds_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "capacity: {nv-memory: 100}\n"
       "nv:\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {zeros: 101}}\n",
       "t.yaml:5:3: nv: found 101 bytes in all; expected at most 100, the TPM's NV "
       "memory\n")

FAULTS(more_keys_than_a_tpm_holds_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "capacity: {persistent-objects: 1}\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "  - {name: e2, template: L-2, handle: 0x81010002}\n",
       "t.yaml:5:3: keys: found 2 persistent ones; expected at most 1, as many as the "
       "TPM holds\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_index_without_content_is_refused),
                cmocka_unit_test(a_number_that_is_no_index_is_refused),
                cmocka_unit_test(an_unknown_attribute_is_refused),
                cmocka_unit_test(written_is_refused),
                cmocka_unit_test(an_index_that_nobody_reads_is_refused),
                cmocka_unit_test(an_unknown_key_is_refused),
                cmocka_unit_test(unknown_content_is_refused),
                cmocka_unit_test(content_that_is_a_word_is_refused),
                cmocka_unit_test(two_contents_are_refused),
                cmocka_unit_test(a_policy_of_none_as_content_is_refused),
                cmocka_unit_test(an_index_without_a_size_is_refused),
                cmocka_unit_test(an_index_smaller_than_its_text_is_refused),
                cmocka_unit_test(an_index_smaller_than_its_template_is_refused),
                cmocka_unit_test(a_size_that_is_none_is_refused),
                cmocka_unit_test(a_large_text_is_refused),
                cmocka_unit_test(an_unknown_action_at_the_next_boot_is_refused),
                cmocka_unit_test(a_flag_that_is_none_is_refused),
                cmocka_unit_test(a_lock_that_is_not_allowed_is_refused),
                cmocka_unit_test(a_new_authorization_without_a_new_definition_is_refused),
                cmocka_unit_test(an_index_that_nobody_here_can_write_is_refused),
                cmocka_unit_test(a_template_of_no_key_is_refused),
                cmocka_unit_test(a_template_of_another_key_is_refused),
                cmocka_unit_test(a_hook_on_what_stays_is_refused),
                cmocka_unit_test(two_indices_of_one_number_are_refused),
                cmocka_unit_test(two_indices_of_one_name_are_refused),
                cmocka_unit_test(more_than_a_tpm_holds_is_refused),
                cmocka_unit_test(more_keys_than_a_tpm_holds_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
