/* tests/unit/softsnp/test.h - what cmocka.h needs to be included before it. */
#ifndef TESTS_UNIT_SOFTSNP_TEST_H
#define TESTS_UNIT_SOFTSNP_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
