/*
 * services/vtpm/authority.h - the platform's CA at the other end of the channel.
 *
 * The channel is the host's: whatever comes over it is checked before it is used, and what is asked
 * for is public.
 */
#ifndef SERVICES_VTPM_AUTHORITY_H
#define SERVICES_VTPM_AUTHORITY_H

#include "lib/wire/frame.h"
#include "lib/wire/manufacture.h"

struct authority {
        uint64_t session; /* random; frames of others are not for us */
        uint8_t challenge[WIRE_CHALLENGE_SIZE];
        struct wire_stream stream;
};

/*
 * Looks for a CA: says hello and waits two seconds for its ready, three times. Returns 0, or -1
 * with a log line.
 */
__attribute__((warn_unused_result)) int authority_find(struct authority *authority);

/* Puts the CA's challenge into a request. */
void authority_challenge(const struct authority *authority, struct wire_request *request);

/*
 * Sends @request, which has the CA's challenge, and waits five seconds for the reply. Returns 0
 * if the CA has granted it: *@reply then points into the authority's stream. Else -1 with a log
 * line that repeats the CA's reason.
 */
__attribute__((warn_unused_result)) int authority_certify(struct authority *authority,
                                                          const struct wire_request *request,
                                                          struct wire_reply *reply);

#endif
