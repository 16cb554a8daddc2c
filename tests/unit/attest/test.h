/*
 * tests/unit/attest/test.h - what every test here includes: cmocka wants its own headers in this
 * order.
 */
#ifndef TESTS_UNIT_ATTEST_TEST_H
#define TESTS_UNIT_ATTEST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
