/*
 * tools/attest/kbs/handshake.h - a conversation with a KBS: Request, Challenge, Attestation, Response (Trustee, "KBS
 * Attestation Protocol"), and then the resource.
 */
#ifndef TOOLS_ATTEST_KBS_HANDSHAKE_H
#define TOOLS_ATTEST_KBS_HANDSHAKE_H

#include "tools/attest/kbs/http.h"
#include "tools/attest/kbs/snp_evidence.h"
#include "tools/attest/kbs/tee_key.h"

/* Where evidence is from. */
struct evidence_source {
        bool sample;         /* of the TEE "sample": none */
        const char *command; /* NULL: configfs-tsm */
        const char *tsm;
        struct svsm_service service;
};

/*
 * Both return NULL, or what is wrong as a sentence, good until the next call. What they give is to be freed.
 */

/* Attests with a nonce of the KBS's; what it gives is its token. The session is in @http from here on. */
__attribute__((warn_unused_result)) const char *
handshake_attest(struct http *http, const struct evidence_source *source, const struct tee_key *key,
                 struct file *token);

/* A resource at a path of resource_path(), decrypted. */
__attribute__((warn_unused_result)) const char *handshake_get(struct http *http, const char *path,
                                                              const struct tee_key *key,
                                                              struct file *resource);

#endif
