/* services/vtpm/control.c - see control.h. */
#include "services/vtpm/control.h"
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/direct.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/seal.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/state_keys.h"
#include "services/vtpm/timekeeping.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

/* TPM 1.2 return codes, as swtpm's control channel gives them. */
#define RESULT_OK               0
#define RESULT_BAD_PARAMETER    3
#define RESULT_FAIL             9
#define RESULT_BAD_ORDINAL      10
#define RESULT_KEY_NOT_FOUND    13
#define RESULT_DECRYPT_ERROR    33
#define RESULT_INVALID_POSTINIT 38
#define RESULT_BAD_KEY_PROPERTY 40

#define STATE_MAX (256 * 1024)

/* A state that comes, or goes, in pieces. */
static struct {
        uint8_t *data; /* STATE_MAX bytes, or NULL as long as nobody has asked */
        size_t size;   /* that have come, or that there are to go */
        uint8_t kind;  /* enum vtpm_state_kind, with its flags */
} transfer;

static void power_down(void)
{
        vtpm_power_off();
        timekeeping_power_off();
}

/*
 * States that were set become the TPM's only now, and libtpms keeps one before it has looked at the other:
 * if they are refused, the TPM is what it was before.
 */
static uint32_t power_on_or_leave(void)
{
        bool failed;

        if (state_remember())
                return RESULT_FAIL;
        failed = vtpm_power_on() != 0;
        if (failed)
                state_recall();
        state_forget();
        return failed ? RESULT_FAIL : RESULT_OK;
}

static uint32_t power_on(struct bytes_reader *in)
{
        uint8_t forget = bytes_read_u8(in);

        if (in->failed || forget > 1)
                return RESULT_BAD_PARAMETER;
        power_down();
        direct_set_locality(0);
        if (power_on_or_leave() != RESULT_OK)
                return RESULT_FAIL;
        /* What has been gone on from is not gone on from again: PTM_INIT_FLAG_DELETE_VOLATILE. */
        if (forget)
                vtpm_forget_volatile();
        return RESULT_OK;
}

static uint32_t power_off(void)
{
        power_down();
        return RESULT_OK;
}

static uint32_t established(struct bytes_writer *out)
{
        bool is_set;
        uint32_t result = vtpm_established(&is_set);

        bytes_write_u8(out, result == RESULT_OK && is_set);
        return result;
}

static uint32_t reset_established(struct bytes_reader *in)
{
        uint8_t locality = bytes_read_u8(in);

        return in->failed ? RESULT_BAD_PARAMETER : vtpm_reset_established(locality);
}

static uint32_t hash_data(struct bytes_reader *in)
{
        size_t size = bytes_left(in);

        return vtpm_hash_data(bytes_take(in, size), size);
}

static bool has_room(void)
{
        if (!transfer.data)
                transfer.data = malloc(STATE_MAX);
        return transfer.data != NULL;
}

/* A state holds the TPM's seeds; it stays here no longer than it takes to pass it on. */
static void forget(void)
{
        OPENSSL_cleanse(transfer.data, transfer.size);
        transfer.size = 0;
}

/* As swtpm sends it, so that swtpm takes it too. */
static uint32_t seal_state(struct wire_blob state, bool decrypted)
{
        static const struct cipher_key none;
        const struct seal_keys keys = { decrypted ? &none : &state_keys()->state,
                                        &state_keys()->migration };

        if (state.size == 0)
                return RESULT_OK;
        transfer.size = seal_write(keys, state, true, transfer.data, STATE_MAX);
        return transfer.size ? RESULT_OK : RESULT_FAIL;
}

static uint32_t take_state(uint8_t kind)
{
        uint8_t *state = malloc(STATE_MAX);
        size_t size = 0;
        uint32_t result;

        if (!state)
                return RESULT_FAIL;
        transfer.kind = kind;
        transfer.size = 0;
        result = vtpm_get_state(kind & VTPM_STATE_KIND, state, STATE_MAX - SEAL_AROUND, &size);
        if (result == RESULT_OK)
                result = seal_state((struct wire_blob){ state, size }, kind & VTPM_STATE_DECRYPTED);
        OPENSSL_cleanse(state, size);
        free(state);
        return result;
}

/* The first piece takes a copy of the state, from which the others come. */
static uint32_t get_state(struct bytes_reader *in, struct bytes_writer *out)
{
        uint8_t kind = bytes_read_u8(in);
        uint32_t offset = bytes_read_be32(in);
        size_t piece;

        if (in->failed)
                return RESULT_BAD_PARAMETER;
        if (!has_room())
                return RESULT_FAIL;
        if (offset == 0) {
                uint32_t result = take_state(kind);

                if (result != RESULT_OK)
                        return result;
        }
        if (kind != transfer.kind || offset > transfer.size)
                return RESULT_BAD_PARAMETER;
        piece = transfer.size - offset;
        if (piece > VTPM_CONTROL_PIECE)
                piece = VTPM_CONTROL_PIECE;
        bytes_write_be32(out, (uint32_t)transfer.size);
        bytes_write(out, transfer.data + offset, piece);
        if (offset + piece == transfer.size)
                forget();
        return RESULT_OK;
}

/*
 * An empty state is none: a volatile one that was stored is forgotten. There is no TPM without a permanent
 * one, so that stays.
 */
static uint32_t set_empty(uint8_t kind)
{
        if (kind == VTPM_STATE_VOLATILE)
                vtpm_forget_volatile();
        return RESULT_OK;
}

static uint32_t refuse_state(enum seal_verdict verdict)
{
        service_log("vtpm: a state is refused: %s", seal_problem(verdict));
        switch (verdict) {
        case SEAL_NO_KEY:
        case SEAL_NO_MIGRATION_KEY:
                return RESULT_KEY_NOT_FOUND;
        case SEAL_OTHER_SIZE:
                return RESULT_BAD_KEY_PROPERTY;
        case SEAL_WRONG_KEY:
                return RESULT_DECRYPT_ERROR;
        case SEAL_NO_MEMORY:
                return RESULT_FAIL;
        default:
                return RESULT_BAD_PARAMETER;
        }
}

static uint32_t set_whole(uint8_t kind_and_flags)
{
        const struct seal_keys keys = { &state_keys()->state, &state_keys()->migration };
        const struct wire_blob blob = { transfer.data, transfer.size };
        uint8_t kind = kind_and_flags & VTPM_STATE_KIND;
        enum seal_verdict verdict;
        struct seal_state state;
        uint32_t result;

        if (kind < VTPM_STATE_PERMANENT || kind > VTPM_STATE_SAVED)
                return RESULT_BAD_PARAMETER;
        if (vtpm_is_on())
                return RESULT_INVALID_POSTINIT;
        verdict = seal_open(keys, blob, kind_and_flags & VTPM_STATE_ENCRYPTED, &state);
        if (verdict != SEAL_OK)
                return refuse_state(verdict);
        if (state.size == 0)
                return set_empty(kind);
        result = vtpm_set_state(kind, state.data, state.size);
        seal_wipe(&state);
        if (result == RESULT_OK && kind == VTPM_STATE_PERMANENT)
                timekeeping_forget();
        return result;
}

/* Pieces come in order; the last one makes it take effect. */
static uint32_t set_state(struct bytes_reader *in)
{
        uint8_t kind = bytes_read_u8(in);
        uint32_t offset = bytes_read_be32(in);
        uint32_t total = bytes_read_be32(in);
        size_t piece = bytes_left(in);
        uint32_t result;

        if (offset == 0)
                transfer.size = 0;
        if (!has_room())
                return RESULT_FAIL;
        if (in->failed || total > STATE_MAX || offset != transfer.size || offset > total ||
            (offset && kind != transfer.kind) || piece > total - offset)
                return RESULT_BAD_PARAMETER;
        transfer.kind = kind;
        bytes_read(in, transfer.data + offset, piece);
        transfer.size += piece;
        if (transfer.size < total)
                return RESULT_OK;
        result = set_whole(kind);
        forget();
        return result;
}

static uint32_t buffer_size(struct bytes_reader *in, struct bytes_writer *out)
{
        uint32_t wanted = bytes_read_be32(in);
        uint32_t least;
        uint32_t most;
        uint32_t now;

        if (in->failed)
                return RESULT_BAD_PARAMETER;
        now = vtpm_buffer_size(wanted, &least, &most);
        bytes_write_be32(out, now);
        bytes_write_be32(out, least);
        bytes_write_be32(out, most);
        return RESULT_OK;
}

static uint32_t info(struct bytes_reader *in, struct bytes_writer *out)
{
        uint64_t flags = bytes_read_be64(in);
        uint32_t result = RESULT_BAD_PARAMETER;
        size_t size;

        if (!in->failed)
                result = vtpm_info(flags, (char *)out->data + out->size, out->capacity - out->size,
                                   &size);
        if (result == RESULT_OK)
                out->size += size;
        return result;
}

static uint32_t locality(struct bytes_reader *in)
{
        uint8_t from = bytes_read_u8(in);

        if (in->failed || from > VTPM_MAX_LOCALITY)
                return RESULT_BAD_PARAMETER;
        direct_set_locality(from);
        return RESULT_OK;
}

static uint32_t storage(struct bytes_reader *in)
{
        uint8_t writes = bytes_read_u8(in);

        if (in->failed || writes > 1)
                return RESULT_BAD_PARAMETER;
        if (!writes)
                state_file_let_go();
        else if (state_file_begin())
                return RESULT_FAIL;
        return RESULT_OK;
}

static uint32_t run(struct bytes_reader *in, struct bytes_writer *out)
{
        switch (bytes_read_u8(in)) {
        case VTPM_CONTROL_POWER_ON:
                return power_on(in);
        case VTPM_CONTROL_POWER_OFF:
                return power_off();
        case VTPM_CONTROL_ESTABLISHED:
                return established(out);
        case VTPM_CONTROL_RESET_ESTABLISHED:
                return reset_established(in);
        case VTPM_CONTROL_HASH_START:
                return vtpm_hash_start();
        case VTPM_CONTROL_HASH_DATA:
                return hash_data(in);
        case VTPM_CONTROL_HASH_END:
                return vtpm_hash_end();
        case VTPM_CONTROL_STORE_VOLATILE:
                return vtpm_store_volatile();
        case VTPM_CONTROL_GET_STATE:
                return get_state(in, out);
        case VTPM_CONTROL_SET_STATE:
                return set_state(in);
        case VTPM_CONTROL_BUFFER_SIZE:
                return buffer_size(in, out);
        case VTPM_CONTROL_INFO:
                return info(in, out);
        case VTPM_CONTROL_DATA:
                return direct_attach(bytes_left(in) ? bytes_read_u8(in) : 0) ? RESULT_OK
                                                                             : RESULT_BAD_PARAMETER;
        case VTPM_CONTROL_LISTEN:
                return direct_listen(bytes_read_u8(in)) ? RESULT_OK : RESULT_BAD_PARAMETER;
        case VTPM_CONTROL_STORAGE:
                return storage(in);
        case VTPM_CONTROL_LOCALITY:
                return locality(in);
        default:
                return RESULT_BAD_ORDINAL;
        }
}

size_t control_run(const uint8_t *message, size_t size, uint8_t *reply)
{
        struct bytes_reader in = bytes_reader(message, size);
        struct bytes_writer out = bytes_writer(reply, SERVICE_MESSAGE_MAX);
        struct bytes_writer result_place = bytes_writer(reply, sizeof(uint32_t));
        uint32_t result;

        bytes_read_u8(&in);
        bytes_write_be32(&out, RESULT_OK);
        result = run(&in, &out);
        bytes_write_be32(&result_place, result);
        return out.size;
}
