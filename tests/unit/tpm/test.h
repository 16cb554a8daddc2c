/* tests/unit/tpm/test.h - cmocka with what it wants before it. */
#ifndef TESTS_UNIT_TPM_TEST_H
#define TESTS_UNIT_TPM_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
