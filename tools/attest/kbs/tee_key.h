/*
 * tools/attest/kbs/tee_key.h - the key that a KBS encrypts resources for: made in the guest, its public half bound to the
 * report. Which ones is what Trustee's kbs/src/jwe can encrypt for, but for RSA1_5, which is long broken.
 */
#ifndef TOOLS_ATTEST_KBS_TEE_KEY_H
#define TOOLS_ATTEST_KBS_TEE_KEY_H

#include <openssl/evp.h>

struct tee_key {
        EVP_PKEY *key;
        const char *
                algorithm; /* as JOSE calls what wraps the content's key with it (RFC 7518, section 4) */
        const char *curve; /* P-256 or P-521; NULL: it is RSA */
        int coordinate;    /* bytes of one, of a curve's */
};

/* A fresh key of P-256. Returns NULL, or what is wrong; EVP_PKEY_free() is due after NULL. */
__attribute__((warn_unused_result)) const char *tee_key_make(struct tee_key *out);

/* The same of somebody's private key, which stays the caller's until this has returned NULL. */
__attribute__((warn_unused_result)) const char *tee_key_take(EVP_PKEY *key, struct tee_key *out);

/* The public half as a JWK (RFC 7517), members in the order of their names, no white space: malloc()ed; NULL: it cannot be had. */
char *tee_key_jwk(const struct tee_key *key);

#endif
