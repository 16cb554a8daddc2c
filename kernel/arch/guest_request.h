/*
 * kernel/arch/guest_request.h - messages to the security processor. They are encrypted between a service and it; the host
 * carries them, and everything that it says about them proves nothing.
 *
 * Implemented above: kernel/snp/guest_request.c, because the device of that name (kernel/task/guest_request.c) runs on the
 * host as well, where tests/unit/kernel/fake_host.c answers.
 */
#ifndef KERNEL_ARCH_GUEST_REQUEST_H
#define KERNEL_ARCH_GUEST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/secrets_page.h"
#include "lib/svsm/guest_request_device.h"

/* Shares pages with the host for messages, once. False: there is no memory, or the host does not share them. */
__attribute__((warn_unused_result)) bool arch_guest_request_open(void);

/* VMPCK0, which is erased where it was. False: it cannot be read, or was taken before. The caller erases his copy. */
__attribute__((warn_unused_result)) bool arch_take_message_key(uint8_t key[VMPCK_SIZE]);

/* Private pages, PAGE_SIZE each, for what comes back. */
struct guest_request_pages {
        uint8_t *response;
        uint8_t *certificates[GUEST_REQUEST_CERTIFICATE_PAGES];
};

/*
 * One message of at most PAGE_SIZE bytes, with room for certificates or without (GHCB 2.0, sections 4.1.8 and 4.1.7). What
 * the host has written is copied out once, so it does not change any more. *@answer says what came: the certificates'
 * pages are filled as far as answer->certificate_pages. False: the host has not answered as it must.
 */
__attribute__((warn_unused_result)) bool arch_guest_request(const uint8_t *message, size_t size,
                                                            bool certificates,
                                                            const struct guest_request_pages *out,
                                                            struct guest_request_answer *answer);

#endif
