/*
 * lib/svsm/vtpm_message.h - the message in which the kernel hands a TPM command to the service of
 * SVSM_PROTOCOL_VTPM. One message a command: the request begins with this header, the TPM command
 * follows it; the reply is the TPM response alone. Both are at most SERVICE_MESSAGE_MAX bytes.
 *
 * On plain Linux the same service stands behind swtpm's protocol, and what a computer's power
 * supply and buses do to its TPM comes as control messages. The kernel never sends one: a guest's
 * locality is at most VTPM_MAX_LOCALITY. The service takes them only if it was started with the
 * argument "control".
 */
#ifndef LIB_SVSM_VTPM_MESSAGE_H
#define LIB_SVSM_VTPM_MESSAGE_H

#include <stdint.h>

/* In front of each command. */
struct vtpm_message_header {
        uint8_t locality; /* 0 to VTPM_MAX_LOCALITY, or VTPM_CONTROL */
};
_Static_assert(sizeof(struct vtpm_message_header) == 1, "vTPM message header");

#define VTPM_MAX_LOCALITY 4

/*
 * The least TPM command: tag, size and command code (TPM 2.0 part 1, "Command/Response Structure").
 */
#define VTPM_COMMAND_MIN 10

/* The first byte of a control message; then u8 operation and its operands, big-endian. */
#define VTPM_CONTROL 0xf0

/*
 * Every reply begins with a u32 result: 0, or a TPM 1.2 return code as swtpm's control channel gives
 * them (TPM_FAIL 9, TPM_BAD_ORDINAL 10, TPM_BAD_PARAMETER 3, TPM_RETRY 0x800).
 */
enum vtpm_control {
        VTPM_CONTROL_POWER_ON =
                1, /* u8 1: forget the saved volatile state once the TPM has gone on from it. Off
                      and on again if it is on */
        VTPM_CONTROL_POWER_OFF = 2,
        VTPM_CONTROL_ESTABLISHED = 3,       /* reply: u8 */
        VTPM_CONTROL_RESET_ESTABLISHED = 4, /* u8 locality */
        VTPM_CONTROL_HASH_START = 5,
        VTPM_CONTROL_HASH_DATA = 6, /* the bytes */
        VTPM_CONTROL_HASH_END = 7,
        VTPM_CONTROL_STORE_VOLATILE = 8, /* keeps what a resume needs */
        VTPM_CONTROL_GET_STATE = 9,      /* u8 kind, u32 offset; reply: u32 bytes in all, the next
                                            VTPM_CONTROL_PIECE of them */
        VTPM_CONTROL_SET_STATE = 10, /* u8 kind, u32 offset, u32 bytes in all, a piece. Only while
                                            the power is off; takes effect with the last piece */
        VTPM_CONTROL_BUFFER_SIZE =
                11,                 /* u32 wanted, 0 to ask; reply: u32 now, u32 least, u32 most */
        VTPM_CONTROL_INFO = 12,     /* u64 flags of TPMLIB_GetInfo; reply: JSON text */
        VTPM_CONTROL_DATA = 13,     /* u8 flags, or nothing: none. A socket comes with the message
                                   (SCM_RIGHTS): TPM commands are taken from there too, until its
                                   other end closes it */
        VTPM_CONTROL_STORAGE = 15,  /* u8 0: nothing is written any more, commands are answered with
                                      TPM_RC_RETRY; 1: what has changed is written, and so on */
        VTPM_CONTROL_LISTEN = 16,   /* u8 flags. A socket that listens comes with the message: who
                                      comes there is served one after the other, as with DATA */
        VTPM_CONTROL_LOCALITY = 14, /* u8: where the commands from there come from */
};

/* How commands of such a connection are taken. */
enum vtpm_data_flags {
        VTPM_DATA_ONCE = 1,         /* it ends with the first response */
        VTPM_DATA_SET_LOCALITY = 2, /* TPM2_CC_SET_LOCALITY of Linux' vTPM proxy is obeyed */
        VTPM_DATA_BELOW_4 = 4,      /* commands from locality 4 are refused */
};

/* Kinds of state, as in swtpm's PTM_BLOB_TYPE_*. */
enum vtpm_state_kind {
        VTPM_STATE_PERMANENT = 1,
        VTPM_STATE_VOLATILE = 2,
        VTPM_STATE_SAVED = 3, /* TPM2_Shutdown(STATE) */
};

/* In a kind's byte: which bits are the kind, and what else is said of the state. */
#define VTPM_STATE_KIND      0x0f
#define VTPM_STATE_DECRYPTED 0x10 /* GET_STATE: not encrypted with the state's key */
#define VTPM_STATE_ENCRYPTED 0x20 /* SET_STATE: it is encrypted with that */

#define VTPM_CONTROL_PIECE 3072

#endif
