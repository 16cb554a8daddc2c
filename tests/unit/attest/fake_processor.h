/*
 * tests/unit/attest/fake_processor.h - the security processor behind services/attest/device.h, by
 * OpenSSL, and the host between: it can be busy, refuse, lie and change bytes.
 */
#ifndef TESTS_UNIT_ATTEST_FAKE_PROCESSOR_H
#define TESTS_UNIT_ATTEST_FAKE_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "services/attest/device.h"

struct fake_processor {
        uint8_t key[VMPCK_SIZE];
        uint64_t sequence; /* of its last response */
        uint64_t now;      /* milliseconds; waiting moves it */

        /* The host. */
        unsigned int busy;           /* so many times, then it passes messages on */
        bool stops_clock;            /* waiting does not move it */
        uint64_t refuses;            /* this status instead of passing on */
        bool lies_about_busy;        /* passes it on, and says BUSY all the same, once */
        uint32_t wants_pages;        /* of certificates, if more than there are */
        bool gives_nothing;          /* the kernel has no answer */
        size_t flip;                 /* the response's byte + 1 that is changed */
        const uint8_t *certificates; /* certificates_size bytes in its pages, or NULL */
        size_t certificates_size;

        /* The processor. */
        uint32_t status;
        bool other_report_data;
        uint64_t tsc_scale, tsc_offset;

        /* What came. */
        unsigned int messages;
        unsigned int reports;
        struct guest_request_time time; /* as the kernel was told */
        uint8_t report_data[64];
        uint32_t vmpl;
        _Alignas(8) uint8_t last[GUEST_MESSAGE_PAGE_SIZE];
        bool room_for_certificates; /* in the last message, as the kernel's device does it */
        bool sequence_reused;       /* two different messages had the same number */

        char log[4096];
};
extern struct fake_processor fake;

void fake_processor_reset(void);
bool fake_logged(const char *text);

/* AES-256-GCM of a message page in place, with the header's sequence number. False: a wrong tag. */
bool fake_gcm(const uint8_t *key, uint8_t *page, bool encrypt);

#endif
