/* tests/unit/profile/load/test_policy.c - policies that make no sense, each refused with its place. */
#include "tests/unit/profile/load/test.h"

FAULTS(a_policy_that_is_no_mapping_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: []\n",
       "t.yaml:14:15: policy: found a list; expected none or a mapping of assertions\n")

FAULTS(an_unknown_assertion_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {pcr: 7}\n",
       "t.yaml:14:16: policy: found \"pcr\"; expected one of secret, ref, "
       "authorize-nv, or, all, command-code, auth-value, digest\n")

FAULTS(no_assertion_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {}\n",
       "t.yaml:14:15: policy: found 0 assertions; expected one (several in a row: "
       "all)\n")

FAULTS(two_assertions_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {secret: owner, auth-value: true}\n",
       "t.yaml:14:15: policy: found 2 assertions; expected one (several in a row: "
       "all)\n")

FAULTS(a_secret_of_nobody_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {secret: firmware}\n",
       "t.yaml:14:24: secret: found \"firmware\"; expected one of endorsement, owner, "
       "platform, null\n")

FAULTS(a_long_ref_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {secret: owner, ref: "
       "\"000000000000000000000000000000000000000000000000000000000000000000\"}\n",
       "t.yaml:14:36: ref: found \"0000000000000000000000000000000000000000...\"; "
       "expected at most 32 bytes\n")

FAULTS(a_ref_without_a_secret_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {auth-value: true, ref: \"00\"}\n",
       "t.yaml:14:39: policy: found a ref; expected it beside a secret only\n")

FAULTS(a_digest_of_another_length_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {digest: \"00\"}\n",
       "t.yaml:14:24: digest: found 1 bytes; expected 32, as sha256 has\n")

FAULTS(a_digest_that_the_expression_does_not_give_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {secret: owner, digest: "
       "\"837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa\"}\n",
       "t.yaml:14:39: digest: found "
       "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa; expected "
       "0d84f55daf6e43ac97966e62c9bb989d3397777d25c5f749868055d65394f952, which the "
       "expression beside it gives\n")

FAULTS(an_index_that_is_not_there_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {authorize-nv: 0x01c07f01}\n",
       "t.yaml:14:30: authorize-nv: found \"0x01c07f01\"; expected an NV index of "
       "this profile\n")

FAULTS(an_index_that_is_none_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {authorize-nv: 7}\n",
       "t.yaml:14:30: authorize-nv: found \"7\"; expected a number from 0x01000000 to "
       "0x01ffffff\n")

FAULTS(an_index_without_a_size_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "nv:\n"
       "  - {index: 0x01c07f01, attributes: 0x42072001, content: {template: k}}\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {authorize-nv: 0x01c07f01}\n",
       "t.yaml:16:30: authorize-nv: found \"0x01c07f01\"; expected an NV index whose "
       "size is written down\n")

FAULTS(one_branch_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {or: [{auth-value: true}]}\n",
       "t.yaml:14:20: or: found one policy; expected 2 to 8\n")

FAULTS(nine_branches_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {or: [{auth-value: true}, {auth-value: true}, {auth-value: "
       "true}, {auth-value: true}, {auth-value: true}, {auth-value: true}, "
       "{auth-value: true}, {auth-value: true}, {auth-value: true}]}\n",
       "t.yaml:14:20: or: found 9 of them; expected 1 to 8\n")

FAULTS(a_digest_behind_an_assertion_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {all: [{auth-value: true}, {digest: "
       "\"0000000000000000000000000000000000000000000000000000000000000000\"}]}\n",
       "t.yaml:14:51: policy: found or, authorize-nv or a digest behind another "
       "assertion; expected it in front\n")

FAULTS(an_or_behind_an_assertion_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {all: [{auth-value: true}, {or: [{auth-value: true}, {secret: "
       "owner}]}]}\n",
       "t.yaml:14:47: policy: found or, authorize-nv or a digest behind another "
       "assertion; expected it in front\n")

FAULTS(nothing_at_all_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {all: []}\n",
       "t.yaml:14:21: all: found 0 of them; expected 1 to 256\n")

FAULTS(an_unknown_command_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {command-code: TPM2_Explode}\n",
       "t.yaml:14:30: command-code: found \"TPM2_Explode\"; expected one of "
       "TPM2_NV_UndefineSpaceSpecial, TPM2_ChangeEPS, TPM2_ChangePPS, "
       "TPM2_NV_ChangeAuth, TPM2_NV_Write, TPM2_PCR_Allocate, TPM2_Certify, "
       "TPM2_NV_Certify, TPM2_ActivateCredential, TPM2_Import, TPM2_Quote, TPM2_Sign, "
       "TPM2_PolicyAuthorizeNV, TPM2_EncryptDecrypt2, TPM2_CertifyX509\n")

FAULTS(auth_value_is_true_or_absent,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {auth-value: false}\n",
       "t.yaml:14:28: auth-value: found \"false\"; expected true\n")

FAULTS(a_policy_in_itself_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: &a {all: [*a]}\n",
       "t.yaml:14:15: policy: found one that goes too deep or in a circle; expected "
       "at most 8 in one another, 256 in all\n")

FAULTS(policies_in_a_circle_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "nv:\n"
       "  - index: 0x01c07f01\n"
       "    attributes: 0x020f1008\n"
       "    size: 34\n"
       "    policy: {authorize-nv: 0x01c07f01}\n"
       "    content: none\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: endorsement\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public:\n"
       "      type: rsa\n"
       "      bits: 2048\n"
       "      name-algorithm: sha256\n"
       "      attributes: 0x000300b2\n"
       "      symmetric: aes-128-cfb\n"
       "      policy: {authorize-nv: 0x01c07f01}\n",
       "t.yaml:7:13: policy: found one that goes too deep or in a circle; expected at "
       "most 8 in one another, 256 in all\n"
       "t.yaml:7:13: policy: found one that goes too deep or in a circle; expected at "
       "most 8 in one another, 256 in all\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_policy_that_is_no_mapping_is_refused),
                cmocka_unit_test(an_unknown_assertion_is_refused),
                cmocka_unit_test(no_assertion_is_refused),
                cmocka_unit_test(two_assertions_are_refused),
                cmocka_unit_test(a_secret_of_nobody_is_refused),
                cmocka_unit_test(a_long_ref_is_refused),
                cmocka_unit_test(a_ref_without_a_secret_is_refused),
                cmocka_unit_test(a_digest_of_another_length_is_refused),
                cmocka_unit_test(a_digest_that_the_expression_does_not_give_is_refused),
                cmocka_unit_test(an_index_that_is_not_there_is_refused),
                cmocka_unit_test(an_index_that_is_none_is_refused),
                cmocka_unit_test(an_index_without_a_size_is_refused),
                cmocka_unit_test(one_branch_is_refused),
                cmocka_unit_test(nine_branches_are_refused),
                cmocka_unit_test(a_digest_behind_an_assertion_is_refused),
                cmocka_unit_test(an_or_behind_an_assertion_is_refused),
                cmocka_unit_test(nothing_at_all_is_refused),
                cmocka_unit_test(an_unknown_command_is_refused),
                cmocka_unit_test(auth_value_is_true_or_absent),
                cmocka_unit_test(a_policy_in_itself_is_refused),
                cmocka_unit_test(policies_in_a_circle_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
