/* tests/unit/attest/test_certificate_table.c - tables of the host's, right and wrong. */
#include "tests/unit/attest/test.h"

#include "lib/snp/certificate_table.h"
#include "lib/snp/report.h"

static const uint8_t vcek[16] = SNP_GUID_VCEK;
static const uint8_t ask[16] = SNP_GUID_ASK;
static const uint8_t ark[16] = SNP_GUID_ARK;

static uint8_t table[4096];
static struct certificate_table opened;

static void put(unsigned int index, const uint8_t guid[16], uint32_t offset, uint32_t size)
{
        struct snp_certificate_entry entry = { .offset = offset, .size = size };

        memcpy(entry.guid, guid, sizeof(entry.guid));
        memcpy(table + index * sizeof(entry), &entry, sizeof(entry));
}

/* Two certificates behind three entries, with a gap between them. */
static int set_up(void **state)
{
        (void)state;
        memset(table, 0, sizeof(table));
        memset(&opened, 0xee, sizeof(opened));
        put(0, vcek, 72, 100);
        put(1, ask, 200, 50);
        memset(table + 72, 1, 100);
        memset(table + 200, 2, 50);
        return 0;
}

static void assert_refused(enum certificate_table_error error)
{
        struct certificate_table before = opened;

        assert_int_equal(certificate_table_open(&opened, table, sizeof(table)), error);
        assert_memory_equal(&before, &opened, sizeof(before));
}

static void finds_certificates_by_guid(void **state)
{
        struct certificate found;

        (void)state;
        assert_int_equal(certificate_table_open(&opened, table, sizeof(table)),
                         CERTIFICATE_TABLE_OK);
        assert_int_equal(opened.count, 2);
        assert_int_equal(certificate_table_find(&opened, ask, &found), 0);
        assert_int_equal(found.size, 50);
        assert_ptr_equal(found.der, table + 200);
        assert_memory_equal(certificate_table_entry(&opened, 0).guid, vcek, 16);
        assert_int_equal(certificate_table_find(&opened, ark, &found), -1);
}

static void says_how_much_of_the_pages_is_used(void **state)
{
        (void)state;
        assert_int_equal(certificate_table_open(&opened, table, sizeof(table)), 0);
        assert_int_equal(opened.used, 250);
        memset(table, 0, sizeof(table));
        assert_int_equal(certificate_table_open(&opened, table, sizeof(table)), 0);
        assert_int_equal(opened.used, 0);
        assert_int_equal(opened.count, 0);
}

static void refuses_certificates_outside(void **state)
{
        (void)state;
        put(1, ask, sizeof(table) - 49, 50);
        assert_refused(CERTIFICATE_TABLE_OUTSIDE);
        put(1, ask, UINT32_MAX, 50);
        assert_refused(CERTIFICATE_TABLE_OUTSIDE);
        put(1, ask, 200, UINT32_MAX);
        assert_refused(CERTIFICATE_TABLE_OUTSIDE);
        put(1, ask, 71, 50); /* in the entries */
        assert_refused(CERTIFICATE_TABLE_OUTSIDE);
        put(1, ask, 200, 0);
        assert_refused(CERTIFICATE_TABLE_OUTSIDE);
}

static void refuses_what_is_there_twice(void **state)
{
        (void)state;
        put(1, vcek, 200, 50);
        assert_refused(CERTIFICATE_TABLE_TWICE);
        put(1, ask, 171, 50);
        assert_refused(CERTIFICATE_TABLE_TWICE);
}

static void refuses_a_table_without_an_end(void **state)
{
        (void)state;
        assert_int_equal(certificate_table_open(&opened, table, 71), CERTIFICATE_TABLE_NO_END);
        assert_int_equal(certificate_table_open(&opened, table, 0), CERTIFICATE_TABLE_NO_END);
        for (unsigned int i = 0; i <= CERTIFICATE_TABLE_ENTRIES; i++) {
                uint8_t guid[16] = { (uint8_t)(i + 1) };

                put(i, guid, 1000 + i, 1);
        }
        assert_refused(CERTIFICATE_TABLE_TOO_MANY);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(finds_certificates_by_guid, set_up),
                cmocka_unit_test_setup(says_how_much_of_the_pages_is_used, set_up),
                cmocka_unit_test_setup(refuses_certificates_outside, set_up),
                cmocka_unit_test_setup(refuses_what_is_there_twice, set_up),
                cmocka_unit_test_setup(refuses_a_table_without_an_end, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
