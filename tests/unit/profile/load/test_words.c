/* tests/unit/profile/load/test_words.c - what the words of a profile become. */
#include "lib/profile/check.h"
#include "tests/unit/profile/hex.h"
#include "tests/unit/profile/load/test.h"

#define HEAD "profile: t\nrevision: 7\n"

static const char rsa_key[] = "public: {type: rsa, bits: 2048, name-algorithm: sha256,\n"
                              "     attributes: 0x00050072, scheme: rsassa-sha256}";
static const char ecc_key[] = "public: {type: ecc, curve: p384, name-algorithm: sha384,\n"
                              "     attributes: 0x00050072, scheme: ecdsa-sha384}";

/* A profile of one transient key with that public area and unique field. */
static struct profile_file load_unique(const char *public, const char *unique)
{
        char yaml[1024];

        snprintf(yaml, sizeof(yaml),
                 HEAD
                 "keys:\n  - {name: k, hierarchy: endorsement, handle: transient, unique: %s,\n"
                 "     %s}\n",
                 unique, public);
        return load_good(yaml);
}

static void an_empty_profile_has_a_name(void **state)
{
        struct profile_file file = load_good(HEAD);

        (void)state;
        assert_int_equal(file.profile.name.size, 1);
        assert_int_equal(file.profile.name.data[0], 't');
        assert_int_equal(file.profile.revision, 7);
        assert_int_equal(file.profile.key_count, 0);
        assert_int_equal(file.profile.manifest_v0, PROFILE_NONE);
        profile_file_free(&file);
        assert_null(file.bytes);
}

static void the_same_text_gives_the_same_digest(void **state)
{
        struct profile_file one = load_good(HEAD);
        struct profile_file two = load_good(HEAD "# said\n");
        struct profile_file three = load_good("profile: t\nrevision: 8\n");

        (void)state;
        assert_memory_equal(one.digest, two.digest, sizeof(one.digest));
        assert_memory_not_equal(one.digest, three.digest, sizeof(one.digest));
        profile_file_free(&one);
        profile_file_free(&two);
        profile_file_free(&three);
}

static void what_was_compiled_loads_again(void **state)
{
        struct profile_file file =
                load_good(HEAD "keys: [{name: k, template: L-2, handle: transient}]\n");
        struct profile_file again;

        (void)state;
        assert_int_equal(profile_load_bytes("t", file.bytes, file.size, stderr, &again), 0);
        assert_memory_equal(file.digest, again.digest, sizeof(file.digest));
        profile_file_free(&file);
        profile_file_free(&again);
}

static void damaged_bytes_are_refused_with_their_place(void **state)
{
        struct profile_file file = load_good(HEAD);
        struct profile_file again;
        char *said;
        size_t size;
        FILE *errors = open_memstream(&said, &size);

        (void)state;
        file.bytes[19] = 1;
        assert_int_equal(profile_load_bytes("t.bin", file.bytes, file.size, errors, &again), -1);
        fclose(errors);
        assert_string_equal(said, "t.bin: at byte 16: a record's third and fourth byte are not "
                                  "zero\n");
        free(said);
        profile_file_free(&file);
}

static void a_file_that_is_not_there_is_said_so(void **state)
{
        struct profile_file file;
        char *said;
        size_t size;
        FILE *errors = open_memstream(&said, &size);

        (void)state;
        assert_int_equal(profile_load("./no-such.yaml", errors, &file), -1);
        fclose(errors);
        assert_string_equal(said, "./no-such.yaml: No such file or directory\n");
        free(said);
}

static void assert_unique(const char *public, const char *unique, size_t x, size_t y,
                          const char *x_hex)
{
        struct profile_file file = load_unique(public, unique);
        const struct profile_key *key = &file.profile.keys[0];
        uint8_t expected[512] = { 0 };

        from_hex(x_hex, expected);
        assert_int_equal(key->x.size, x);
        assert_int_equal(key->y.size, y);
        assert_memory_equal(key->x.data, expected, x);
        profile_file_free(&file);
}

static void unique_fields_are_as_said(void **state)
{
        (void)state;
        assert_unique(rsa_key, "empty", 0, 0, "");
        assert_unique(rsa_key, "zeros", 256, 0, "");
        assert_unique(rsa_key, "{zeros: 20}", 20, 0, "");
        assert_unique(rsa_key, "{text: IAK}", 3, 0, "49414b");
        assert_unique(rsa_key, "{hex: \"00 01 ff\"}", 3, 0, "0001ff");
        assert_unique(ecc_key, "empty", 0, 0, "");
        assert_unique(ecc_key, "zeros", 48, 48, "");
        assert_unique(ecc_key, "{zeros: 32}", 32, 32, "");
        assert_unique(ecc_key, "{x: {text: IAK}, y: empty}", 3, 0, "49414b");
        assert_unique(ecc_key, "{x: zeros, y: {hex: \"55\"}}", 48, 1, "");
}

static void random_once_is_room_and_a_rule(void **state)
{
        static const char *const forms[] = { "random-once", "{random-once: 256}" };

        (void)state;
        for (size_t i = 0; i < 2; i++) {
                struct profile_file file = load_unique(rsa_key, forms[i]);

                assert_int_equal(file.profile.keys[0].unique_rule, PROFILE_UNIQUE_RANDOM_ONCE);
                assert_int_equal(file.profile.keys[0].x.size, 256);
                profile_file_free(&file);
        }
}

static void a_nonce_is_found_by_its_index(void **state)
{
        struct profile_file file = load_good(
                HEAD
                "nv:\n"
                "  - {index: 0x01c10001, attributes: 0x42072001, content: {text: a}}\n"
                "  - {index: 0x01c00003, attributes: 0x42072001, content: {hex: \"01 02\"}}\n"
                "keys:\n"
                "  - {name: k, template: L-1, unique: {nonce: 0x01c00003}, handle: transient}\n");
        const struct profile_key *key = &file.profile.keys[0];

        (void)state;
        assert_int_equal(key->unique_rule, PROFILE_UNIQUE_NV_NONCE);
        assert_int_equal(key->nonce, 1);
        assert_int_equal(key->x.size, 256);
        profile_file_free(&file);
}

/* The same key by its name, by its fields, and by its bytes. */
static void three_ways_to_write_a_template(void **state)
{
        struct profile_file file = load_good(
                HEAD
                "keys:\n"
                "  - {name: a, template: H-2, handle: transient}\n"
                "  - name: b\n"
                "    hierarchy: endorsement\n"
                "    handle: transient\n"
                "    unique: empty\n"
                "    public:\n"
                "      type: ecc\n"
                "      curve: p256\n"
                "      name-algorithm: sha256\n"
                "      attributes: [fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth,\n"
                "                   adminWithPolicy, restricted, decrypt]\n"
                "      policy: {digest: \"ca3d0a99a2b93906f7a3342414efcfb3\n"
                "                        a385d44cd1fd459089d19b5071c0b7a0\"}\n"
                "      symmetric: aes-128-cfb\n"
                "  - name: c\n"
                "    hierarchy: endorsement\n"
                "    handle: transient\n"
                "    bytes: \"0023000b000300f20020 ca3d0a99a2b93906f7a3342414efcfb3\n"
                "            a385d44cd1fd459089d19b5071c0b7a0 000600800043 0010 0003 0010\n"
                "            0000 0000\"\n");
        const struct profile_key *keys = file.profile.keys;

        (void)state;
        assert_int_equal(keys[0].head.size, 54);
        assert_true(profile_same_bytes(keys[0].head, keys[1].head));
        assert_true(profile_same_bytes(keys[0].head, keys[2].head));
        profile_file_free(&file);
}

static void what_is_not_said_of_a_key_is_the_least(void **state)
{
        struct profile_file file =
                load_good(HEAD "keys: [{name: k, template: SRK-ECC, handle: 0x81000002}]\n");
        const struct profile_key *key = &file.profile.keys[0];

        (void)state;
        assert_int_equal(key->hierarchy, 0x40000001);
        assert_int_equal(key->auth, PROFILE_AUTH_EMPTY);
        assert_int_equal(key->occupied, PROFILE_OCCUPIED_REFUSE);
        assert_int_equal(key->disposition, PROFILE_KEY_PERSISTENT);
        profile_file_free(&file);
}

static void certificates_come_behind_the_other_indices(void **state)
{
        struct profile_file file = load_good(
                HEAD "certificates:\n"
                     "  - {key: k, index: 0x01c00002, attributes: 0x42072001, required: false,\n"
                     "     purpose: endorsement, size: 4096, auth: random-each-boot,\n"
                     "     next-boot: redefine, on-read: {renew-after-seconds: 86400}}\n"
                     "nv:\n"
                     "  - {name: n, index: 0x01c00004, attributes: [PPWRITE, OWNERREAD],\n"
                     "     content: {template: k}, lock: false}\n"
                     "keys: [{name: k, template: L-1, handle: transient}]\n");
        const struct profile *profile = &file.profile;

        (void)state;
        assert_int_equal(profile->nv[0].content, PROFILE_CONTENT_TEMPLATE);
        assert_int_equal(profile->nv[0].attributes, 0x00020001);
        assert_true(profile->nv[0].required);
        assert_int_equal(profile->nv[1].index, 0x01c00002);
        assert_memory_equal(profile->nv[1].name.data, "nv-01c00002", 11);
        assert_int_equal(profile->nv[1].size, 4096);
        assert_int_equal(profile->nv[1].auth, PROFILE_AUTH_RANDOM_BOOT);
        assert_int_equal(profile->certificates[0].nv, 1);
        assert_false(profile->certificates[0].required);
        assert_int_equal(profile->hooks[0].nv, 1);
        assert_int_equal(profile->hooks[0].seconds, 86400);
        profile_file_free(&file);
}

static bool requires(const struct profile *profile, uint16_t kind, uint32_t value)
{
        for (uint32_t i = 0; i < profile->requirement_count; i++) {
                if (profile->requirements[i].kind == kind &&
                    profile->requirements[i].value == value)
                        return true;
        }
        return false;
}

static void what_keys_and_indices_need_is_required(void **state)
{
        struct profile_file file = load_good(
                HEAD "pcr-banks: [sha512]\n"
                     "requires: {commands: [TPM2_CertifyX509, 0x20000001], nv-index-size: 8192, "
                     "libtpms-profile: default-v1}\n"
                     "keys:\n"
                     "  - {name: a, template: H-3, handle: 0x81010016}\n"
                     "  - {name: b, template: H-6, handle: transient}\n"
                     "  - {name: c, template: H-4, handle: template-only}\n"
                     "nv:\n"
                     "  - {index: 0x01c10001, attributes: 0x42072001, content: {zeros: 300}}\n");
        const struct profile *profile = &file.profile;

        (void)state;
        assert_true(requires(profile, PROFILE_REQUIRE_ALGORITHM, 0x0001));
        assert_true(requires(profile, PROFILE_REQUIRE_ALGORITHM, 0x0023));
        assert_true(requires(profile, PROFILE_REQUIRE_ALGORITHM, 0x000b));
        assert_true(requires(profile, PROFILE_REQUIRE_ALGORITHM, 0x000c));
        assert_true(requires(profile, PROFILE_REQUIRE_ALGORITHM, 0x000d));
        assert_true(requires(profile, PROFILE_REQUIRE_CURVE, 0x0004));
        assert_false(requires(profile, PROFILE_REQUIRE_CURVE, 0x0005)); /* never made */
        assert_true(requires(profile, PROFILE_REQUIRE_RSA_BITS, 3072));
        assert_true(requires(profile, PROFILE_REQUIRE_AES_BITS, 256));
        assert_true(requires(profile, PROFILE_REQUIRE_NV_INDEX_MAX, 300));
        assert_true(requires(profile, PROFILE_REQUIRE_NV_INDEX_MAX, 8192));
        assert_true(requires(profile, PROFILE_REQUIRE_PERSISTENT, 1));
        assert_true(requires(profile, PROFILE_REQUIRE_COMMAND, 0x197));
        assert_true(requires(profile, PROFILE_REQUIRE_LIBTPMS, PROFILE_LIBTPMS_NULL + 1));
        assert_true(requires(profile, PROFILE_REQUIRE_COMMAND, 0x20000001));
        profile_file_free(&file);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_empty_profile_has_a_name),
                cmocka_unit_test(the_same_text_gives_the_same_digest),
                cmocka_unit_test(what_was_compiled_loads_again),
                cmocka_unit_test(damaged_bytes_are_refused_with_their_place),
                cmocka_unit_test(a_file_that_is_not_there_is_said_so),
                cmocka_unit_test(unique_fields_are_as_said),
                cmocka_unit_test(random_once_is_room_and_a_rule),
                cmocka_unit_test(a_nonce_is_found_by_its_index),
                cmocka_unit_test(three_ways_to_write_a_template),
                cmocka_unit_test(what_is_not_said_of_a_key_is_the_least),
                cmocka_unit_test(certificates_come_behind_the_other_indices),
                cmocka_unit_test(what_keys_and_indices_need_is_required),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
