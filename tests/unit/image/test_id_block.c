/*
 * tests/unit/image/test_id_block.c - ID blocks that OpenSSL signs, judged as the security processor judges them. Compiled
 * twice, with the verification of OpenSSL and with that of BearSSL.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/ec.h>

#include "lib/igvm/id_block.h"
#include "tests/unit/image/last_error.h"
#include "tools/image/launch/id.h"
#include "tools/common/image_id.h"
#include "tools/common/p384.h"

#define POLICY     UINT64_C(0x30000)
#define AT(member) offsetof(struct igvm_snp_id_block, member)

static EVP_PKEY *id_key;
static EVP_PKEY *author_key;
static int make_keys(void **state)
{
        (void)state;
        id_key = EVP_EC_gen("P-384");
        author_key = EVP_EC_gen("P-384");
        return id_key && author_key ? 0 : -1;
}

static int free_keys(void **state)
{
        (void)state;
        EVP_PKEY_free(id_key);
        EVP_PKEY_free(author_key);
        return 0;
}

static struct igvm_snp_id_block make_block(EVP_PKEY *author)
{
        struct igvm_snp_id_block block = { .compatibility_mask = 1, .guest_svn = 7 };

        memset(block.launch_digest, 0x1d, sizeof(block.launch_digest));
        memset(block.family_id, 0xfa, sizeof(block.family_id));
        memset(block.image_id, 0x1a, sizeof(block.image_id));
        assert_int_equal(image_id_sign(&block, POLICY, &(struct image_signer){ id_key },
                                       author ? &(struct image_signer){ author } : NULL),
                         0);
        return block;
}

static enum snp_id_problem judge(const struct igvm_snp_id_block *block, uint64_t policy)
{
        uint8_t digest[48];
        struct snp_id id;

        memset(digest, 0x1d, sizeof(digest));
        snp_id_from_igvm(block, policy, &id);
        return snp_id_check(&id, digest, policy);
}

static enum snp_id_problem judge_changed(struct igvm_snp_id_block block, size_t offset)
{
        ((uint8_t *)&block)[offset] ^= 1;
        return judge(&block, POLICY);
}

static void what_was_signed_is_accepted(void **state)
{
        struct igvm_snp_id_block with = make_block(author_key);
        struct igvm_snp_id_block without = make_block(NULL);

        (void)state;
        assert_int_equal(with.author_key_enabled, 1);
        assert_int_equal(judge(&with, POLICY), SNP_ID_OK);
        assert_int_equal(without.author_key_enabled, 0);
        assert_int_equal(judge(&without, POLICY), SNP_ID_OK);
        without.author_key_algorithm = 1; /* igvmmeasure always writes that */
        assert_int_equal(judge(&without, POLICY), SNP_ID_OK);
}

/* Not the file's policy, but the launch's, is what was signed. */
static void another_policy_is_refused(void **state)
{
        struct igvm_snp_id_block block = make_block(author_key);
        uint8_t digest[48];
        struct snp_id id;

        (void)state;
        assert_int_equal(judge(&block, POLICY | UINT64_C(1) << 19), SNP_ID_SIGNATURE);
        memset(digest, 0x1d, sizeof(digest));
        snp_id_from_igvm(&block, POLICY, &id);
        assert_int_equal(snp_id_check(&id, digest, POLICY | UINT64_C(1) << 19), SNP_ID_POLICY);
}

/* Bytes of the directive that the security processor never sees. */
static bool is_the_files_own(size_t offset)
{
        return offset < AT(author_key_enabled) ||
               (offset >= AT(reserved) && offset < AT(launch_digest)) ||
               (offset >= AT(id_public_key.reserved) && offset < AT(id_public_key.qx)) ||
               (offset >= AT(author_public_key.reserved) && offset < AT(author_public_key.qx));
}

static void no_byte_can_be_changed(void **state)
{
        struct igvm_snp_id_block block = make_block(author_key);

        (void)state;
        for (size_t offset = 0; offset < sizeof(block); offset++)
                assert_int_equal(judge_changed(block, offset) == SNP_ID_OK,
                                 is_the_files_own(offset));
}

static void the_reason_names_what_is_wrong(void **state)
{
        static const struct {
                size_t offset;
                enum snp_id_problem problem;
        } changes[] = {
                { AT(version), SNP_ID_VERSION },
                { AT(launch_digest) + 47, SNP_ID_DIGEST },
                { AT(family_id), SNP_ID_SIGNATURE },
                { AT(image_id) + 15, SNP_ID_SIGNATURE },
                { AT(guest_svn), SNP_ID_SIGNATURE },
                { AT(id_key_algorithm), SNP_ID_ALGORITHM },
                { AT(id_public_key.curve), SNP_ID_KEY },
                { AT(id_public_key.qx) + 48, SNP_ID_KEY },
                { AT(id_public_key.qy) + 71, SNP_ID_KEY },
                { AT(id_public_key.qx), SNP_ID_SIGNATURE }, /* no point of the curve */
                { AT(id_key_signature.r), SNP_ID_SIGNATURE },
                { AT(id_key_signature.r) + 48, SNP_ID_SIGNATURE },
                { AT(id_key_signature.s) + 47, SNP_ID_SIGNATURE },
                { AT(author_key_enabled), SNP_ID_AUTHOR_UNUSED },
                { AT(author_key_algorithm), SNP_ID_AUTHOR_ALGORITHM },
                { AT(author_public_key.curve), SNP_ID_AUTHOR_KEY },
                { AT(author_public_key.qy), SNP_ID_AUTHOR_SIGNATURE },
                { AT(author_key_signature.s), SNP_ID_AUTHOR_SIGNATURE },
        };
        struct igvm_snp_id_block block = make_block(author_key);

        (void)state;
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
                assert_int_equal(judge_changed(block, changes[i].offset), changes[i].problem);
}

/* Numbers that no signature has: 0, the group's order, and all ones. */
static void numbers_out_of_range_are_refused(void **state)
{
        const EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
        const struct igvm_snp_id_block block = make_block(author_key);
        struct igvm_snp_id_block changed = block;

        (void)state;
        memset(changed.id_key_signature.r, 0, sizeof(changed.id_key_signature.r));
        assert_int_equal(judge(&changed, POLICY), SNP_ID_SIGNATURE);
        memset(changed.id_key_signature.s, 0, sizeof(changed.id_key_signature.s));
        assert_int_equal(judge(&changed, POLICY), SNP_ID_SIGNATURE);
        changed = block;
        BN_bn2lebinpad(EC_GROUP_get0_order(group), changed.id_key_signature.s, 72);
        assert_int_equal(judge(&changed, POLICY), SNP_ID_SIGNATURE);
        memset(changed.id_key_signature.s, 0xff, 48);
        assert_int_equal(judge(&changed, POLICY), SNP_ID_SIGNATURE);
        changed = block;
        memset(&changed.author_public_key.qx, 0, sizeof(changed.author_public_key.qx));
        assert_int_equal(judge(&changed, POLICY), SNP_ID_AUTHOR_KEY);
        EC_GROUP_free((EC_GROUP *)group);
}

/* An author key that is not enabled would be enabled by QEMU. */
static void an_author_key_cannot_be_switched_off(void **state)
{
        struct igvm_snp_id_block block = make_block(author_key);

        (void)state;
        block.author_key_enabled = 0;
        assert_int_equal(judge(&block, POLICY), SNP_ID_AUTHOR_UNUSED);
        memset(&block.author_public_key, 0, sizeof(block.author_public_key));
        assert_int_equal(judge(&block, POLICY), SNP_ID_AUTHOR_UNUSED);
        memset(&block.author_key_signature, 0, sizeof(block.author_key_signature));
        assert_int_equal(judge(&block, POLICY), SNP_ID_OK);
        block.author_key_enabled = 1;
        assert_int_equal(judge(&block, POLICY), SNP_ID_AUTHOR_KEY);
}

/* By the structure as the ABI's documents describe it, put together here. */
static void expect_digest(EVP_PKEY *key, const uint8_t digest[48])
{
        uint8_t structure[1028] = { 2 };
        uint8_t point[97], expected[48];
        size_t size;

        assert_int_equal(EVP_PKEY_get_octet_string_param(key, "encoded-pub-key", point,
                                                         sizeof(point), &size),
                         1);
        assert_int_equal(size, sizeof(point));
        for (size_t i = 0; i < 48; i++) {
                structure[4 + i] = point[48 - i];
                structure[76 + i] = point[96 - i];
        }
        assert_int_equal(
                EVP_Digest(structure, sizeof(structure), expected, NULL, EVP_sha384(), NULL), 1);
        assert_memory_equal(digest, expected, sizeof(expected));
}

static void reports_are_told_the_ids_and_the_digests_of_the_keys(void **state)
{
        static const uint8_t zeros[48];
        struct igvm_snp_id_block block = make_block(author_key);
        struct snp_id_facts facts;
        struct snp_id id;

        (void)state;
        snp_id_from_igvm(&block, POLICY, &id);
        snp_id_facts(&id, &facts);
        assert_memory_equal(facts.family_id, block.family_id, 16);
        assert_memory_equal(facts.image_id, block.image_id, 16);
        assert_int_equal(facts.guest_svn, 7);
        assert_true(facts.author_key_enabled);
        expect_digest(id_key, facts.id_key_digest);
        expect_digest(author_key, facts.author_key_digest);

        block = make_block(NULL);
        snp_id_from_igvm(&block, POLICY, &id);
        snp_id_facts(&id, &facts);
        assert_false(facts.author_key_enabled);
        expect_digest(id_key, facts.id_key_digest);
        assert_memory_equal(facts.author_key_digest, zeros, sizeof(zeros));
}

static void other_keys_do_not_sign(void **state)
{
        struct igvm_snp_id_block block = { 0 };
        EVP_PKEY *other = EVP_EC_gen("P-256");

        (void)state;
        assert_int_equal(image_id_sign(&block, POLICY, &(struct image_signer){ other }, NULL), 1);
        assert_non_null(strstr(last_error, "the key does not sign"));
        assert_int_equal(image_id_sign(&block, POLICY, &(struct image_signer){ id_key },
                                       &(struct image_signer){ other }),
                         1);
        EVP_PKEY_free(other);
}

static void ids_are_hexadecimal_or_text(void **state)
{
        static const uint8_t text[16] = "cashew";
        static const uint8_t bytes[16] = { 0, 0x11, 0xff, [15] = 0xab };
        uint8_t out[16];

        (void)state;
        assert_true(image_id_read("cashew", out));
        assert_memory_equal(out, text, sizeof(out));
        assert_true(image_id_read("0011FF000000000000000000000000ab", out));
        assert_memory_equal(out, bytes, sizeof(out));
        assert_true(image_id_read("0123456789abcdef", out));
        assert_int_equal(out[0], '0');
        assert_false(image_id_read("", out));
        assert_false(image_id_read("seventeen letters", out));
        assert_false(image_id_read("0011ff000000000000000000000000ax", out));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_was_signed_is_accepted),
                cmocka_unit_test(another_policy_is_refused),
                cmocka_unit_test(no_byte_can_be_changed),
                cmocka_unit_test(the_reason_names_what_is_wrong),
                cmocka_unit_test(numbers_out_of_range_are_refused),
                cmocka_unit_test(an_author_key_cannot_be_switched_off),
                cmocka_unit_test(reports_are_told_the_ids_and_the_digests_of_the_keys),
                cmocka_unit_test(other_keys_do_not_sign),
                cmocka_unit_test(ids_are_hexadecimal_or_text),
        };

        return cmocka_run_group_tests(tests, make_keys, free_keys);
}
