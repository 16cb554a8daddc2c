/*
 * tests/unit/profile/test_names.c - the TCG's templates and policies as they are published, byte for
 * byte; and that the expressions give the digests.
 */
#include "tests/unit/profile/hex.h"
#include "tests/unit/profile/load/test.h"
#include "tools/profile/words/names.h"

/* A template without its unique field, and how long that is. */
struct published {
        const char *name;
        const char *head;
        const char *unique; /* its sizes: as many zeros follow each */
        size_t size;        /* of all of it */
};

static const struct published published[] = {
        { "L-1",
          "0001000b000300b20020 837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a"
          "1da1b331469aa 000600800043 0010 0800 00000000",
          "0100", 314 },
        { "L-2",
          "0023000b000300b20020 837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a"
          "1da1b331469aa 000600800043 0010 0003 0010",
          "0020 0020", 122 },
        { "H-1",
          "0001000b000300f20020 ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d"
          "19b5071c0b7a0 000600800043 0010 0800 00000000",
          "0000", 58 },
        { "H-2",
          "0023000b000300f20020 ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d"
          "19b5071c0b7a0 000600800043 0010 0003 0010",
          "0000 0000", 58 },
        { "H-3",
          "0023000c000300f20030 b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1"
          "c0ad9bde419cacb47ba09699646150f9fc000f3f80e12 000601000043 0010 0004 001"
          "0",
          "0000 0000", 74 },
        { "H-4",
          "0023000d000300f20040 b8221ca69e8550a4914de3faa6a18c072cc01208073a928d5d6"
          "6d59ef79e49a429c41a6b269571d57edb25fbdb1838425608b413cd616a5f6db5b6071af"
          "99bea 000601000043 0010 0005 0010",
          "0000 0000", 90 },
        { "H-5",
          "00230012000300f20020 167860a35f2c5c3567f9c927ac56c032f3b3a6462f8d037998e"
          "7a10f77fa454a 001300800043 0010 0020 0010",
          "0000 0000", 58 },
        { "H-6",
          "0001000c000300f20030 b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1"
          "c0ad9bde419cacb47ba09699646150f9fc000f3f80e12 000601000043 0010 0c00 000"
          "00000",
          "0000", 74 },
        { "H-7",
          "0001000c000300f20030 b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1"
          "c0ad9bde419cacb47ba09699646150f9fc000f3f80e12 000601000043 0010 1000 000"
          "00000",
          "0000", 74 },
};

static const struct named_template *find(const char *name)
{
        for (size_t i = 0; i < named_template_count; i++) {
                if (strcmp(named_templates[i].name, name) == 0)
                        return &named_templates[i];
        }
        fail_msg("no template %s", name);
        return NULL;
}

static void templates_are_as_published(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
                const struct named_template *it = find(published[i].name);
                bool rsa = it->head[1] == 1;
                uint8_t head[128];
                uint8_t unique[4];
                size_t size = from_hex(published[i].head, head);

                assert_int_equal(it->head_size, size);
                assert_memory_equal(it->head, head, size);
                assert_int_equal(from_hex(published[i].unique, unique), rsa ? 2 : 4);
                assert_int_equal(it->x_size, unique[0] << 8 | unique[1]);
                assert_int_equal(it->y_size, rsa ? 0 : unique[2] << 8 | unique[3]);
                assert_int_equal(size + (rsa ? 2u : 4u) + it->x_size + it->y_size,
                                 published[i].size);
                assert_int_equal(it->hierarchy, 0x4000000b);
        }
}

/* The storage root keys: L-1 and L-2 with attributes 0x00030472 and no policy. */
static void storage_root_keys_are_as_published(void **state)
{
        static const struct {
                const char *name;
                const char *head;
        } roots[] = {
                { "SRK-RSA", "0001000b000304720000 000600800043 0010 0800 00000000" },
                { "SRK-ECC", "0023000b000304720000 000600800043 0010 0003 0010" },
        };

        (void)state;
        for (size_t i = 0; i < 2; i++) {
                const struct named_template *it = find(roots[i].name);
                uint8_t head[128];

                assert_int_equal(it->head_size, from_hex(roots[i].head, head));
                assert_memory_equal(it->head, head, it->head_size);
                assert_int_equal(it->hierarchy, 0x40000001);
        }
}

/* PolicyA, PolicyC and PolicyB of each hash, and its policy index's Name. */
static const struct {
        const char *hash;
        uint32_t index;
        const char *a;
        const char *c;
        const char *b;
} policies[] = {
        { "sha256", 0x01c07f01, "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa",
          "3767e2edd43ff45a3a7e1eaefcef78643dca964632e7aad82c673a30d8633fde",
          "ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d19b5071c0b7a0" },
        { "sha384", 0x01c07f02,
          "8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e143e8bb1"
          "133824ccb431053871c6db53",
          "d6032ce61f2fb3c240eb3cf6a33237ef2b6a16f4293c22b455e261cffd217ad5b4947c2d"
          "73e63005eed2dc2b3593d165",
          "b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09"
          "699646150f9fc000f3f80e12" },
        { "sha512", 0x01c07f03,
          "1e3b76502c8a1425aa0b7b3fc646a1b0fae063b03b5368f9c4cddecaff0891dd682bac1a"
          "85d4d832b781ea451915de5fc5bf0dc4a1917cd42fa041e3f998e0ee",
          "589ee1e146544716e8deafe6db247b01b81e9f9c7dd16b814aa159138749105fba5388dd"
          "1dea702f35240c184933121e2c61b8f50d3ef91393a49a38c3f73fc8",
          "b8221ca69e8550a4914de3faa6a18c072cc01208073a928d5d66d59ef79e49a429c41a6b"
          "269571d57edb25fbdb1838425608b413cd616a5f6db5b6071af99bea" },
};

/*
 * A profile with the policy index of that hash, and three keys with the three policies. The digests
 * are those that come out of the expressions: the keys' heads have them behind ten bytes.
 */
static struct profile_file load_policies(const char *hash, uint32_t index)
{
        char yaml[4096];

        snprintf(yaml, sizeof(yaml),
                 "profile: t\nrevision: 1\n"
                 "nv:\n"
                 "  - {index: 0x%08x, attributes: 0x020f1008, name-algorithm: %s,\n"
                 "     policy: &a {secret: endorsement}, content: {policy: {secret: owner}}}\n"
                 "keys:\n"
                 "  - {name: a, hierarchy: owner, handle: transient, unique: zeros,\n"
                 "     public: {type: ecc, curve: p256, name-algorithm: %s, scheme: ecdsa-sha256,\n"
                 "              attributes: 0x00050072, policy: *a}}\n"
                 "  - {name: c, hierarchy: owner, handle: transient, unique: zeros,\n"
                 "     public: {type: ecc, curve: p256, name-algorithm: %s, scheme: ecdsa-sha256,\n"
                 "              attributes: 0x00050072, policy: &c {authorize-nv: 0x%08x}}}\n"
                 "  - {name: b, hierarchy: owner, handle: transient, unique: zeros,\n"
                 "     public: {type: ecc, curve: p256, name-algorithm: %s, scheme: ecdsa-sha256,\n"
                 "              attributes: 0x00050072, policy: {or: [*a, *c]}}}\n",
                 index, hash, hash, hash, index, hash);
        return load_good(yaml);
}

static void assert_digest(const struct profile_file *file, uint32_t key, const char *hex)
{
        uint8_t digest[64];
        size_t size = from_hex(hex, digest);
        struct profile_bytes head = file->profile.keys[key].head;

        assert_int_equal(head.data[8] << 8 | head.data[9], size);
        assert_memory_equal(head.data + 10, digest, size);
}

static void expressions_give_the_published_digests(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
                struct profile_file file = load_policies(policies[i].hash, policies[i].index);

                assert_digest(&file, 0, policies[i].a);
                assert_digest(&file, 1, policies[i].c);
                assert_digest(&file, 2, policies[i].b);
                profile_file_free(&file);
        }
}

static void published_digests_have_names(void **state)
{
        uint8_t digest[64];

        (void)state;
        for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
                size_t size = from_hex(policies[i].a, digest);

                assert_string_equal(policy_name((struct profile_bytes){ digest, size }),
                                    "PolicyA: PolicySecret(endorsement)");
                from_hex(policies[i].b, digest);
                assert_non_null(
                        strstr(policy_name((struct profile_bytes){ digest, size }), "PolicyB"));
                digest[0] ^= 1;
                assert_null(policy_name((struct profile_bytes){ digest, size }));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(templates_are_as_published),
                cmocka_unit_test(storage_root_keys_are_as_published),
                cmocka_unit_test(expressions_give_the_published_digests),
                cmocka_unit_test(published_digests_have_names),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
