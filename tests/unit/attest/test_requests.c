/*
 * tests/unit/attest/test_requests.c - all of attestd but its main(): a guest's attestation and a
 * peer's requests, in front of a security processor by OpenSSL.
 */
#include "tests/unit/attest/test.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "lib/svsm/call.h"
#include "services/attest/manifests.h"
#include "services/attest/processor.h"
#include "services/attest/requests.h"
#include "services/runtime/service.h"
#include "tests/unit/attest/fake_processor.h"

static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;

static uint8_t reply[SERVICE_MESSAGE_MAX];
static uint8_t table[SNP_CERTIFICATES_MAX];

/* One certificate that fills almost all of the room. */
static void make_table(void)
{
        const struct snp_certificate_entry entry = { .guid = SNP_GUID_ASK,
                                                     .offset = 48,
                                                     .size = 9000 };

        memset(table, 0, sizeof(table));
        memcpy(table, &entry, sizeof(entry));
        for (size_t i = 48; i < 9048; i++)
                table[i] = (uint8_t)(i / 16);
        fake.certificates = table;
        fake.certificates_size = sizeof(table);
}

/* A message of the peer "vtpm". */
static size_t peer(const void *body, size_t size)
{
        uint8_t request[SERVICE_MESSAGE_MAX];
        struct service_peer_header header = { .mark = SERVICE_PEER_MARK, .name = "vtpm" };

        memcpy(request, &header, sizeof(header));
        memcpy(request + sizeof(header), body, size);
        return peer_answer(request, sizeof(header) + size, reply);
}

static uint32_t result(void)
{
        uint32_t value;

        memcpy(&value, reply, sizeof(value));
        return value;
}

static void register_manifest(uint32_t version, const uint8_t *data, size_t size)
{
        uint8_t body[4096];
        struct attest_peer_register head = { .operation = ATTEST_PEER_REGISTER,
                                             .version = version,
                                             .service = SVSM_GUID_VTPM,
                                             .total = (uint32_t)size };

        for (size_t at = 0; at < size; at += ATTEST_PEER_PIECE) {
                size_t count = size - at < ATTEST_PEER_PIECE ? size - at : ATTEST_PEER_PIECE;

                head.offset = (uint32_t)at;
                memcpy(body, &head, sizeof(head));
                memcpy(body + sizeof(head), data + at, count);
                assert_int_equal(peer(body, sizeof(head) + count), 4);
                assert_int_equal(result(), ATTEST_PEER_OK);
        }
}

static uint8_t manifest[6000];

static int set_up(void **state)
{
        (void)state;
        fake_processor_reset();
        manifests_reset();
        peer_reset();
        memset(manifest, 0x4d, sizeof(manifest));
        register_manifest(0, manifest, sizeof(manifest));
        return processor_open();
}

static struct attest_prepared prepare(uint8_t call, const uint8_t guid[SVSM_GUID_SIZE],
                                      uint32_t version)
{
        struct attest_prepare request = {
                .operation = ATTEST_PREPARE, .call = call, .certificates = 1, .version = version
        };
        struct attest_prepared prepared;

        memcpy(request.service, guid, sizeof(request.service));
        memset(request.nonce, 0x5a, sizeof(request.nonce));
        assert_int_equal(guest_answer((const uint8_t *)&request, sizeof(request), reply),
                         sizeof(prepared));
        memcpy(&prepared, reply, sizeof(prepared));
        return prepared;
}

static size_t read_part(uint8_t part, uint32_t offset)
{
        struct attest_read request = { .operation = ATTEST_READ, .part = part, .offset = offset };

        return guest_answer((const uint8_t *)&request, sizeof(request), reply);
}

/* SHA-512(nonce, what is attested), by OpenSSL. */
static void assert_bound(const void *attested, size_t size)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        uint8_t nonce[64];
        uint8_t digest[64];

        memset(nonce, 0x5a, sizeof(nonce));
        EVP_DigestInit_ex(context, EVP_sha512(), NULL);
        EVP_DigestUpdate(context, nonce, sizeof(nonce));
        EVP_DigestUpdate(context, attested, size);
        EVP_DigestFinal_ex(context, digest, NULL);
        EVP_MD_CTX_free(context);
        assert_memory_equal(fake.report_data, digest, sizeof(digest));
}

static void attests_one_service_bound_to_nonce_and_manifest(void **state)
{
        struct attest_prepared prepared = prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 0);

        (void)state;
        assert_int_equal(prepared.result, SVSM_SUCCESS);
        assert_int_equal(prepared.report_size, SNP_REPORT_SIZE);
        assert_int_equal(prepared.manifest_size, sizeof(manifest));
        assert_int_equal(prepared.certificates_size, 0);
        assert_bound(manifest, sizeof(manifest));
        assert_int_equal(read_part(ATTEST_PART_REPORT, 0), SNP_REPORT_SIZE);
        assert_memory_equal(reply + 0x50, fake.report_data, 64);
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, 0), 4096);
        assert_memory_equal(reply, manifest, 4096);
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, 4096), sizeof(manifest) - 4096);
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, sizeof(manifest)), 0);
}

static void attests_all_services_by_their_manifest(void **state)
{
        static const uint8_t none[SVSM_GUID_SIZE];
        struct attest_prepared prepared = prepare(SVSM_ATTEST_SERVICES, none, 0);
        uint8_t all[SERVICE_MESSAGE_MAX * 2];
        struct services_manifest opened;

        (void)state;
        assert_int_equal(prepared.result, SVSM_SUCCESS);
        assert_int_equal(prepared.manifest_size, 48 + sizeof(manifest));
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, 0), 4096);
        memcpy(all, reply, 4096);
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, 4096), prepared.manifest_size - 4096);
        memcpy(all + 4096, reply, prepared.manifest_size - 4096);
        assert_int_equal(services_manifest_open(&opened, all, prepared.manifest_size),
                         SERVICES_MANIFEST_OK);
        assert_bound(all, prepared.manifest_size);
}

static void gives_the_hosts_certificates_in_pieces(void **state)
{
        struct attest_prepared prepared;

        (void)state;
        make_table();
        prepared = prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 0);
        assert_int_equal(prepared.certificates_size, 9048);
        assert_int_equal(read_part(ATTEST_PART_CERTIFICATES, 8192), 9048 - 8192);
        assert_memory_equal(reply, table + 8192, 9048 - 8192);
        assert_int_equal(read_part(ATTEST_PART_CERTIFICATES, UINT32_MAX), 0);
}

static void knows_no_other_services_versions_and_calls(void **state)
{
        static const uint8_t profile[SVSM_GUID_SIZE] = SVSM_GUID_CASHEW_PROFILE;

        (void)state;
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, profile, 0).result,
                         SVSM_ERR_UNSUPPORTED_PROTOCOL);
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 1).result,
                         SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(prepare(9, vtpm, 0).result, SVSM_ERR_UNSUPPORTED_CALL);
        assert_int_equal(fake.messages, 0); /* no report is spent on that */
}

static void has_nothing_to_read_without_a_report(void **state)
{
        (void)state;
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 0).result, SVSM_SUCCESS);
        fake.refuses = 5;
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 0).result,
                         SVSM_ERR_PROTOCOL_BASE);
        assert_int_equal(read_part(ATTEST_PART_REPORT, 0), 0);
        assert_int_equal(read_part(ATTEST_PART_MANIFEST, 0), 0);
        assert_int_equal(read_part(3, 0), 0);
        assert_int_equal(guest_answer((const uint8_t *)"\x07", 1, reply), 0);
}

static size_t peer_report(uint32_t operation, const char *data)
{
        uint8_t request[100] = { (uint8_t)operation };

        memcpy(request + 4, data, strlen(data));
        return peer(request, 4 + strlen(data));
}

static size_t peer_certificates(uint32_t offset)
{
        struct attest_peer_certificates request = { .operation = ATTEST_PEER_CERTIFICATES,
                                                    .offset = offset };

        return peer(&request, sizeof(request));
}

static void gives_a_peer_reports_on_its_data_under_its_name(void **state)
{
        static const uint8_t hashed[] = "cashew-peer\0vtpm\0\0\0\0\0\0\0\0\0\0\0\0data";
        uint8_t digest[64];

        (void)state;
        EVP_Digest(hashed, sizeof(hashed) - 1, digest, NULL, EVP_sha512(), NULL);
        assert_int_equal(peer_report(ATTEST_PEER_REPORT, "data"), 4 + SNP_REPORT_SIZE);
        assert_int_equal(result(), ATTEST_PEER_OK);
        assert_memory_equal(reply + 4 + 0x50, digest, sizeof(digest));
        fake.refuses = 5;
        assert_int_equal(peer_report(ATTEST_PEER_REPORT, "data"), 4);
        assert_int_equal(result(), ATTEST_PEER_NO_REPORT);
}

static void gives_a_peer_reports_on_claims_about_keys(void **state)
{
        static const char claims[] = "{\"keys\":[1]}";
        uint8_t expected[64] = { 0 };

        (void)state;
        EVP_Digest(claims, sizeof(claims) - 1, expected, NULL, EVP_sha256(), NULL);
        assert_int_equal(peer_report(ATTEST_PEER_CLAIMS, claims), 4 + SNP_REPORT_SIZE);
        assert_memory_equal(reply + 4 + 0x50, expected, sizeof(expected));
        assert_int_equal(peer_report(ATTEST_PEER_CLAIMS, "data"), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
}

/* What a guest that has taken over a service would do with it. */
static void no_peer_gets_anything_once_a_guest_has_asked(void **state)
{
        struct attest_peer_register head = { .operation = ATTEST_PEER_REGISTER,
                                             .version = 7,
                                             .service = SVSM_GUID_VTPM };
        unsigned int messages;

        (void)state;
        assert_int_equal(peer_report(ATTEST_PEER_REPORT, "data"), 4 + SNP_REPORT_SIZE);
        assert_int_equal(read_part(ATTEST_PART_REPORT, 0), 0); /* any request of a guest's */
        messages = fake.messages;
        assert_int_equal(peer_report(ATTEST_PEER_REPORT, "data"), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(peer_report(ATTEST_PEER_CLAIMS, "{\"keys\":[1]}"), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(peer_certificates(0), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(peer(&head, sizeof(head)), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(fake.messages, messages);
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 7).result,
                         SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(prepare(SVSM_ATTEST_SINGLE_SERVICE, vtpm, 0).result, SVSM_SUCCESS);
}

/* The start of what is hashed for a peer; with the manifest behind it all of it could be. */
static void a_nonce_cannot_pass_for_what_a_peer_says(void **state)
{
        struct attest_prepare request = { .operation = ATTEST_PREPARE,
                                          .call = SVSM_ATTEST_SINGLE_SERVICE,
                                          .service = SVSM_GUID_VTPM,
                                          .nonce = "cashew-peer\0vtpm" };
        struct attest_prepared prepared;

        (void)state;
        assert_int_equal(guest_answer((const uint8_t *)&request, sizeof(request), reply),
                         sizeof(prepared));
        memcpy(&prepared, reply, sizeof(prepared));
        assert_int_equal(prepared.result, SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(prepared.report_size, 0);
        assert_int_equal(fake.messages, 0);
}

static void gives_a_peer_the_certificates_of_its_own_report(void **state)
{
        uint32_t total;

        (void)state;
        make_table();
        assert_int_equal(peer_report(ATTEST_PEER_REPORT, "data"), 4 + SNP_REPORT_SIZE);
        assert_int_equal(peer_certificates(0), 8 + ATTEST_PEER_PIECE);
        assert_int_equal(result(), ATTEST_PEER_OK);
        memcpy(&total, reply + 4, sizeof(total));
        assert_int_equal(total, 9048);
        assert_int_equal(peer_certificates(2 * ATTEST_PEER_PIECE),
                         8 + 9048 - 2 * ATTEST_PEER_PIECE);
        assert_memory_equal(reply + 8, table + 2 * ATTEST_PEER_PIECE, 100);
        assert_int_equal(peer_certificates(9049), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
}

static void refuses_peers_that_talk_nonsense(void **state)
{
        uint8_t body[200] = { 0 };

        (void)state;
        for (uint8_t operation = 0; operation < 6; operation++) {
                body[0] = operation;
                assert_int_equal(peer(body, operation == ATTEST_PEER_REPORT ? 3 : 4), 4);
                assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        }
        body[0] = ATTEST_PEER_REGISTER;
        assert_int_equal(peer(body, 31), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(peer_answer((const uint8_t *)"\xff\0\0", 3, reply), 4);
        assert_int_equal(result(), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(fake.messages, 0);
}

#define REQUEST_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
        const struct CMUnitTest tests[] = {
                REQUEST_TEST(attests_one_service_bound_to_nonce_and_manifest),
                REQUEST_TEST(attests_all_services_by_their_manifest),
                REQUEST_TEST(gives_the_hosts_certificates_in_pieces),
                REQUEST_TEST(knows_no_other_services_versions_and_calls),
                REQUEST_TEST(has_nothing_to_read_without_a_report),
                REQUEST_TEST(gives_a_peer_reports_on_its_data_under_its_name),
                REQUEST_TEST(gives_a_peer_reports_on_claims_about_keys),
                REQUEST_TEST(no_peer_gets_anything_once_a_guest_has_asked),
                REQUEST_TEST(a_nonce_cannot_pass_for_what_a_peer_says),
                REQUEST_TEST(gives_a_peer_the_certificates_of_its_own_report),
                REQUEST_TEST(refuses_peers_that_talk_nonsense),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
