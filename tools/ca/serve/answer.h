/*
 * tools/ca/serve/answer.h - what the CA says to a request: certificates, or a refusal.
 */
#ifndef TOOLS_CA_SERVE_ANSWER_H
#define TOOLS_CA_SERVE_ANSWER_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "tools/ca/serve/request_check.h"
#include "tools/ca/serve/shared.h"

#define ANSWER_CHAIN 2

/* A reply and what it is made of. */
struct answer {
        struct wire_reply reply; /* points into the rest */
        char text[WIRE_TEXT_MAX + 1];
        struct attested attested;
        const struct profile *profile; /* the policy's */
        EVP_PKEY *keys[WIRE_KEYS_MAX];
        unsigned char *certificates[WIRE_KEYS_MAX];
        unsigned char *chain[ANSWER_CHAIN];
};

/*
 * Checks @request, and if all of it is as the policy says makes, records and returns certificates. Not
 * @fresh: its challenge is not the one that was given for it. What was refused is on stderr too.
 */
void answer_make(const struct session_ca *ca, const struct wire_request *request, bool fresh,
                 struct answer *out);
void answer_free(struct answer *answer);

#endif
