/* bench/tpm-commands.c - see tpm-commands.h: what is done with them. */
#include "bench/tpm-exchange.h"

#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

#define HASHCHECK 0x8024

static const uint8_t pcrs[] = { 3, 0xff, 0, 0 }; /* 0 to 7 */

bool tpm_is_there(struct tpm *tpm)
{
        if (!tpm_connects(tpm))
                return false;
        tpm_get_random(tpm);
        return true;
}

void tpm_get_random(struct tpm *tpm)
{
        tpm_begin(NO_SESSIONS, GET_RANDOM);
        bytes_write_be16(&tpm_command_bytes, 32);
        tpm_run(tpm);
}

/* The TPM's fixed properties. */
void tpm_get_capability(struct tpm *tpm)
{
        tpm_begin(NO_SESSIONS, GET_CAPABILITY);
        bytes_write_be32(&tpm_command_bytes, 6);
        bytes_write_be32(&tpm_command_bytes, 0x100);
        bytes_write_be32(&tpm_command_bytes, 64);
        tpm_run(tpm);
}

static void write_selection(void)
{
        bytes_write_be32(&tpm_command_bytes, 1);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_SHA256);
        bytes_write(&tpm_command_bytes, pcrs, sizeof(pcrs));
}

void tpm_pcr_read(struct tpm *tpm)
{
        tpm_begin(NO_SESSIONS, PCR_READ);
        write_selection();
        tpm_run(tpm);
}

static void write_digests(struct bytes_writer *out)
{
        bytes_write_be32(out, 1);
        bytes_write_be16(out, TPM_ALG_SHA256);
        bytes_write_zero(out, 32);
}

void tpm_pcr_extend(struct tpm *tpm)
{
        tpm_begin_with(PCR_EXTEND, PCR);
        write_digests(&tpm_command_bytes);
        tpm_run(tpm);
}

/* Unbound and unsalted. @type: 0 HMAC, 1 policy. */
static uint32_t start_session(struct tpm *tpm, uint8_t type, uint8_t nonce[NONCE])
{
        static const uint8_t ours[NONCE] = { 1 };
        struct bytes_reader in;
        uint32_t session;

        tpm_begin(NO_SESSIONS, START_AUTH_SESSION);
        bytes_write_be32(&tpm_command_bytes, TPM_RH_NULL);
        bytes_write_be32(&tpm_command_bytes, TPM_RH_NULL);
        tpm_write_sized(&tpm_command_bytes, ours, sizeof(ours));
        bytes_write_be16(&tpm_command_bytes, 0);
        bytes_write_u8(&tpm_command_bytes, type);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_NULL);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_SHA256);
        in = tpm_run(tpm);
        session = bytes_read_be32(&in);
        if (bytes_read_be16(&in) != NONCE)
                fail(tpm, "a nonce has another size", 0);
        bytes_read(&in, nonce, NONCE);
        return session;
}

/* The command's HMAC with an empty key (TPM 2.0 Part 1, "HMAC Computation"); the session ends with the tpm_command_bytes. */
static void authorize(const struct bytes_writer *parameters, const uint8_t theirs[NONCE],
                      uint8_t out[SHA256_DIGEST_LENGTH])
{
        static const uint8_t ours[NONCE] = { 2 };
        uint8_t text[128];
        struct bytes_writer writer = bytes_writer(text, sizeof(text));
        uint8_t hash[SHA256_DIGEST_LENGTH];

        bytes_write_be32(&writer, PCR_EXTEND);
        bytes_write_be32(&writer, PCR);
        bytes_write(&writer, parameters->data, parameters->size);
        SHA256(text, writer.size, hash);
        writer = bytes_writer(text, sizeof(text));
        bytes_write(&writer, hash, sizeof(hash));
        bytes_write(&writer, ours, sizeof(ours));
        bytes_write(&writer, theirs, NONCE);
        bytes_write_u8(&writer, 0);
        HMAC(EVP_sha256(), "", 0, text, writer.size, out, NULL);
}

void tpm_pcr_extend_hmac(struct tpm *tpm)
{
        static const uint8_t ours[NONCE] = { 2 };
        uint8_t text[64];
        struct bytes_writer parameters = bytes_writer(text, sizeof(text));
        uint8_t hmac[SHA256_DIGEST_LENGTH];
        uint8_t nonce[NONCE];
        uint32_t session = start_session(tpm, 0, nonce);

        write_digests(&parameters);
        authorize(&parameters, nonce, hmac);
        tpm_begin(SESSIONS, PCR_EXTEND);
        bytes_write_be32(&tpm_command_bytes, PCR);
        bytes_write_be32(&tpm_command_bytes, 4 + 2 + NONCE + 1 + 2 + sizeof(hmac));
        bytes_write_be32(&tpm_command_bytes, session);
        tpm_write_sized(&tpm_command_bytes, ours, sizeof(ours));
        bytes_write_u8(&tpm_command_bytes, 0);
        tpm_write_sized(&tpm_command_bytes, hmac, sizeof(hmac));
        bytes_write(&tpm_command_bytes, text, parameters.size);
        tpm_run(tpm);
}

void tpm_policy_session(struct tpm *tpm)
{
        uint8_t nonce[NONCE];
        uint32_t session = start_session(tpm, 1, nonce);

        tpm_begin(NO_SESSIONS, POLICY_PCR);
        bytes_write_be32(&tpm_command_bytes, session);
        bytes_write_be16(&tpm_command_bytes, 0);
        write_selection();
        tpm_run(tpm);
        tpm_flush_handle(tpm, session);
}

/* With the key's own scheme. */
void tpm_sign(struct tpm *tpm)
{
        static const uint8_t digest[32] = { 7 };

        tpm_begin_with(SIGN, tpm->handle);
        tpm_write_sized(&tpm_command_bytes, digest, sizeof(digest));
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_NULL);
        bytes_write_be16(&tpm_command_bytes, HASHCHECK);
        bytes_write_be32(&tpm_command_bytes, TPM_RH_NULL);
        bytes_write_be16(&tpm_command_bytes, 0);
        tpm_run(tpm);
}

void tpm_quote(struct tpm *tpm)
{
        tpm_begin_with(QUOTE, tpm->handle);
        bytes_write_be16(&tpm_command_bytes, 0);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_NULL);
        write_selection();
        tpm_run(tpm);
}

void tpm_unseal(struct tpm *tpm)
{
        tpm_begin_with(UNSEAL, tpm->handle);
        tpm_run(tpm);
}

/* Other bytes each time: what has not changed need not be kept. */
void tpm_nv_write(struct tpm *tpm)
{
        static uint32_t count;
        uint8_t data[NV_SIZE] = { 0 };

        memcpy(data, &(uint32_t){ ++count }, sizeof(count));
        tpm_begin_nv(NV_WRITE);
        tpm_write_sized(&tpm_command_bytes, data, sizeof(data));
        bytes_write_be16(&tpm_command_bytes, 0);
        tpm_run(tpm);
}

void tpm_nv_read(struct tpm *tpm)
{
        tpm_begin_nv(NV_READ);
        bytes_write_be16(&tpm_command_bytes, NV_SIZE);
        bytes_write_be16(&tpm_command_bytes, 0);
        tpm_run(tpm);
}

void tpm_nv_increment(struct tpm *tpm)
{
        tpm_begin_nv(NV_INCREMENT);
        tpm_run(tpm);
}

/* 1 KiB by AES-128-CFB. */
void tpm_encrypt(struct tpm *tpm)
{
        static const uint8_t data[1024] = { 1 };
        static const uint8_t iv[16] = { 2 };

        tpm_begin_with(ENCRYPT_DECRYPT_2, tpm->handle);
        tpm_write_sized(&tpm_command_bytes, data, sizeof(data));
        bytes_write_u8(&tpm_command_bytes, 0);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_NULL);
        tpm_write_sized(&tpm_command_bytes, iv, sizeof(iv));
        tpm_run(tpm);
}
