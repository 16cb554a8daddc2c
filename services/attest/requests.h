/*
 * services/attest/requests.h - what attestd is asked, and what it says (lib/svsm/attest_message.h): by a
 * guest through the kernel's front end, and by other services.
 */
#ifndef SERVICES_ATTEST_REQUESTS_H
#define SERVICES_ATTEST_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A request from the kernel on behalf of a guest: PREPARE or READ. Seals what peers can ask. Writes the reply to @reply, which
 * has SERVICE_MESSAGE_MAX bytes; returns its size. What is no request gets an empty reply.
 */
size_t guest_answer(const uint8_t *request, size_t size, uint8_t *reply);

/* A request of a peer's, with its header in front. Every reply begins with a result. */
size_t peer_answer(const uint8_t *request, size_t size, uint8_t *reply);

/*
 * From now on every request of a peer's is a bad one. A service that a guest has taken over gets no report and changes no
 * manifest, also if the kernel lets it ask.
 */
void peer_seal(void);

/* Forgets that, and the last report's certificates: for tests, each of which is a boot. */
void peer_reset(void);

#endif
