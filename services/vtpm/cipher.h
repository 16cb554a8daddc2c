/*
 * services/vtpm/cipher.h - bytes encrypted and authenticated as swtpm does it (src/swtpm/swtpm_aes.c, SWTPM_CalcHMAC() of
 * swtpm_nvstore.c): AES-CBC, padded to a multiple of the key's size, with an IV of that size of which AES takes the first half if
 * the key has 256 bits; then HMAC-SHA256 with the same key over what came out and the IV.
 */
#ifndef SERVICES_VTPM_CIPHER_H
#define SERVICES_VTPM_CIPHER_H

#include "lib/wire/manufacture.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIPHER_KEY_MAX 32
#define CIPHER_MAC     32

struct cipher_key {
        uint8_t bytes[CIPHER_KEY_MAX];
        size_t size; /* 16 or 32; 0: there is no key */
};

/* How long @size bytes are when they are encrypted. */
size_t cipher_size(const struct cipher_key *key, size_t size);

/*
 * Encrypts @plain into cipher_size() bytes at @out, with a new IV of the key's size, and authenticates it. Returns false if the
 * library fails.
 */
__attribute__((warn_unused_result)) bool cipher_encrypt(const struct cipher_key *key,
                                                        struct wire_blob plain, uint8_t *out,
                                                        uint8_t iv[CIPHER_KEY_MAX],
                                                        uint8_t mac[CIPHER_MAC]);

/* Whether @mac is that of @data and @iv; an empty one is none, and is zero (swtpm had none once). */
__attribute__((warn_unused_result)) bool cipher_is_authentic(const struct cipher_key *key,
                                                             struct wire_blob data,
                                                             struct wire_blob iv,
                                                             struct wire_blob mac);

/*
 * Decrypts @data into as many bytes at @out. *@size is what is left without the padding. Returns false if
 * that is none of @key's.
 */
__attribute__((warn_unused_result)) bool cipher_decrypt(const struct cipher_key *key,
                                                        struct wire_blob data, struct wire_blob iv,
                                                        uint8_t *out, size_t *size);

/* HMAC-SHA256 of so many pieces, one behind the other. Returns false if the library fails. */
__attribute__((warn_unused_result)) bool cipher_mac(const struct cipher_key *key,
                                                    const struct wire_blob *pieces, size_t count,
                                                    uint8_t mac[CIPHER_MAC]);

#endif
