/*
 * services/attest/device.h - the guest-request device (lib/svsm/guest_request_device.h) as calls. Tests
 * put a security processor of their own behind them.
 */
#ifndef SERVICES_ATTEST_DEVICE_H
#define SERVICES_ATTEST_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/guest_message.h"
#include "lib/snp/report.h"
#include "lib/snp/secrets_page.h"
#include "lib/svsm/guest_request_device.h"

/* What the host has left for one message; all of it unproven. */
struct device_answer {
        struct guest_request_answer head;
        uint8_t response[GUEST_MESSAGE_PAGE_SIZE];
        uint8_t certificates[SNP_CERTIFICATES_MAX];
};

/* VMPCK0; it can be had once. Returns 0 or -1. */
__attribute__((warn_unused_result)) int device_take_key(uint8_t key[VMPCK_SIZE]);

/* One message and its answer. Returns 0, or -1: the kernel has no answer from the host. */
__attribute__((warn_unused_result)) int device_exchange(const void *message, size_t size,
                                                        struct device_answer *answer);

/* Tells the kernel how the TSC runs. Returns 0, or -1: it does not take that. */
__attribute__((warn_unused_result)) int device_give_time(const struct guest_request_time *time);

/* Waits. */
void device_wait(unsigned int milliseconds);

#endif
