/* tests/unit/verify/test_demands.c - what may be demanded besides: each demand is met or refuses, and is its own step. */
#include "tests/unit/verify/fixture.h"

#include <string.h>

/* Every bit alone, set and clear. */
#define TEXT_22X8     "2222222222222222"
#define TEXT_22X47    TEXT_22X8 TEXT_22X8 TEXT_22X8 TEXT_22X8 TEXT_22X8 "22222222222222"
#define DEMANDS_KNOWN UINT32_C(0x3f) /* those of bits that are next to each other */

static void each_word_is_its_bit_of_the_platform(void **state)
{
        struct fixture *fixture = *state;

        for (uint32_t bit = 1; bit & DEMANDS_KNOWN; bit <<= 1) {
                uint64_t good = bit == DEMAND_SMT_OFF ? 0 : bit;

                fixture->rules.demands.platform = bit;
                fixture->report.platform_info = good;
                fixture_sign(fixture, fixture->keys.vcek);
                assert_true(fixture_verify(fixture));
                fixture->report.platform_info = (DEMANDS_KNOWN & ~bit) | (good ^ bit);
                fixture_sign(fixture, fixture->keys.vcek);
                fixture_fails_at(fixture, "platform");
        }
}

static void the_first_lack_is_named(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.platform = DEMANDS_KNOWN;
        fixture->report.platform_info = 0x25;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "platform"), "the host can read ciphertext");
        fixture->report.platform_info = 0x3e;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
}

static void tio_may_be_demanded_and_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.platform = DEMAND_TIO;
        assert_string_equal(fixture_fails_at(fixture, "platform"), "TIO is off");
        fixture->rules.demands.platform = DEMAND_TIO_OFF;
        assert_true(fixture_verify(fixture));
        fixture->report.platform_info = SNP_PLATFORM_TIO;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "platform"), "TIO is on");
        fixture->rules.demands.platform = DEMAND_TIO;
        assert_true(fixture_verify(fixture));
}

/* Each bit of the guest's policy alone, the others as they should not be. */
static void each_word_is_its_bit_of_the_guests_policy(void **state)
{
        struct fixture *fixture = *state;
        const struct {
                uint32_t demand;
                uint64_t mask;
                bool set;
        } words[] = {
                { DEMAND_GUEST_SMT_OFF, 1 << 16, false },
                { DEMAND_GUEST_CXL_OFF, 1 << 21, false },
                { DEMAND_GUEST_AES_256_XTS, 1 << 22, true },
                { DEMAND_GUEST_RAPL_OFF, 1 << 23, true },
                { DEMAND_GUEST_CIPHERTEXT, 1 << 24, true },
                { DEMAND_GUEST_PAGE_SWAP_OFF, 1 << 25, true },
        };
        const uint64_t worst = SNP_POLICY_ONE | 1 << 16 | 1 << 21;

        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
                fixture->rules.demands.guest = words[i].demand;
                fixture->report.policy = worst;
                fixture_sign(fixture, fixture->keys.vcek);
                fixture_fails_at(fixture, "guest demands");
                fixture->report.policy =
                        words[i].set ? worst | words[i].mask : worst & ~words[i].mask;
                fixture_sign(fixture, fixture->keys.vcek);
                assert_true(fixture_verify(fixture));
        }
}

static void the_guests_abi_has_a_minimum(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.abi = (struct firmware_version){ 1, 55, 0 };
        fixture->report.policy |= 0x136;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "guest ABI"),
                            "the guest runs with 1.54 or later; expected 1.55");
        fixture->report.policy += 1;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        fixture->report.policy = SNP_POLICY_ONE | 0x200;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
}

static void one_socket_is_the_guest_policys(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.single_socket = true;
        assert_string_equal(fixture_fails_at(fixture, "single socket"),
                            "the guest may run on several sockets");
        fixture->report.policy |= SNP_POLICY_SINGLE_SOCKET;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
}

static void set_committed(struct fixture *fixture, uint8_t major, uint8_t minor, uint8_t build)
{
        fixture->report.committed_major = major;
        fixture->report.committed_minor = minor;
        fixture->report.committed_build = build;
        fixture_sign(fixture, fixture->keys.vcek);
}

static void the_committed_firmware_has_a_minimum(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.firmware = (struct firmware_version){ 1, 55, 4 };
        set_committed(fixture, 1, 55, 4);
        assert_true(fixture_verify(fixture));
        set_committed(fixture, 2, 0, 0);
        assert_true(fixture_verify(fixture));
        set_committed(fixture, 1, 55, 3);
        assert_string_equal(fixture_fails_at(fixture, "firmware"), "1.55 build 3 is committed");
        set_committed(fixture, 1, 54, 9);
        fixture_fails_at(fixture, "firmware");
        set_committed(fixture, 0, 99, 9);
        fixture_fails_at(fixture, "firmware");
}

static void check_keys(struct fixture *fixture, struct demanded_keys *keys, uint8_t digest[48],
                       const char *step)
{
        keys->count = 2;
        memset(keys->digests[0], 0x11, sizeof(keys->digests[0]));
        memset(keys->digests[1], 0x22, sizeof(keys->digests[1]));
        memset(digest, 0, 48);
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, step), "there is none");
        memset(digest, 0x22, 48);
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        digest[47] ^= 1;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, step),
                            TEXT_22X47 "23 is not one that is expected");
}

static void the_image_is_signed_by_one_of_the_id_keys(void **state)
{
        struct fixture *fixture = *state;

        check_keys(fixture, &fixture->rules.demands.id_keys, fixture->report.id_key_digest,
                   "ID key");
}

static void the_id_key_is_signed_by_one_of_the_author_keys(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.key_info |= SNP_KEY_INFO_AUTHOR_KEY;
        check_keys(fixture, &fixture->rules.demands.author_keys, fixture->report.author_key_digest,
                   "author key");
}

static void host_data_are_compared_to_the_last_byte(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.host_data_given = true;
        memset(fixture->rules.demands.host_data, 0x33, HOST_DATA_SIZE);
        memset(fixture->report.host_data, 0x33, HOST_DATA_SIZE);
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        fixture->report.host_data[31] ^= 1;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "host data"),
                            "the machine was started for something else");
}

/* KEY_INFO is what says whether the ID key was signed. */
static void a_digest_without_an_author_key_is_none(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.author_keys.count = 1;
        memset(fixture->rules.demands.author_keys.digests[0], 0x22, KEY_DIGEST_SIZE);
        memset(fixture->report.author_key_digest, 0x22, KEY_DIGEST_SIZE);
        fixture->report.key_info &= ~(uint32_t)SNP_KEY_INFO_AUTHOR_KEY;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_string_equal(fixture_fails_at(fixture, "author key"), "there is none");
}

/* Zeros are host data too: nothing was given at the launch. */
static void host_data_of_zeros_can_be_demanded(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.demands.host_data_given = true;
        memset(fixture->report.host_data, 0, HOST_DATA_SIZE);
        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        fixture->report.host_data[0] = 1;
        fixture_sign(fixture, fixture->keys.vcek);
        fixture_fails_at(fixture, "host data");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(each_word_is_its_bit_of_the_platform, fixture_reset),
                cmocka_unit_test_setup(the_first_lack_is_named, fixture_reset),
                cmocka_unit_test_setup(tio_may_be_demanded_and_refused, fixture_reset),
                cmocka_unit_test_setup(each_word_is_its_bit_of_the_guests_policy, fixture_reset),
                cmocka_unit_test_setup(the_guests_abi_has_a_minimum, fixture_reset),
                cmocka_unit_test_setup(one_socket_is_the_guest_policys, fixture_reset),
                cmocka_unit_test_setup(the_committed_firmware_has_a_minimum, fixture_reset),
                cmocka_unit_test_setup(the_image_is_signed_by_one_of_the_id_keys, fixture_reset),
                cmocka_unit_test_setup(the_id_key_is_signed_by_one_of_the_author_keys,
                                       fixture_reset),
                cmocka_unit_test_setup(a_digest_without_an_author_key_is_none, fixture_reset),
                cmocka_unit_test_setup(host_data_are_compared_to_the_last_byte, fixture_reset),
                cmocka_unit_test_setup(host_data_of_zeros_can_be_demanded, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
