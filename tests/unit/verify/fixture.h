/*
 * tests/unit/verify/fixture.h - a chip's certificates in AMD's formats, and reports that it signs, made
 * with OpenSSL: what the verifier must accept, to be spoilt by the tests one thing at a time.
 */
#ifndef TESTS_UNIT_VERIFY_FIXTURE_H
#define TESTS_UNIT_VERIFY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tools/evidence/report_data.h"
#include "tools/evidence/verify.h"
#include "tools/chip/identity.h"

#define NONCE_SIZE 64

struct fixture {
        struct chip_keys keys; /* RSA of 2048 bits, to be quick */
        struct chip_certificates made;
        struct snp_chip chip;
        struct amd_certificates certificates; /* borrows those that were made */
        struct snp_report report;
        struct measurement measurement;
        struct report_rules rules;
        struct steps steps;
};

/* For cmocka: keys once; before each test a Milan chip and a report of version 3 that verifies. */
int fixture_make(void **state);
int fixture_reset(void **state);
int fixture_free(void **state);

/* Another chip with the same keys, and a report of it that verifies. */
void fixture_change_chip(struct fixture *fixture, enum snp_product product,
                         uint32_t report_version);

/* Puts the signature of @key over the report as it is. */
void fixture_sign(struct fixture *fixture, EVP_PKEY *key);

/* True if the report verifies; the steps are in the fixture. */
bool fixture_verify(struct fixture *fixture);

/* The report must fail at the step @name, and at no other; the detail is returned. */
const char *fixture_fails_at(struct fixture *fixture, const char *name);

/* The step of the last verdict with that name, which must be there. */
const struct step *fixture_step(const struct fixture *fixture, const char *name);

/* Signed as it is, the report verifies and says that it has @what, which is not known; unless nothing may be left open. */
void fixture_leaves_open(struct fixture *fixture, const char *what);

#endif
