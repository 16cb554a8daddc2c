/* tests/unit/attest/test_services_manifest.c - the services manifest, written, read and refused. */
#include "tests/unit/attest/test.h"

#include "lib/svsm/services_manifest.h"

static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;
static const uint8_t profile[SVSM_GUID_SIZE] = SVSM_GUID_CASHEW_PROFILE;

/* Header, two entries of 24 bytes each, then "TPM key" and "profile!". */
#define DATA_AT 72
#define TOTAL   (DATA_AT + 7 + 8)

static uint8_t bytes[256];
static struct services_manifest opened;

static size_t write_two(size_t capacity)
{
        struct service_manifest services[2] = {
                { .data = (const uint8_t *)"TPM key", .size = 7 },
                { .data = (const uint8_t *)"profile!", .size = 8 },
        };
        struct bytes_writer writer = bytes_writer(bytes, capacity);

        memcpy(services[0].guid, vtpm, sizeof(vtpm));
        memcpy(services[1].guid, profile, sizeof(profile));
        services_manifest_write(&writer, services, 2);
        return writer.failed ? 0 : writer.size;
}

static int set_up(void **state)
{
        (void)state;
        memset(&opened, 0xee, sizeof(opened));
        return write_two(sizeof(bytes)) == TOTAL ? 0 : -1;
}

static void put32(size_t at, uint32_t value)
{
        memcpy(bytes + at, &value, sizeof(value));
}

static void assert_refused(size_t size, enum services_manifest_error error)
{
        struct services_manifest before = opened;

        assert_int_equal(services_manifest_open(&opened, bytes, size), error);
        assert_memory_equal(&before, &opened, sizeof(before));
}

static void has_the_layout_of_the_specification(void **state)
{
        static const uint8_t head[] = { 0xbb,    0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46,
                                        0xa1,    0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb,
                                        TOTAL,   0,    0,    0,    2,    0,    0,    0,
                                        0xeb,    0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
                                        0x96,    0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3,
                                        DATA_AT, 0,    0,    0,    7,    0,    0,    0 };

        (void)state;
        assert_memory_equal(bytes, head, sizeof(head));
        assert_memory_equal(bytes + DATA_AT, "TPM keyprofile!", 15);
}

static void gives_back_what_was_written(void **state)
{
        struct service_manifest found;

        (void)state;
        assert_int_equal(services_manifest_open(&opened, bytes, TOTAL), SERVICES_MANIFEST_OK);
        assert_int_equal(opened.count, 2);
        assert_int_equal(services_manifest_find(&opened, profile, &found), 0);
        assert_int_equal(found.size, 8);
        assert_memory_equal(found.data, "profile!", 8);
        assert_memory_equal(services_manifest_entry(&opened, 0).guid, vtpm, sizeof(vtpm));
        assert_int_equal(services_manifest_find(&opened, bytes, &found), -1);
}

static void may_be_empty(void **state)
{
        struct bytes_writer writer = bytes_writer(bytes, sizeof(bytes));

        (void)state;
        services_manifest_write(&writer, NULL, 0);
        assert_int_equal(writer.size, 24);
        assert_int_equal(services_manifest_open(&opened, bytes, 24), SERVICES_MANIFEST_OK);
        assert_int_equal(opened.count, 0);
}

static void fails_when_there_is_no_room(void **state)
{
        (void)state;
        assert_int_equal(write_two(TOTAL - 1), 0);
        assert_int_equal(write_two(TOTAL), TOTAL);
}

static void refuses_other_lengths_and_other_things(void **state)
{
        (void)state;
        assert_refused(TOTAL - 1, SERVICES_MANIFEST_SIZE);
        assert_refused(TOTAL + 1, SERVICES_MANIFEST_SIZE);
        assert_refused(23, SERVICES_MANIFEST_NOT_ONE);
        put32(20, 3); /* the third entry begins in the data and ends behind it */
        put32(16, 90);
        assert_refused(90, SERVICES_MANIFEST_SIZE);
        put32(20, UINT32_MAX);
        assert_refused(90, SERVICES_MANIFEST_TOO_MANY);
        bytes[0] ^= 1;
        assert_refused(TOTAL, SERVICES_MANIFEST_NOT_ONE);
}

static void refuses_manifests_outside_or_twice(void **state)
{
        (void)state;
        put32(64, TOTAL - 7);
        assert_refused(TOTAL, SERVICES_MANIFEST_OUTSIDE);
        put32(64, UINT32_MAX);
        assert_refused(TOTAL, SERVICES_MANIFEST_OUTSIDE);
        put32(64, DATA_AT - 1);
        assert_refused(TOTAL, SERVICES_MANIFEST_OUTSIDE);
        put32(64, DATA_AT + 6);
        assert_refused(TOTAL, SERVICES_MANIFEST_TWICE);
        put32(64, DATA_AT + 7);
        memcpy(bytes + 48, vtpm, sizeof(vtpm));
        assert_refused(TOTAL, SERVICES_MANIFEST_TWICE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(has_the_layout_of_the_specification, set_up),
                cmocka_unit_test_setup(gives_back_what_was_written, set_up),
                cmocka_unit_test_setup(may_be_empty, set_up),
                cmocka_unit_test_setup(fails_when_there_is_no_room, set_up),
                cmocka_unit_test_setup(refuses_other_lengths_and_other_things, set_up),
                cmocka_unit_test_setup(refuses_manifests_outside_or_twice, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
