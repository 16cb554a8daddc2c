/*
 * tests/unit/profile/load/test_certificate.c - certificates, manifests and requirements that make no sense, each refused with
 * its place.
 */
#include "tests/unit/profile/load/test.h"

FAULTS(a_certificate_without_a_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {index: 0x01c00002, attributes: 0x42072001, purpose: endorsement, "
       "required: true}\n",
       "t.yaml:6:5: certificate: found no \"key\"; expected one\n")

FAULTS(a_certificate_of_an_unknown_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ak, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "endorsement, required: true}\n",
       "t.yaml:6:11: key: found \"ak\"; expected the name of a key\n")

FAULTS(a_certificate_must_say_whether_it_is_required,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "endorsement}\n",
       "t.yaml:6:5: certificate: found no \"required\"; expected one\n")

FAULTS(an_unknown_purpose_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: signing, "
       "required: true}\n",
       "t.yaml:6:67: purpose: found \"signing\"; expected one of endorsement, "
       "attestation, idevid, iak\n")

FAULTS(attestation_by_a_storage_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "attestation, required: true}\n",
       "t.yaml:6:67: purpose: found \"attestation\"; expected another, as a "
       "certificate for attestation is of a key that is not a restricted signing key\n")

FAULTS(an_unknown_extension_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "endorsement, required: true, extension: spiffe}\n",
       "t.yaml:6:107: extension: found \"spiffe\"; expected one of none, "
       "gce-instance\n")

FAULTS(a_certificate_of_a_key_that_is_never_made_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: template-only}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "endorsement, required: true}\n",
       "t.yaml:6:11: key: found \"ek\"; expected another, as a certificate is of a "
       "key that is never made\n")

FAULTS(content_of_a_certificate_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates:\n"
       "  - {key: ek, index: 0x01c00002, attributes: 0x42072001, purpose: "
       "endorsement, required: true, content: none}\n",
       "t.yaml:6:96: certificate: found \"content\"; expected one of index, "
       "attributes, required, name, name-algorithm, policy, auth, size, lock, "
       "next-boot, on-read, key, purpose, extension\n")

FAULTS(more_indices_than_there_is_room_for_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "nv:\n"
       "  - {index: 0x01c10000, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10002, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10003, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10004, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10005, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10006, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10007, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10008, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10009, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000a, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000b, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000c, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000d, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000e, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1000f, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10010, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10011, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10012, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10013, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10014, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10015, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10016, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10017, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10018, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c10019, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1001a, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1001b, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1001c, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1001d, attributes: 0x42072001, content: {text: a}}\n"
       "  - {index: 0x01c1001e, attributes: 0x42072001, content: {text: a}}\n"
       "certificates: [{}, {}]\n",
       "t.yaml:37:15: certificates: found 33 NV indices with them; expected at most "
       "32\n")

FAULTS(more_bytes_than_a_profile_has_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "nv:\n"
       "  - {index: 0x01c10000, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10001, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10002, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10003, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10004, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10005, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10006, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10007, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10008, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c10009, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000a, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000b, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000c, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000d, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000e, attributes: 0x42072001, content: {zeros: 4096}}\n"
       "  - {index: 0x01c1000f, attributes: 0x42072001, content: {zeros: 4096}}\n",
       "t.yaml:1:1: profile: found more than 65536 bytes of it; expected at most so "
       "many\n")

FAULTS(too_many_certificates_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "certificates: [{}, {}, {}, {}, {}, {}, {}, {}, {}]\n",
       "t.yaml:5:15: certificates: found 9 of them; expected 1 to 8\n")

FAULTS(a_manifest_of_an_unknown_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "manifest: {v0: ak}\n",
       "t.yaml:5:16: v0: found \"ak\"; expected the name of a key\n")

FAULTS(a_manifest_of_a_key_that_is_never_made_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: template-only}\n"
       "manifest: {v0: ek}\n",
       "t.yaml:5:16: v0: found \"ek\"; expected another, as a manifest lists a key "
       "that is never made\n")

FAULTS(a_manifest_of_a_key_without_a_name_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys: [{}]\n"
       "manifest: {v0: \"\"}\n",
       "t.yaml:3:8: key: found no \"name\"; expected one\n"
       "t.yaml:3:8: key: found no \"handle\"; expected one\n"
       "t.yaml:4:16: v0: found \"\"; expected the name of a key\n")

FAULTS(a_list_of_one_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "manifest: {v1: [ek]}\n",
       "t.yaml:5:16: v1: found that manifest version 1 lists fewer than two keys; "
       "expected others\n")

FAULTS(a_list_with_a_key_twice_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - {name: ek, template: L-1, handle: 0x81010001}\n"
       "manifest: {v1: [ek, ek]}\n",
       "t.yaml:5:16: v1: found that manifest version 1 lists a key twice; expected "
       "others\n")

FAULTS(an_unknown_requirement_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "requires: {hashes: [sha256]}\n",
       "t.yaml:3:12: requires: found \"hashes\"; expected one of algorithms, curves, "
       "rsa-bits, aes-bits, nv-index-size, persistent-objects, commands, "
       "libtpms-profile\n")

FAULTS(a_requirement_of_an_unknown_algorithm_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "requires: {algorithms: [sha3]}\n",
       "t.yaml:3:25: algorithms: found \"sha3\"; expected one of rsa, sha1, hmac, "
       "aes, keyedhash, sha256, sha384, sha512, sm3-256, sm4, rsassa, rsaes, rsapss, "
       "oaep, ecdsa, ecdh, ecdaa, sm2, ecschnorr, ecc, symcipher, camellia, cmac, "
       "ctr, ofb, cbc, cfb, ecb, ml-kem, ml-dsa, hash-ml-dsa\n")

FAULTS(a_requirement_of_no_number_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "requires: {rsa-bits: [many]}\n",
       "t.yaml:3:23: rsa-bits: found \"many\"; expected a number from 1 to "
       "4294967295\n")

FAULTS(too_many_requirements_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "requires: {commands: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
       "17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32], rsa-bits: "
       "[2048]}\n",
       "t.yaml:3:11: requires: found 33, with what keys and NV indices need; expected "
       "at most 32\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_certificate_without_a_key_is_refused),
                cmocka_unit_test(a_certificate_of_an_unknown_key_is_refused),
                cmocka_unit_test(a_certificate_must_say_whether_it_is_required),
                cmocka_unit_test(an_unknown_purpose_is_refused),
                cmocka_unit_test(attestation_by_a_storage_key_is_refused),
                cmocka_unit_test(an_unknown_extension_is_refused),
                cmocka_unit_test(a_certificate_of_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(content_of_a_certificate_is_refused),
                cmocka_unit_test(more_indices_than_there_is_room_for_are_refused),
                cmocka_unit_test(more_bytes_than_a_profile_has_are_refused),
                cmocka_unit_test(too_many_certificates_are_refused),
                cmocka_unit_test(a_manifest_of_an_unknown_key_is_refused),
                cmocka_unit_test(a_manifest_of_a_key_that_is_never_made_is_refused),
                cmocka_unit_test(a_manifest_of_a_key_without_a_name_is_refused),
                cmocka_unit_test(a_list_of_one_key_is_refused),
                cmocka_unit_test(a_list_with_a_key_twice_is_refused),
                cmocka_unit_test(an_unknown_requirement_is_refused),
                cmocka_unit_test(a_requirement_of_an_unknown_algorithm_is_refused),
                cmocka_unit_test(a_requirement_of_no_number_is_refused),
                cmocka_unit_test(too_many_requirements_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
