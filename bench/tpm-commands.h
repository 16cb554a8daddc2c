/*
 * bench/tpm-commands.h - raw TPM commands to a TPM at a TCP port, for measuring. What a TPM refuses ends the program with a line
 * that says so: there is nothing to be measured then.
 */
#ifndef BENCH_TPM_COMMANDS_H
#define BENCH_TPM_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#define TPM_BUFFER_MAX 4096

struct tpm {
        const char *name;
        int port;
        bool keeps; /* one connection, not one for each command */
        int connection;
        uint32_t parent;      /* a storage key */
        uint32_t handle;      /* of what is measured */
        uint8_t private[512]; /* a key under the parent, to be loaded, with its size in front */
        uint8_t public[512];
        uint16_t private_size, public_size;
};

/* Says what went wrong and ends. */
_Noreturn void fail(const struct tpm *tpm, const char *what, uint32_t code);

void tpm_disconnect(struct tpm *tpm);

/* Whether a TPM answers at all. */
bool tpm_is_there(struct tpm *tpm);

/* What has to be there for the measurements, and its end. */
void tpm_make_parent(struct tpm *tpm);
void tpm_make_signer(struct tpm *tpm);
void tpm_make_rsa_signer(struct tpm *tpm);
void tpm_make_quoter(struct tpm *tpm);
void tpm_make_cipher(struct tpm *tpm);
void tpm_make_child(struct tpm *tpm);
void tpm_make_sealed(struct tpm *tpm);
void tpm_define_ordinary(struct tpm *tpm);
void tpm_define_counter(struct tpm *tpm);
void tpm_flush(struct tpm *tpm);
void tpm_flush_parent(struct tpm *tpm);
void tpm_undefine(struct tpm *tpm);

/* What is measured. */
void tpm_get_random(struct tpm *tpm);
void tpm_get_capability(struct tpm *tpm);
void tpm_pcr_read(struct tpm *tpm);
void tpm_pcr_extend(struct tpm *tpm);
void tpm_pcr_extend_hmac(struct tpm *tpm); /* StartAuthSession too */
void tpm_policy_session(struct tpm *tpm);  /* StartAuthSession, PolicyPCR, FlushContext */
void tpm_create(struct tpm *tpm);
void tpm_load(struct tpm *tpm); /* FlushContext too */
void tpm_sign(struct tpm *tpm);
void tpm_quote(struct tpm *tpm);
void tpm_unseal(struct tpm *tpm);
void tpm_nv_write(struct tpm *tpm);
void tpm_nv_read(struct tpm *tpm);
void tpm_nv_increment(struct tpm *tpm);
void tpm_encrypt(struct tpm *tpm);
void tpm_create_p256(struct tpm *tpm); /* CreatePrimary, FlushContext */
void tpm_create_p384(struct tpm *tpm);
void tpm_create_rsa(struct tpm *tpm);

#endif
