/*
 * tests/unit/psp/fixture.h - a chip, a launched guest, and the guest's side of the messages in OpenSSL: an
 * implementation of the cryptography that is not the processor's.
 */
#ifndef TESTS_UNIT_PSP_FIXTURE_H
#define TESTS_UNIT_PSP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "softsnp/psp/requests.h"
#include "tools/chip/identity.h"

struct fixture {
        struct chip_keys keys; /* made once; RSA of 2048 bits, to be quick */
        struct chip_certificates certificates;
        struct snp_chip chip;
        struct psp_guest guest;
        struct guest_message message; /* the last one, either way */
};

/* For cmocka: keys once; before each test a Milan chip with reports of version 3 and a new guest. */
int fixture_make(void **state);
int fixture_reset(void **state);
int fixture_free(void **state);

/* Another chip with the same keys and ID, and TCBs of its own. */
void fixture_change_chip(struct fixture *fixture, enum snp_product product,
                         uint32_t report_version);

/* What a guest at VMPL @vmpck would send next. */
struct guest_message guest_message(const struct fixture *fixture, unsigned int vmpck, uint8_t type,
                                   const void *payload, size_t size);

/* Encrypts and authenticates a message as guests do; decrypts: false if the tag is wrong. */
void guest_seal(struct guest_message *message, const uint8_t key[VMPCK_SIZE]);
bool guest_open(struct guest_message *message, const uint8_t key[VMPCK_SIZE]);

/* Passes the message on as it is. What came back is in fixture->message. */
uint32_t pass_on(struct fixture *fixture, const struct guest_message *message);

/* Seals the message under its own VMPCK, passes it on. */
uint32_t seal_and_pass_on(struct fixture *fixture, struct guest_message message);

/*
 * A whole exchange that the firmware must accept: the response's payload, of @size bytes, is in
 * fixture->message.
 */
void exchange(struct fixture *fixture, const struct guest_message *request, size_t size);

/* A request for a report for @vmpl under VMPCK @vmpck; its status, the report in *@out. */
struct snp_report get_report(struct fixture *fixture, unsigned int vmpck, uint32_t vmpl);
uint32_t report_status(struct fixture *fixture, unsigned int vmpck,
                       const struct report_request *request);

#endif
