/* tests/unit/attest/test_manifests.c - manifests that services register, in pieces, right and wrong. */
#include "tests/unit/attest/test.h"

#include "services/attest/manifests.h"

static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;
static const uint8_t profile[SVSM_GUID_SIZE] = SVSM_GUID_CASHEW_PROFILE;

static int set_up(void **state)
{
        (void)state;
        manifests_reset();
        return 0;
}

static enum attest_peer_result give(const char *sender, const uint8_t guid[SVSM_GUID_SIZE],
                                    uint32_t version, uint32_t offset, uint32_t total,
                                    const char *piece)
{
        struct attest_peer_register head = { .operation = ATTEST_PEER_REGISTER,
                                             .version = version,
                                             .offset = offset,
                                             .total = total };

        memcpy(head.service, guid, sizeof(head.service));
        return manifests_register(sender, &head, piece, strlen(piece));
}

static enum attest_peer_result give_whole(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version,
                                          const char *text)
{
        return give("vtpm", guid, version, 0, (uint32_t)strlen(text), text);
}

static void assert_found(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version, const char *text)
{
        struct service_manifest manifest;

        assert_int_equal(manifests_find(guid, version, &manifest), MANIFEST_FOUND);
        assert_int_equal(manifest.size, strlen(text));
        assert_memory_equal(manifest.data, text, strlen(text));
}

static void assert_not_found(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version,
                             enum manifest_lookup why)
{
        struct service_manifest manifest;

        assert_int_equal(manifests_find(guid, version, &manifest), why);
}

static void finds_by_guid_and_version(void **state)
{
        (void)state;
        assert_int_equal(give_whole(vtpm, 0, "zero"), ATTEST_PEER_OK);
        assert_int_equal(give_whole(vtpm, 1, "one"), ATTEST_PEER_OK);
        assert_found(vtpm, 0, "zero");
        assert_found(vtpm, 1, "one");
        assert_not_found(vtpm, 2, MANIFEST_NO_VERSION);
        assert_not_found(profile, 0, MANIFEST_NO_SERVICE);
}

static void is_there_when_its_last_piece_is(void **state)
{
        (void)state;
        assert_int_equal(give("vtpm", vtpm, 0, 0, 10, "01234"), ATTEST_PEER_OK);
        assert_not_found(vtpm, 0, MANIFEST_NO_SERVICE);
        assert_int_equal(give("vtpm", vtpm, 0, 5, 10, "56789"), ATTEST_PEER_OK);
        assert_found(vtpm, 0, "0123456789");
}

static void replaces_the_one_before_only_when_it_is_whole(void **state)
{
        (void)state;
        assert_int_equal(give_whole(vtpm, 0, "old"), ATTEST_PEER_OK);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 6, "new"), ATTEST_PEER_OK);
        assert_found(vtpm, 0, "old");
        assert_int_equal(give("vtpm", vtpm, 0, 3, 6, "er!"), ATTEST_PEER_OK);
        assert_found(vtpm, 0, "newer!");
}

static void refuses_pieces_that_do_not_follow(void **state)
{
        (void)state;
        assert_int_equal(give("vtpm", vtpm, 0, 5, 10, "56789"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 10, "0123"), ATTEST_PEER_OK);
        assert_int_equal(give("vtpm", vtpm, 0, 5, 10, "56789"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 4, 10, "456789"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 10, "0123"), ATTEST_PEER_OK);
        assert_int_equal(give("vtpm", vtpm, 1, 4, 10, "456789"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 10, "0123"), ATTEST_PEER_OK);
        assert_int_equal(give("vtpm", vtpm, 0, 4, 11, "4567890"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 10, "0123"), ATTEST_PEER_OK);
        assert_int_equal(give("other", vtpm, 0, 4, 10, "456789"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 3, "0123"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, 3, ""), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, UINT32_MAX, 3, "0"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("vtpm", vtpm, 0, 0, ATTEST_MANIFEST_MAX + 1, "0"),
                         ATTEST_PEER_BAD_REQUEST);
        assert_not_found(vtpm, 0, MANIFEST_NO_SERVICE);
}

static void nobody_registers_for_another(void **state)
{
        (void)state;
        assert_int_equal(give_whole(vtpm, 0, "true"), ATTEST_PEER_OK);
        assert_int_equal(give("other", vtpm, 0, 0, 5, "false"), ATTEST_PEER_BAD_REQUEST);
        assert_int_equal(give("other", vtpm, 1, 0, 5, "false"), ATTEST_PEER_BAD_REQUEST);
        assert_found(vtpm, 0, "true");
        assert_not_found(vtpm, 1, MANIFEST_NO_VERSION);
}

static void has_an_end(void **state)
{
        (void)state;
        for (uint32_t version = 0; version < ATTEST_MANIFESTS_MAX; version++)
                assert_int_equal(give_whole(vtpm, version, "x"), ATTEST_PEER_OK);
        assert_int_equal(give_whole(profile, 0, "y"), ATTEST_PEER_FULL);
        assert_int_equal(give_whole(vtpm, 3, "again"), ATTEST_PEER_OK);
        assert_found(vtpm, 3, "again");
}

static void lists_the_lowest_version_of_each_service(void **state)
{
        uint8_t bytes[256];
        struct bytes_writer writer = bytes_writer(bytes, sizeof(bytes));
        struct services_manifest all;
        struct service_manifest found;

        (void)state;
        assert_int_equal(give_whole(vtpm, 1, "one"), ATTEST_PEER_OK);
        assert_int_equal(give_whole(profile, 0, "profile"), ATTEST_PEER_OK);
        assert_int_equal(give_whole(vtpm, 0, "zero"), ATTEST_PEER_OK);
        manifests_write_all(&writer);
        assert_false(writer.failed);
        assert_int_equal(services_manifest_open(&all, bytes, writer.size), SERVICES_MANIFEST_OK);
        assert_int_equal(all.count, 2);
        assert_int_equal(services_manifest_find(&all, vtpm, &found), 0);
        assert_memory_equal(found.data, "zero", 4);
        assert_int_equal(services_manifest_find(&all, profile, &found), 0);
        assert_memory_equal(found.data, "profile", 7);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(finds_by_guid_and_version, set_up),
                cmocka_unit_test_setup(is_there_when_its_last_piece_is, set_up),
                cmocka_unit_test_setup(replaces_the_one_before_only_when_it_is_whole, set_up),
                cmocka_unit_test_setup(refuses_pieces_that_do_not_follow, set_up),
                cmocka_unit_test_setup(nobody_registers_for_another, set_up),
                cmocka_unit_test_setup(has_an_end, set_up),
                cmocka_unit_test_setup(lists_the_lowest_version_of_each_service, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
