/*
 * tools/tpm/serve/swtpm_control.h - swtpm's control protocol, as tpm2-tss, QEMU, libvirt and swtpm_ioctl
 * speak it: one message read, one reply written. Pure functions: no sockets, no TPM.
 *
 * A message is a u32 command and its operands, a reply a u32 result and what was asked for, all
 * big-endian; numbers and layouts are those of swtpm's include/swtpm/tpm_ioctl.h, meanings those of
 * swtpm_ioctls(3). A message has no
 * length of its own: tpm2-tss sends 5 bytes for SWTPM_SET_LOCALITY, QEMU 8. So one recv() is one
 * message, and what is behind the operands is dropped. Only HASH_DATA and SET_STATEBLOB say how
 * many bytes follow, and those may come in later recv()s.
 */
#ifndef TOOLS_TPM_SERVE_SWTPM_CONTROL_H
#define TOOLS_TPM_SERVE_SWTPM_CONTROL_H

#include <stddef.h>
#include <stdint.h>

enum swtpm_command {
        SWTPM_GET_CAPABILITY = 0x01,
        SWTPM_INIT = 0x02,
        SWTPM_SHUTDOWN = 0x03,
        SWTPM_GET_TPMESTABLISHED = 0x04,
        SWTPM_SET_LOCALITY = 0x05,
        SWTPM_HASH_START = 0x06,
        SWTPM_HASH_DATA = 0x07,
        SWTPM_HASH_END = 0x08,
        SWTPM_CANCEL_TPM_CMD = 0x09,
        SWTPM_STORE_VOLATILE = 0x0a,
        SWTPM_RESET_TPMESTABLISHED = 0x0b,
        SWTPM_GET_STATEBLOB = 0x0c,
        SWTPM_SET_STATEBLOB = 0x0d,
        SWTPM_STOP = 0x0e,
        SWTPM_GET_CONFIG = 0x0f,
        SWTPM_SET_DATAFD = 0x10,
        SWTPM_SET_BUFFERSIZE = 0x11,
        SWTPM_GET_INFO = 0x12,
        SWTPM_LOCK_STORAGE = 0x13,
};

/* Results: TPM 1.2's return codes, as libtpms names them in tpm_error.h. */
enum swtpm_result {
        SWTPM_SUCCESS = 0x00,
        SWTPM_BAD_PARAMETER = 0x03,
        SWTPM_FAIL = 0x09,
        SWTPM_BAD_ORDINAL = 0x0a,
        SWTPM_IOERROR = 0x1f,
        SWTPM_BAD_LOCALITY = 0x3d,
};

/*
 * What SWTPM_GET_CAPABILITY answers: one bit a command, from PTM_CAP_INIT (bit 0) to
 * PTM_CAP_GET_INFO (bit 14), PTM_CAP_SEND_COMMAND_HEADER (bit 15: headers may stand in front of TPM
 * commands on the data channel) and PTM_CAP_LOCK_STORAGE (bit 16).
 */
#define SWTPM_CAPABILITIES UINT64_C(0x1ffff)

/* GET_STATEBLOB's flag: not with the key of the file; and that of its reply and of SET_STATEBLOB: with it. */
#define SWTPM_STATE_DECRYPTED 1
#define SWTPM_STATE_ENCRYPTED 2

/* GET_CONFIG's flags: there is a key for the file, and one for migrations. */
#define SWTPM_CONFIG_FILE_KEY      1
#define SWTPM_CONFIG_MIGRATION_KEY 2

#define SWTPM_STATE_MAX    (1024 * 1024) /* bytes of a state that SET_STATEBLOB may bring */
#define SWTPM_REPLY_MAX    4096          /* bytes of a reply but that of GET_STATEBLOB */
#define SWTPM_STATE_HEADER 16            /* what is in front of GET_STATEBLOB's bytes */

/* One message, read. What a command does not have is zero. */
struct swtpm_request {
        uint32_t command;     /* enum swtpm_command */
        uint32_t flags;       /* INIT: bit 0, forget the saved volatile state once it was used */
        uint8_t locality;     /* SET_LOCALITY, RESET_TPMESTABLISHED: 0 to 4 */
        uint8_t kind;         /* GET_STATEBLOB, SET_STATEBLOB: enum vtpm_state_kind */
        uint32_t offset;      /* GET_STATEBLOB, GET_INFO: from where */
        uint32_t retries;     /* LOCK_STORAGE */
        uint32_t buffer_size; /* SET_BUFFERSIZE: 0 asks only */
        uint64_t info;        /* GET_INFO: flags of TPMLIB_GetInfo() */
        uint32_t body_size;   /* HASH_DATA, SET_STATEBLOB: bytes that follow in all */
        const uint8_t *body;  /* those of them that came with the message */
        size_t body_here;
};

/*
 * Reads a message. Returns SWTPM_SUCCESS, or the result that its sender has to be told; then only
 * the command and the body of @out may be used: a body that is refused comes nevertheless.
 */
__attribute__((warn_unused_result)) enum swtpm_result
swtpm_read_request(const void *data, size_t size, struct swtpm_request *out);

/*
 * The message of lib/svsm/vtpm_message.h that does what @request asks of the TPM. Returns its size,
 * or 0 if it is nothing that one such message does.
 */
size_t swtpm_control_message(const struct swtpm_request *request, uint8_t *out, size_t capacity);

/*
 * The same for @size bytes of the body of HASH_DATA or SET_STATEBLOB, at most VTPM_CONTROL_PIECE, of
 * which @offset came before.
 */
size_t swtpm_body_message(const struct swtpm_request *request, uint32_t offset,
                          const uint8_t *piece, size_t size, uint8_t *out, size_t capacity);

/* The message that asks for the state of @request from @offset on. */
size_t swtpm_state_message(const struct swtpm_request *request, uint32_t offset, uint8_t *out,
                           size_t capacity);

/*
 * Writes the reply to @command when @result is all there is to say. Returns its size: an error is its
 * result alone, as swtpm sends it and QEMU reads it (backends/tpm/tpm_emulator.c, msg_len_out_err).
 */
size_t swtpm_write_result(uint32_t command, uint32_t result, uint8_t *out, size_t capacity);

/*
 * Writes the reply to @request out of what vtpmd answered to its message. An answer that is too
 * short becomes SWTPM_FAIL. Returns its size.
 */
size_t swtpm_write_reply(const struct swtpm_request *request, const uint8_t *answer, size_t size,
                         uint8_t *out, size_t capacity);

/* Writes what is in front of the @left bytes of a state that is @total bytes long, with SWTPM_STATE_ENCRYPTED or 0. */
size_t swtpm_write_state_header(uint32_t flags, uint32_t total, uint32_t left, uint8_t *out,
                                size_t capacity);

/* Writes the reply to GET_CONFIG. */
size_t swtpm_write_config(uint32_t flags, uint8_t *out, size_t capacity);

#endif
