/*
 * bench/tpm-exchange.h - one command at a time to a TPM at a TCP port. What a TPM refuses ends the program with a line that says so.
 */
#ifndef BENCH_TPM_EXCHANGE_H
#define BENCH_TPM_EXCHANGE_H

#include "bench/tpm-commands.h"
#include "lib/base/bytes.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#define NO_SESSIONS 0x8001
#define SESSIONS    0x8002
#define RS_PW       UINT32_C(0x40000009)
#define NV_INDEX    UINT32_C(0x01500b00)
#define NV_SIZE     32
#define NONCE       16
#define PCR         16

enum command_code {
        NV_UNDEFINE = 0x122,
        NV_DEFINE = 0x12a,
        CREATE_PRIMARY = 0x131,
        NV_INCREMENT = 0x134,
        NV_WRITE = 0x137,
        NV_READ = 0x14e,
        CREATE = 0x153,
        LOAD = 0x157,
        QUOTE = 0x158,
        SIGN = 0x15d,
        UNSEAL = 0x15e,
        FLUSH_CONTEXT = 0x165,
        START_AUTH_SESSION = 0x176,
        GET_CAPABILITY = 0x17a,
        GET_RANDOM = 0x17b,
        PCR_READ = 0x17e,
        POLICY_PCR = 0x17f,
        PCR_EXTEND = 0x182,
        ENCRYPT_DECRYPT_2 = 0x193,
};

/* What is being written: a command from tpm_begin() to tpm_run(). */
extern struct bytes_writer tpm_command_bytes;

void tpm_begin(uint16_t tag, uint32_t code);
void tpm_empty_password(void);
void tpm_write_sized(struct bytes_writer *out, const void *data, size_t size);

/* Begins one with a handle that has an empty authorization value; with the owner and the NV index. */
void tpm_begin_with(uint32_t code, uint32_t handle);
void tpm_begin_nv(uint32_t code);

/* Sends it. The parameters of the response are there until the next command. */
struct bytes_reader tpm_run(struct tpm *tpm);

void tpm_flush_handle(struct tpm *tpm, uint32_t handle);

/* Whether somebody listens there. */
bool tpm_connects(struct tpm *tpm);

#endif
