/* tests/unit/profile/test_shipped.c - the profiles that come with Cashew, against what is published. */
#include "lib/profile/check.h"
#include "tests/unit/profile/hex.h"
#include "tests/unit/profile/load/test.h"

static struct profile_file load(const char *name)
{
        struct profile_file file;

        if (profile_load(name, stderr, &file))
                fail_msg("%s is refused", name);
        return file;
}

static const struct profile_nv *find_nv(const struct profile *profile, uint32_t index)
{
        for (uint32_t i = 0; i < profile->nv_count; i++) {
                if (profile->nv[i].index == index)
                        return &profile->nv[i];
        }
        fail_msg("no NV index 0x%08x", index);
        return NULL;
}

static const struct profile_key *find_key(const struct profile *profile, const char *name)
{
        for (uint32_t i = 0; i < profile->key_count; i++) {
                if (profile->keys[i].name.size == strlen(name) &&
                    memcmp(profile->keys[i].name.data, name, strlen(name)) == 0)
                        return &profile->keys[i];
        }
        fail_msg("no key %s", name);
        return NULL;
}

/* That @key's template is @head and @x (then, of an ECC key, @y) zeros. */
static void assert_template(const struct profile_key *key, const char *head, size_t x, size_t y)
{
        uint8_t expected[700] = { 0 };
        uint8_t template[700];
        size_t size = from_hex(head, expected);

        expected[size] = (uint8_t)(x >> 8);
        expected[size + 1] = (uint8_t)x;
        size += 2 + x;
        if (y) {
                expected[size + 1] = (uint8_t)y;
                size += 2 + y;
        }
        assert_int_equal(
                profile_template(key, key->x.data, key->y.data, template, sizeof(template)), size);
        assert_memory_equal(template, expected, size);
}

/* Sizes and bytes as in Google's documentation and go-tpm-tools: 280 and 88 bytes. */
static void google_has_its_signing_templates(void **state)
{
        struct profile_file file = load("google");
        const struct profile *profile = &file.profile;
        const struct profile_key *rsa = find_key(profile, "ak-rsa2048");
        const struct profile_key *ecc = find_key(profile, "ak-p256");

        (void)state;
        assert_template(rsa, "0001 000B 00050072 0000 0010 0014 000B 0800 00000000", 256, 0);
        assert_template(ecc, "0023 000B 00050072 0000 0010 0018 000B 0003 0010", 32, 32);
        assert_int_equal(profile_template_size(rsa), 280);
        assert_int_equal(profile_template_size(ecc), 88);
        assert_int_equal(rsa->unique_rule, PROFILE_UNIQUE_RANDOM_ONCE);
        assert_int_equal(ecc->unique_rule, PROFILE_UNIQUE_RANDOM_ONCE);
        assert_int_equal(rsa->hierarchy, 0x4000000b);
        assert_int_equal(find_nv(profile, 0x01c10001)->content, PROFILE_CONTENT_TEMPLATE);
        assert_int_equal(find_nv(profile, 0x01c10003)->content, PROFILE_CONTENT_TEMPLATE);
        assert_int_equal(find_nv(profile, 0x01c10000)->content, PROFILE_CONTENT_CERTIFICATE);
        assert_int_equal(find_nv(profile, 0x01c10000)->attributes, 0x42072001);
        assert_int_equal(profile->certificates[0].extension, PROFILE_EXTENSION_GCE_INSTANCE);
        profile_file_free(&file);
}

static void azure_has_its_attestation_key(void **state)
{
        struct profile_file file = load("azure");
        const struct profile *profile = &file.profile;
        const struct profile_key *ak = find_key(profile, "ak-rsa2048");

        (void)state;
        assert_template(ak, "0001 000B 00050472 0000 0010 0014 000B 0800 00000000", 256, 0);
        assert_int_equal(ak->handle, 0x81000003);
        assert_int_equal(ak->occupied, PROFILE_OCCUPIED_KEEP_IF_SAME);
        assert_int_equal(find_nv(profile, 0x01c101d0)->size, 4096);
        assert_int_equal(find_nv(profile, 0x01c101d0)->attributes, 0x42060004);
        assert_int_equal(find_nv(profile, 0x01c101d0)->auth, PROFILE_AUTH_RANDOM_BOOT);
        assert_int_equal(find_nv(profile, 0x01400001)->size, 2900);
        assert_int_equal(find_nv(profile, 0x01400001)->attributes, 0x42060004);
        assert_int_equal(find_nv(profile, 0x01400002)->size, 64);
        assert_int_equal(profile->hook_count, 2);
        profile_file_free(&file);
}

static void tcg_low_is_what_the_profile_says(void **state)
{
        struct profile_file file = load("tcg-low");
        const struct profile *profile = &file.profile;

        (void)state;
        assert_int_equal(profile->key_count, 2);
        assert_int_equal(profile->keys[0].handle, 0x81010001);
        assert_int_equal(profile_template_size(&profile->keys[0]), 314);
        assert_int_equal(profile->keys[1].handle, 0x81010002);
        assert_int_equal(profile_template_size(&profile->keys[1]), 122);
        assert_int_equal(find_nv(profile, 0x01c00002)->attributes, 0x42072001);
        assert_int_equal(find_nv(profile, 0x01c0000a)->after_write, PROFILE_AFTER_LOCK);
        profile_file_free(&file);
}

/* An index's attributes, and content: a hash's number and PolicySecret(owner). */
static void assert_policy_index(const struct profile *profile, uint32_t index, uint16_t hash,
                                const char *policy_a)
{
        const struct profile_nv *nv = find_nv(profile, index);
        uint8_t digest[64];
        size_t size = from_hex(policy_a, digest);

        assert_int_equal(nv->attributes, 0x020f1008);
        assert_int_equal(nv->name_algorithm, hash);
        assert_int_equal(nv->policy.size, size);
        assert_memory_equal(nv->policy.data, digest, size);
        assert_int_equal(nv->literal.size, 2 + size);
        assert_int_equal(nv->literal.data[1], hash);
}

static void tcg_high_has_the_policy_indices(void **state)
{
        struct profile_file file = load("tcg-high");
        const struct profile *profile = &file.profile;

        (void)state;
        assert_policy_index(profile, 0x01c07f01, 0x000b,
                            "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
        assert_policy_index(profile, 0x01c07f02, 0x000c,
                            "8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e"
                            "143e8bb1133824ccb431053871c6db53");
        assert_policy_index(profile, 0x01c07f03, 0x000d,
                            "1e3b76502c8a1425aa0b7b3fc646a1b0fae063b03b5368f9c4cddecaff0891dd"
                            "682bac1a85d4d832b781ea451915de5fc5bf0dc4a1917cd42fa041e3f998e0ee");
        assert_int_equal(find_nv(profile, 0x01c00013)->content, PROFILE_CONTENT_TEMPLATE);
        assert_int_equal(find_nv(profile, 0x01c00012)->content, PROFILE_CONTENT_CERTIFICATE);
        profile_file_free(&file);
}

static void swtpm_and_aws_have_a_p384_key(void **state)
{
        static const char *const names[] = { "swtpm", "aws" };

        (void)state;
        for (size_t i = 0; i < 2; i++) {
                struct profile_file file = load(names[i]);

                assert_int_equal(profile_template_size(&file.profile.keys[0]), 314);
                assert_int_equal(profile_template_size(&file.profile.keys[1]), 74);
                profile_file_free(&file);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(google_has_its_signing_templates),
                cmocka_unit_test(azure_has_its_attestation_key),
                cmocka_unit_test(tcg_low_is_what_the_profile_says),
                cmocka_unit_test(tcg_high_has_the_policy_indices),
                cmocka_unit_test(swtpm_and_aws_have_a_p384_key),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
