/*
 * tests/unit/attest/test_report_data.c - the three kinds of REPORT_DATA, and that a guest cannot get one of another kind with a
 * nonce of its choice.
 */
#include "tests/unit/attest/test.h"

#include <openssl/evp.h>

#include "services/attest/report_data.h"

static const char claims[] = "{\"keys\":[{\"kid\":\"HCLAkPub\"}]}";

/* What is hashed for a peer is longer than a nonce, so all of it can be nonce and manifest. */
static void splits_what_a_peer_says(const char *name, uint8_t nonce[SVSM_ATTEST_NONCE_SIZE],
                                    const uint8_t **manifest, size_t *size)
{
        static uint8_t data[200];
        static uint8_t hashed[sizeof(struct attest_peer_prefix) + sizeof(data)];
        struct attest_peer_prefix prefix = { .label = ATTEST_PEER_LABEL };

        memset(data, 'd', sizeof(data));
        strcpy(prefix.name, name);
        memcpy(hashed, &prefix, sizeof(prefix));
        memcpy(hashed + sizeof(prefix), data, sizeof(data));
        memcpy(nonce, hashed, SVSM_ATTEST_NONCE_SIZE);
        *manifest = hashed + SVSM_ATTEST_NONCE_SIZE;
        *size = sizeof(hashed) - SVSM_ATTEST_NONCE_SIZE;
}

static void no_nonce_makes_a_guests_report_a_peers(void **state)
{
        static const char *const names[] = { "", "vtpm", "abcdefghijklmno" };

        (void)state;
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                uint8_t nonce[SVSM_ATTEST_NONCE_SIZE];
                uint8_t joined[300];
                uint8_t peers[SNP_REPORT_DATA_SIZE];
                uint8_t same[SNP_REPORT_DATA_SIZE];
                uint8_t guests[SNP_REPORT_DATA_SIZE];
                const uint8_t *manifest;
                uint8_t data[200];
                size_t size;

                splits_what_a_peer_says(names[i], nonce, &manifest, &size);
                memset(data, 'd', sizeof(data));
                report_data_for_peer(names[i], data, sizeof(data), peers);
                /* It would be the very digest, if it were not refused. */
                memcpy(joined, nonce, sizeof(nonce));
                memcpy(joined + sizeof(nonce), manifest, size);
                EVP_Digest(joined, sizeof(nonce) + size, same, NULL, EVP_sha512(), NULL);
                assert_memory_equal(peers, same, sizeof(peers));
                assert_int_equal(report_data_for_guest(nonce, manifest, size, guests), -1);
        }
}

static void other_nonces_are_hashed_with_the_manifest(void **state)
{
        uint8_t nonce[SVSM_ATTEST_NONCE_SIZE] = "cashew-peers"; /* no zero where the label's is */
        uint8_t expected[SNP_REPORT_DATA_SIZE];
        uint8_t out[SNP_REPORT_DATA_SIZE];
        uint8_t joined[SVSM_ATTEST_NONCE_SIZE + 8];

        (void)state;
        memcpy(joined, nonce, sizeof(nonce));
        memcpy(joined + sizeof(nonce), "manifest", 8);
        EVP_Digest(joined, sizeof(joined), expected, NULL, EVP_sha512(), NULL);
        assert_int_equal(report_data_for_guest(nonce, "manifest", 8, out), 0);
        assert_memory_equal(out, expected, sizeof(out));
}

static void two_peers_never_say_the_same(void **state)
{
        uint8_t first[SNP_REPORT_DATA_SIZE];
        uint8_t second[SNP_REPORT_DATA_SIZE];

        (void)state;
        report_data_for_peer("vtpm", "data", 4, first);
        report_data_for_peer("vtpm2", "data", 4, second);
        assert_memory_not_equal(first, second, sizeof(first));
        report_data_for_peer("vtpmdata", "", 0, second);
        assert_memory_not_equal(first, second, sizeof(first));
}

static void claims_leave_the_second_half_zero(void **state)
{
        static const uint8_t zeros[32];
        uint8_t expected[32];
        uint8_t out[SNP_REPORT_DATA_SIZE];

        (void)state;
        EVP_Digest(claims, sizeof(claims) - 1, expected, NULL, EVP_sha256(), NULL);
        assert_int_equal(report_data_for_claims(claims, sizeof(claims) - 1, out), 0);
        assert_memory_equal(out, expected, 32);
        assert_memory_equal(out + 32, zeros, 32);
        report_data_for_peer("vtpm", claims, sizeof(claims) - 1, out);
        assert_memory_not_equal(out + 32, zeros, 32);
}

static void only_claims_are_hashed_as_claims(void **state)
{
        static const char *const others[] = { "",
                                              "x",
                                              "{\"keys\":[",
                                              "{\"keys\":[1]",
                                              "{\"Keys\":[1]}",
                                              " {\"keys\":[1]}",
                                              "{\"keys\":[1]}\n",
                                              "{\"keys\":[\x01]}",
                                              "{\"keys\":[\xc3\xa4]}" };
        uint8_t out[SNP_REPORT_DATA_SIZE];

        (void)state;
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
                assert_int_equal(report_data_for_claims(others[i], strlen(others[i]), out), -1);
        assert_int_equal(report_data_for_claims("{\"keys\":[\0]}", 12, out), -1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(no_nonce_makes_a_guests_report_a_peers),
                cmocka_unit_test(other_nonces_are_hashed_with_the_manifest),
                cmocka_unit_test(two_peers_never_say_the_same),
                cmocka_unit_test(claims_leave_the_second_half_zero),
                cmocka_unit_test(only_claims_are_hashed_as_claims),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
