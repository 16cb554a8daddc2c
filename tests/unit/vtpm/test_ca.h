/*
 * tests/unit/vtpm/test_ca.h - a CA of one self-signed certificate that certifies whatever key it is
 * given: what vtpmd demands of certificates is tested against it.
 */
#ifndef TESTS_UNIT_VTPM_TEST_CA_H
#define TESTS_UNIT_VTPM_TEST_CA_H

#include "lib/wire/manufacture.h"

/* Makes the CA's key. Returns 0 or -1. */
int test_ca_begin(void);

/* Answers a request: a certificate for each key, and the CA's own as the chain. 0 or -1. */
int test_ca_answer(const struct wire_request *request, struct wire_reply *reply);

#endif
