/*
 * services/attest/requests.h - what attestd is asked, and what it says (lib/svsm/attest_message.h): by a
 * guest through the kernel's front end, and by other services.
 */
#ifndef SERVICES_ATTEST_REQUESTS_H
#define SERVICES_ATTEST_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A request from the kernel on behalf of a guest: PREPARE or READ. Writes the reply to @reply, which
 * has SERVICE_MESSAGE_MAX bytes; returns its size. What is no request gets an empty reply.
 */
size_t guest_answer(const uint8_t *request, size_t size, uint8_t *reply);

/* A request of a peer's, with its header in front. Every reply begins with a result. */
size_t peer_answer(const uint8_t *request, size_t size, uint8_t *reply);

#endif
