/*
 * tools/tpm/key/key.h - a key with which a TPM's state is encrypted, from where swtpm's --key and --migration-key say that it is
 * (swtpm(8)), so that both have the same key from the same words. Nothing of it is in arguments, and logs name its place only.
 */
#ifndef TOOLS_TPM_KEY_KEY_H
#define TOOLS_TPM_KEY_KEY_H

#include <stddef.h>
#include <stdint.h>

#define TPM_KEY_MAX     32
#define TPM_KEY_PROBLEM 256 /* bytes of what is said of words that are not right */

struct tpm_key {
        uint8_t bytes[TPM_KEY_MAX];
        size_t size; /* 16 or 32; 0: there is none */
};

/* The keys of a TPM on plain Linux (services/vtpm/state_keys.h). */
struct tpm_keys {
        struct tpm_key state, migration, directory;
};

/*
 * Reads the key that @words say: one of file=PATH, fd=FD, pwdfile=PATH, pwdfd=FD; mode=aes-128-cbc (or aes-cbc) or aes-256-cbc;
 * format=hex or binary; kdf=pbkdf2 or sha512; remove, of the file. A descriptor is closed. Returns 0, or -1 with the reason in
 * @problem.
 */
__attribute__((warn_unused_result)) int tpm_key_read(const char *words, struct tpm_key *out,
                                                     char problem[TPM_KEY_PROBLEM]);

void tpm_keys_wipe(struct tpm_keys *keys);

/*
 * A descriptor from which vtpmd reads the keys, once. -1 if there is none for want of descriptors.
 */
__attribute__((warn_unused_result)) int tpm_keys_pipe(const struct tpm_keys *keys);

#endif
