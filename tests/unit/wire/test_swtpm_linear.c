/* tests/unit/wire/test_swtpm_linear.c - the file of swtpm's with all states of a TPM: where they are, and that they are in it. */
#include "lib/wire/swtpm_linear.h"
#include "tests/unit/wire/test.h"

#include <string.h>

#define FILE_SIZE 1000

static const uint8_t start[] = { 'n', 'i', 'l', 'm', 'p', 't', 'w', 's', 1, 0, 192, 0,
                                 192, 0,   0,   0,   100, 0,   0,   0,   0, 2, 0,   0 };
static uint8_t header[SWTPM_LINEAR_HEADER];
static uint32_t offset;
static uint32_t length;

static int fill(void **unused)
{
        (void)unused;
        memset(header, 0, sizeof(header));
        memcpy(header, start, sizeof(start));
        return 0;
}

static bool find(unsigned int number)
{
        return swtpm_linear_find(header, FILE_SIZE, number, &offset, &length);
}

static void states_are_where_the_header_says(void **unused)
{
        (void)unused;
        assert_true(swtpm_linear_is(start, sizeof(start)));
        assert_false(swtpm_linear_is(start, SWTPM_LINEAR_MAGIC - 1));
        assert_true(find(SWTPM_LINEAR_PERMANENT));
        assert_int_equal(offset, 192);
        assert_int_equal(length, 100);
        assert_true(find(SWTPM_LINEAR_VOLATILE));
        assert_int_equal(length, 0);
        assert_false(find(15));
}

static void a_state_beyond_the_file_is_damage(void **unused)
{
        (void)unused;
        header[16] = 0x28; /* 0x328: up to the last byte */
        header[17] = 3;
        assert_true(find(SWTPM_LINEAR_PERMANENT));
        header[16]++;
        assert_false(find(SWTPM_LINEAR_PERMANENT));
        header[15] = 0xff;
        assert_false(find(SWTPM_LINEAR_PERMANENT));
        fill(NULL);
        header[12] = 191; /* in the header */
        assert_false(find(SWTPM_LINEAR_PERMANENT));
}

static void others_are_none(void **unused)
{
        (void)unused;
        header[8] = 2;
        assert_false(find(SWTPM_LINEAR_PERMANENT));
        fill(NULL);
        header[10]--;
        assert_false(find(SWTPM_LINEAR_PERMANENT));
        fill(NULL);
        header[0]++;
        assert_false(find(SWTPM_LINEAR_PERMANENT));
        assert_false(swtpm_linear_is(header, sizeof(header)));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(states_are_where_the_header_says, fill),
                cmocka_unit_test_setup(a_state_beyond_the_file_is_damage, fill),
                cmocka_unit_test_setup(others_are_none, fill),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
