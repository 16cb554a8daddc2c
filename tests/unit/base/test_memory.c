/*
 * tests/unit/base/test_memory.c - the memory functions of freestanding programs, against the C library's,
 * for every size and distance around their blocks and words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define memcpy  own_memcpy
#define memmove own_memmove
#define memset  own_memset
#define memcmp  own_memcmp
#define strlen  own_strlen
#define strcmp  own_strcmp
#include "lib/base/memory.c" /* NOLINT(bugprone-suspicious-include): under other names */
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp

#define SPACE     256
#define SIZES     150
#define DISTANCES 20

static uint8_t own[SPACE];
static uint8_t libc[SPACE];

static void fill(void)
{
        for (size_t i = 0; i < SPACE; i++)
                own[i] = libc[i] = (uint8_t)(i * 31 + i / 7);
}

static void copies_every_size_to_every_address(void **state)
{
        uint8_t from[SIZES];

        (void)state;
        memset(from, 0x5a, sizeof(from));
        for (size_t i = 0; i < sizeof(from); i++)
                from[i] = (uint8_t)(i * 13);
        for (size_t size = 0; size < SIZES - DISTANCES; size++) {
                for (size_t at = 0; at < DISTANCES; at++) {
                        fill();
                        own_memcpy(own + at, from + at / 2, size);
                        memcpy(libc + at, from + at / 2, size);
                        assert_memory_equal(own, libc, SPACE);
                }
        }
}

static void moves_what_overlaps(void **state)
{
        (void)state;
        for (size_t size = 0; size < SIZES; size++) {
                for (size_t at = 0; at < 2 * DISTANCES; at++) {
                        fill();
                        own_memmove(own + at, own + DISTANCES, size);
                        memmove(libc + at, libc + DISTANCES, size);
                        assert_memory_equal(own, libc, SPACE);
                }
        }
}

static void fills_no_more_than_it_was_told(void **state)
{
        (void)state;
        for (size_t size = 0; size < SIZES; size++) {
                fill();
                own_memset(own + 3, 0x1a5, size);
                memset(libc + 3, 0xa5, size);
                assert_memory_equal(own, libc, SPACE);
        }
}

static void compares_as_unsigned_bytes(void **state)
{
        (void)state;
        assert_int_equal(own_memcmp("a\x80", "a\x7f", 2), 1);
        assert_int_equal(own_memcmp("a\x7f", "a\x80", 2), -1);
        assert_int_equal(own_memcmp("ab", "ac", 1), 0);
        assert_int_equal(own_strlen("four"), 4);
        assert_true(own_strcmp("\x80", "a") > 0);
        assert_int_equal(own_strcmp("same", "same"), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(copies_every_size_to_every_address),
                cmocka_unit_test(moves_what_overlaps),
                cmocka_unit_test(fills_no_more_than_it_was_told),
                cmocka_unit_test(compares_as_unsigned_bytes),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
