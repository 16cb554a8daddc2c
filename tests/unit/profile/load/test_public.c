/* tests/unit/profile/load/test_public.c - public areas and unique fields that make no sense, each refused with its place. */
#include "tests/unit/profile/load/test.h"

FAULTS(an_unknown_attribute_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "[fixedTPM, restrcted], scheme: rsassa-sha256}\n",
       "t.yaml:8:84: attributes: found \"restrcted\"; expected one of fixedTPM, "
       "stClear, fixedParent, sensitiveDataOrigin, userWithAuth, adminWithPolicy, "
       "noDA, encryptedDuplication, restricted, decrypt, sign\n")

FAULTS(no_attributes_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: [], "
       "scheme: rsassa-sha256}\n",
       "t.yaml:8:73: attributes: found 0 of them; expected 1 to 32\n")

FAULTS(an_attribute_that_is_reserved_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x80050072, scheme: rsassa-sha256}\n",
       "t.yaml:8:73: attributes: found \"0x80050072\"; expected another, as a key has "
       "attributes that are not known\n")

FAULTS(a_key_for_nothing_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "[fixedTPM, fixedParent, sensitiveDataOrigin], scheme: rsassa-sha256}\n",
       "t.yaml:8:73: attributes: found a list; expected another, as a key neither "
       "signs nor decrypts\n")

FAULTS(an_unknown_type_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: dsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:8:20: type: found \"dsa\"; expected one of rsa, ecc, ml-kem, ml-dsa, "
       "hash-ml-dsa\n")

/* Known words: what is wrong is told by name, and that nothing here makes such keys. */
#define POST_QUANTUM(parameters)                                                    \
        "profile: t\n"                                                              \
        "revision: 1\n"                                                             \
        "keys:\n"                                                                   \
        "  - name: k\n"                                                             \
        "    hierarchy: endorsement\n"                                              \
        "    handle: transient\n"                                                   \
        "    unique: empty\n"                                                       \
        "    public: {name-algorithm: sha384, attributes: [fixedTPM, fixedParent, " \
        "sensitiveDataOrigin, userWithAuth, sign], " parameters "}\n"

FAULTS(a_post_quantum_key_is_refused_by_name,
       POST_QUANTUM("type: ml-dsa, parameter-set: ml-dsa-65"),
       "t.yaml:8:122: type: found \"ml-dsa\"; expected rsa or ecc: libtpms makes no post-quantum keys "
       "yet\n")

FAULTS(a_parameter_set_of_another_algorithm_is_refused,
       POST_QUANTUM("type: ml-kem, parameter-set: ml-dsa-65"),
       "t.yaml:8:145: parameter-set: found \"ml-dsa-65\"; expected one of ml-kem\n")

FAULTS(a_post_quantum_key_without_a_parameter_set_is_refused, POST_QUANTUM("type: hash-ml-dsa"),
       "t.yaml:8:13: public: found no \"parameter-set\"; expected it\n")

FAULTS(a_parameter_set_of_an_ecc_key_is_refused,
       POST_QUANTUM("type: ecc, curve: p384, parameter-set: ml-dsa-65"),
       "t.yaml:8:155: public: found a parameter set; expected none, as the type is ecc\n")

FAULTS(a_curve_of_an_rsa_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256, curve: p256}\n",
       "t.yaml:8:115: public: found a curve; expected none, as the type is rsa\n")

FAULTS(bits_of_an_ecc_key_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256, bits: 256}\n",
       "t.yaml:8:114: public: found bits or an exponent; expected none, as the type "
       "is ecc\n")

FAULTS(an_rsa_key_without_bits_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, name-algorithm: sha256, attributes: 0x00050072, "
       "scheme: rsassa-sha256}\n",
       "t.yaml:8:13: public: found no \"bits\"; expected it\n")

FAULTS(odd_bits_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2056, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:8:31: bits: found \"2056\"; expected another, as an RSA key is not of "
       "1024, 2048, 3072 or 4096 bits\n")

FAULTS(an_unknown_curve_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: ecc, curve: p224, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:8:32: curve: found \"p224\"; expected one of p256, p384, p521\n")

FAULTS(an_unknown_scheme_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa}\n",
       "t.yaml:8:93: scheme: found \"rsassa\"; expected one of none, rsassa-sha256, "
       "rsassa-sha384, rsassa-sha512, rsapss-sha256, rsapss-sha384, rsapss-sha512, "
       "ecdsa-sha256, ecdsa-sha384, ecdsa-sha512\n")

FAULTS(a_scheme_of_another_type_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:8:93: scheme: found \"ecdsa-sha256\"; expected one for rsa keys\n")

FAULTS(a_signing_key_without_a_scheme_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072}\n",
       "t.yaml:4:5: key: found that a restricted signing key has no scheme; expected "
       "another\n")

FAULTS(a_symmetric_algorithm_of_a_signing_key_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256, symmetric: aes-128-cfb}\n",
       "t.yaml:8:119: symmetric: found \"aes-128-cfb\"; expected another, as a key "
       "that is no restricted decryption key has a symmetric algorithm\n")

FAULTS(an_unknown_name_algorithm_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: zeros\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: md5, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:8:53: name-algorithm: found \"md5\"; expected one of sha1, sha256, "
       "sha384, sha512\n")

FAULTS(a_public_area_without_a_unique_field_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:4:5: key: found no \"unique\"; expected one, as the key depends on it\n")

FAULTS(another_word_for_unique_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: ones\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:13: unique: found \"ones\"; expected empty, zeros, random-once or a "
       "mapping\n")

FAULTS(two_kinds_of_unique_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {text: a, random-once: 4}\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:13: unique: found 2 kinds; expected one of zeros, text, hex, "
       "random-once, nonce, x and y\n")

FAULTS(a_text_and_zeros_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {text: a, zeros: 4}\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:13: unique: found 2 of text, hex, zeros; expected one\n")

FAULTS(a_long_unique_field_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {zeros: 257}\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:21: zeros: found \"257\"; expected a number from 0 to 256\n")

FAULTS(more_random_bytes_than_the_key_has_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {random-once: 33}\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:7:27: random-once: found \"33\"; expected a number from 1 to 32\n")

FAULTS(one_text_for_two_coordinates_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {text: IAK}\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:7:13: unique: found one text; expected x and y, as the type is ecc\n")

FAULTS(one_coordinate_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {x: {text: IAK}}\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:7:13: unique: found one coordinate; expected x and y\n")

FAULTS(coordinates_of_an_rsa_key_are_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {x: empty, y: empty}\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:13: unique: found coordinates; expected one field, as the type is "
       "rsa\n")

FAULTS(a_long_coordinate_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {x: {hex: "
       "\"000000000000000000000000000000000000000000000000000000000000000000\"}, y: "
       "empty}\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:7:23: hex: found 33 bytes; expected at most 32\n")

FAULTS(another_word_for_a_coordinate_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {x: none, y: empty}\n"
       "    public: {type: ecc, curve: p256, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: ecdsa-sha256}\n",
       "t.yaml:7:17: x: found \"none\"; expected empty, zeros or a mapping of text, "
       "hex, zeros\n")

FAULTS(a_nonce_of_no_index_is_refused,
       "profile: t\n"
       "revision: 1\n"
       "keys:\n"
       "  - name: k\n"
       "    hierarchy: owner\n"
       "    handle: transient\n"
       "    unique: {nonce: 0x01c00003}\n"
       "    public: {type: rsa, bits: 2048, name-algorithm: sha256, attributes: "
       "0x00050072, scheme: rsassa-sha256}\n",
       "t.yaml:7:21: nonce: found \"0x01c00003\"; expected an NV index of this "
       "profile\n")

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_unknown_attribute_is_refused),
                cmocka_unit_test(no_attributes_are_refused),
                cmocka_unit_test(an_attribute_that_is_reserved_is_refused),
                cmocka_unit_test(a_key_for_nothing_is_refused),
                cmocka_unit_test(an_unknown_type_is_refused),
                cmocka_unit_test(a_post_quantum_key_is_refused_by_name),
                cmocka_unit_test(a_parameter_set_of_another_algorithm_is_refused),
                cmocka_unit_test(a_post_quantum_key_without_a_parameter_set_is_refused),
                cmocka_unit_test(a_parameter_set_of_an_ecc_key_is_refused),
                cmocka_unit_test(a_curve_of_an_rsa_key_is_refused),
                cmocka_unit_test(bits_of_an_ecc_key_are_refused),
                cmocka_unit_test(an_rsa_key_without_bits_is_refused),
                cmocka_unit_test(odd_bits_are_refused),
                cmocka_unit_test(an_unknown_curve_is_refused),
                cmocka_unit_test(an_unknown_scheme_is_refused),
                cmocka_unit_test(a_scheme_of_another_type_is_refused),
                cmocka_unit_test(a_signing_key_without_a_scheme_is_refused),
                cmocka_unit_test(a_symmetric_algorithm_of_a_signing_key_is_refused),
                cmocka_unit_test(an_unknown_name_algorithm_is_refused),
                cmocka_unit_test(a_public_area_without_a_unique_field_is_refused),
                cmocka_unit_test(another_word_for_unique_is_refused),
                cmocka_unit_test(two_kinds_of_unique_are_refused),
                cmocka_unit_test(a_text_and_zeros_are_refused),
                cmocka_unit_test(a_long_unique_field_is_refused),
                cmocka_unit_test(more_random_bytes_than_the_key_has_are_refused),
                cmocka_unit_test(one_text_for_two_coordinates_is_refused),
                cmocka_unit_test(one_coordinate_is_refused),
                cmocka_unit_test(coordinates_of_an_rsa_key_are_refused),
                cmocka_unit_test(a_long_coordinate_is_refused),
                cmocka_unit_test(another_word_for_a_coordinate_is_refused),
                cmocka_unit_test(a_nonce_of_no_index_is_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
