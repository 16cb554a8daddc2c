/* tools/tpm/serve/control.c - see control.h. */
#include "tools/tpm/serve/control.h"

#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "tools/common/send.h"
#include "tools/tpm/serve/storage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void twin_drop_data(struct twin *twin)
{
        if (twin->data >= 0)
                close(twin->data);
        twin->data = -1;
}

/* One control message to vtpmd. Returns the size of its reply; 0 if there is none. */
static size_t ask(struct twin *twin, const uint8_t *message, size_t size, uint8_t *reply,
                  size_t capacity)
{
        long got = -1;

        if (!twin->over && size && vtpmd_send(&twin->vtpmd, message, size) == 0)
                got = vtpmd_receive(&twin->vtpmd, reply, capacity);
        if (got < 0)
                twin->over = true;
        return got < 0 ? 0 : (size_t)got;
}

/* The result in front of a reply of vtpmd's. */
static uint32_t result_of(const uint8_t *reply, size_t size)
{
        struct bytes_reader in = bytes_reader(reply, size);
        uint32_t result = bytes_read_be32(&in);

        return in.failed ? SWTPM_FAIL : result;
}

/* What a request did to the power, once vtpmd has done it. */
static void note_power(struct twin *twin, const struct swtpm_request *request, uint32_t result)
{
        if (request->command == SWTPM_INIT)
                twin->powered = result == SWTPM_SUCCESS;
        else if (request->command == SWTPM_STOP || request->command == SWTPM_SHUTDOWN)
                twin->powered = false;
        if (request->command == SWTPM_SHUTDOWN)
                twin->over = true;
}

uint32_t twin_power(struct twin *twin, bool on)
{
        struct swtpm_request request = { .command = on ? SWTPM_INIT : SWTPM_STOP };
        uint8_t message[16];
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t size = swtpm_control_message(&request, message, sizeof(message));
        uint32_t result;

        size = ask(twin, message, size, reply, sizeof(reply));
        result = result_of(reply, size);
        note_power(twin, &request, result);
        return result;
}

/* Gives vtpmd a socket. Returns its result. */
static uint32_t hand_over(struct twin *twin, uint8_t operation, int fd)
{
        const uint8_t message[] = { VTPM_CONTROL, operation, twin->data_flags };
        uint8_t reply[VTPMD_MESSAGE_MAX];
        long size = -1;

        if (vtpmd_send_descriptor(&twin->vtpmd, message, sizeof(message), fd) == 0)
                size = vtpmd_receive(&twin->vtpmd, reply, sizeof(reply));
        twin->over = twin->over || size < 0;
        return result_of(reply, size < 0 ? 0 : (size_t)size);
}

uint32_t twin_attach(struct twin *twin, int data)
{
        twin_drop_data(twin);
        twin->data = data;
        if (twin->later || hand_over(twin, VTPM_CONTROL_DATA, data) == SWTPM_SUCCESS)
                return SWTPM_SUCCESS; /* later it gets it when it starts */
        twin_drop_data(twin);
        return SWTPM_FAIL;
}

/* Without it nobody could give a command. */
static void listen_at(struct twin *twin, int listener)
{
        if (hand_over(twin, VTPM_CONTROL_LISTEN, listener) != SWTPM_SUCCESS)
                twin->over = true;
}

void twin_listen(struct twin *twin, int listener)
{
        twin->listeners[twin->listener_count++] = listener;
        if (!twin->later)
                listen_at(twin, listener);
}

static int send_result(int fd, uint32_t command, uint32_t result)
{
        uint8_t reply[SWTPM_REPLY_MAX];
        size_t size = swtpm_write_result(command, result, reply, sizeof(reply));

        return send_all(fd, reply, size, 0);
}

static int send_config(const struct twin *twin, int fd)
{
        uint8_t reply[SWTPM_REPLY_MAX];

        return send_all(fd, reply, swtpm_write_config(twin->keys, reply, sizeof(reply)), 0);
}

/* A request that is one message to vtpmd. */
static int pass_on(struct twin *twin, const struct swtpm_request *request, int fd)
{
        uint8_t message[16];
        uint8_t answer[VTPMD_MESSAGE_MAX];
        uint8_t reply[SWTPM_REPLY_MAX + 16];
        size_t size = swtpm_control_message(request, message, sizeof(message));

        /* The power is off already: done, and vtpmd need not be asked. */
        if (!twin->powered &&
            (request->command == SWTPM_STOP || request->command == SWTPM_SHUTDOWN)) {
                note_power(twin, request, SWTPM_SUCCESS);
                return send_result(fd, request->command, SWTPM_SUCCESS);
        }
        size = ask(twin, message, size, answer, sizeof(answer));
        note_power(twin, request, result_of(answer, size));
        size = swtpm_write_reply(request, answer, size, reply, sizeof(reply));
        return send_all(fd, reply, size, 0);
}

/*
 * One piece of a state into @state at @offset, which has room for SWTPM_STATE_MAX bytes. Returns
 * vtpmd's result; *@total is then the state's size, *@piece what came.
 */
static uint32_t get_piece(struct twin *twin, const struct swtpm_request *request, uint32_t offset,
                          uint8_t *state, uint32_t *total, uint32_t *piece)
{
        uint8_t message[16];
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t size = swtpm_state_message(request, offset, message, sizeof(message));
        struct bytes_reader in;
        uint32_t result;

        size = ask(twin, message, size, reply, sizeof(reply));
        in = bytes_reader(reply, size);
        result = bytes_read_be32(&in);
        if (in.failed || result != SWTPM_SUCCESS)
                return in.failed ? SWTPM_FAIL : result;
        *total = bytes_read_be32(&in);
        *piece = (uint32_t)bytes_left(&in);
        if (in.failed || *total > SWTPM_STATE_MAX || *piece > *total - offset ||
            (*piece == 0 && offset < *total))
                return SWTPM_FAIL;
        bytes_read(&in, state + offset, *piece);
        return SWTPM_SUCCESS;
}

/*
 * Piece by piece, since vtpmd's messages are short. A state that changes its size on the way is not
 * one state.
 */
static uint32_t get_state(struct twin *twin, const struct swtpm_request *request, uint8_t *state,
                          uint32_t *total)
{
        uint32_t first_total = 0;
        uint32_t offset = 0;
        uint32_t piece;
        uint32_t result;

        do {
                result = get_piece(twin, request, offset, state, total, &piece);
                if (result != SWTPM_SUCCESS)
                        return result;
                if (offset == 0)
                        first_total = *total;
                if (*total != first_total)
                        return SWTPM_FAIL;
                offset += piece;
        } while (offset < *total);
        return SWTPM_SUCCESS;
}

/* Returns 0, or -1 if it could not be done. */
static int let_go(struct twin *twin)
{
        if (twin->lets_go && !twin->let_go)
                twin->let_go = storage_let_go(&twin->vtpmd) == SWTPM_SUCCESS;
        return twin->lets_go && !twin->let_go ? -1 : 0;
}

static uint32_t take_back(struct twin *twin, uint32_t retries)
{
        uint32_t result = twin->let_go ? storage_take(&twin->vtpmd, retries) : SWTPM_SUCCESS;

        twin->let_go = twin->let_go && result != SWTPM_SUCCESS;
        return result;
}

static int send_state(struct twin *twin, const struct swtpm_request *request, int fd)
{
        uint8_t *state = malloc(SWTPM_STATE_HEADER + SWTPM_STATE_MAX);
        uint8_t header[SWTPM_STATE_HEADER];
        uint32_t flags =
                (twin->keys & SWTPM_CONFIG_FILE_KEY) && !(request->flags & SWTPM_STATE_DECRYPTED)
                        ? SWTPM_STATE_ENCRYPTED
                        : 0;
        uint32_t total = 0;
        uint32_t result;
        int error;

        if (!state)
                return send_result(fd, request->command, SWTPM_FAIL);
        result = get_state(twin, request, state, &total);
        if (result == SWTPM_SUCCESS && request->offset > total)
                result = SWTPM_BAD_PARAMETER;
        if (result != SWTPM_SUCCESS) {
                error = send_result(fd, request->command, result);
        } else {
                swtpm_write_state_header(total ? flags : 0, total, total - request->offset, header,
                                         sizeof(header));
                error = send_all(fd, header, sizeof(header), 0) ||
                        send_all(fd, state + request->offset, total - request->offset, 0);
                /* It is the last that a migration asks for (QEMU, tpm_emulator_get_state_blobs()). */
                if (!error && request->kind == VTPM_STATE_SAVED)
                        error = let_go(twin);
        }
        free(state);
        return error ? -1 : 0;
}

/* Gives vtpmd a piece of the body, if everything before it was taken. */
static void pass_piece(struct twin *twin, struct control *control, const uint8_t *piece,
                       size_t size)
{
        uint8_t message[VTPM_CONTROL_PIECE + 16];
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t length;

        if (control->body_result == SWTPM_SUCCESS) {
                length = swtpm_body_message(&control->request, control->body_done, piece, size,
                                            message, sizeof(message));
                length = ask(twin, message, length, reply, sizeof(reply));
                control->body_result = result_of(reply, length);
        }
        control->body_done += (uint32_t)size;
}

/* Bytes of a body; what is behind its end is dropped. Answers when it is complete. */
static int take_body(struct twin *twin, struct control *control, int fd, const uint8_t *data,
                     size_t size)
{
        uint32_t wanted = control->request.body_size - control->body_done;

        size = size < wanted ? size : wanted;
        while (size) {
                size_t piece = size < VTPM_CONTROL_PIECE ? size : VTPM_CONTROL_PIECE;

                pass_piece(twin, control, data, piece);
                data += piece;
                size -= piece;
        }
        control->in_body = control->body_done < control->request.body_size;
        if (control->in_body)
                return 0;
        return send_result(fd, control->request.command, control->body_result);
}

static int begin_body(struct twin *twin, struct control *control, int fd)
{
        const struct swtpm_request *request = &control->request;

        control->body_done = 0;
        control->body_result = SWTPM_SUCCESS;
        /* An empty state is a state too: there is none. */
        if (request->body_size == 0 && request->command == SWTPM_SET_STATEBLOB)
                pass_piece(twin, control, request->body, 0);
        return take_body(twin, control, fd, request->body, request->body_here);
}

/* The data connection is the one that was passed. */
static int set_data(struct twin *twin, int fd, int *passed)
{
        uint32_t result = SWTPM_BAD_PARAMETER;

        if (*passed >= 0)
                result = twin_attach(twin, *passed);
        *passed = -1;
        return send_result(fd, SWTPM_SET_DATAFD, result);
}

/*
 * vtpmd has one thread: a command that runs comes to its end, and vtpmd answers only then. After
 * that there is none to cancel.
 */
static int cancel(struct twin *twin, int fd)
{
        const struct swtpm_request question = { .command = SWTPM_SET_BUFFERSIZE };
        uint8_t message[16];
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t size = swtpm_control_message(&question, message, sizeof(message));

        size = ask(twin, message, size, reply, sizeof(reply));
        return send_result(fd, SWTPM_CANCEL_TPM_CMD, size ? SWTPM_SUCCESS : SWTPM_FAIL);
}

/* SWTPM_SUCCESS if @request may be made while the power is as it is. */
static enum swtpm_result allowed(const struct twin *twin, const struct swtpm_request *request)
{
        switch (request->command) {
        case SWTPM_SET_LOCALITY:
                return request->locality == VTPM_MAX_LOCALITY &&
                                       (twin->data_flags & VTPM_DATA_BELOW_4)
                               ? SWTPM_BAD_LOCALITY
                               : SWTPM_SUCCESS;
        case SWTPM_GET_TPMESTABLISHED:
        case SWTPM_RESET_TPMESTABLISHED:
        case SWTPM_HASH_START:
        case SWTPM_HASH_DATA:
        case SWTPM_HASH_END:
        case SWTPM_CANCEL_TPM_CMD:
        case SWTPM_STORE_VOLATILE:
                return twin->powered ? SWTPM_SUCCESS : SWTPM_BAD_ORDINAL;
        case SWTPM_SET_STATEBLOB:
                return twin->powered ? SWTPM_BAD_ORDINAL : SWTPM_SUCCESS;
        case SWTPM_SET_BUFFERSIZE:
                return twin->powered && request->buffer_size ? SWTPM_BAD_ORDINAL : SWTPM_SUCCESS;
        default:
                return SWTPM_SUCCESS;
        }
}

/* What is not named here is one message to vtpmd and its answer. */
static int execute(struct twin *twin, struct control *control, int fd, int *passed)
{
        const struct swtpm_request *request = &control->request;

        switch (request->command) {
        case SWTPM_GET_CAPABILITY:
                return send_result(fd, request->command, SWTPM_SUCCESS);
        case SWTPM_GET_CONFIG:
                return send_config(twin, fd);
        case SWTPM_LOCK_STORAGE:
                return send_result(fd, request->command, take_back(twin, request->retries));
        case SWTPM_CANCEL_TPM_CMD:
                return cancel(twin, fd);
        case SWTPM_HASH_DATA:
        case SWTPM_SET_STATEBLOB:
                return begin_body(twin, control, fd);
        case SWTPM_GET_STATEBLOB:
                return send_state(twin, request, fd);
        case SWTPM_SET_DATAFD:
                return set_data(twin, fd, passed);
        default:
                return pass_on(twin, request, fd);
        }
}

/* The TPM has come: vtpmd is started, without power. */
static uint32_t start_vtpmd(struct twin *twin)
{
        const struct confinement *confinement = twin->later->confinement;
        int data = twin->data;

        if (vtpmd_start(twin->later, &twin->vtpmd))
                return SWTPM_FAIL;
        twin->later = NULL;
        if (confine(confinement)) {
                twin->over = true;
                return SWTPM_FAIL;
        }
        if (twin_power(twin, false) != SWTPM_SUCCESS)
                return SWTPM_FAIL;
        for (unsigned int i = 0; i < twin->listener_count; i++)
                listen_at(twin, twin->listeners[i]);
        twin->data = -1;
        return data >= 0 ? twin_attach(twin, data) : SWTPM_SUCCESS;
}

/* What a machine asks of its TPM before that has migrated to it: whether there is one, and where commands will come from. */
static bool needs_no_vtpmd(const struct swtpm_request *request)
{
        switch (request->command) {
        case SWTPM_GET_CAPABILITY:
        case SWTPM_GET_CONFIG:
        case SWTPM_SET_DATAFD:
        case SWTPM_SET_LOCALITY:
        case SWTPM_STOP:
        case SWTPM_SHUTDOWN:
                return true;
        case SWTPM_SET_BUFFERSIZE:
                return request->buffer_size == 0;
        default:
                return false;
        }
}

static int execute_before_vtpmd(struct twin *twin, const struct control *control, int fd,
                                int *passed)
{
        const struct swtpm_request *request = &control->request;
        uint8_t reply[SWTPM_REPLY_MAX];
        uint8_t answer[16] = { 0 };
        struct bytes_writer out = bytes_writer(answer + 4, sizeof(answer) - 4);
        enum swtpm_result result = SWTPM_SUCCESS;

        if (request->command == SWTPM_SET_BUFFERSIZE) {
                for (int i = 0; i < 3; i++)
                        bytes_write_be32(&out, VTPMD_MESSAGE_MAX);
                return send_all(
                        fd, reply,
                        swtpm_write_reply(request, answer, sizeof(answer), reply, sizeof(reply)),
                        0);
        }
        if (request->command == SWTPM_SET_DATAFD && *passed < 0)
                result = SWTPM_BAD_PARAMETER;
        if (request->command == SWTPM_SET_DATAFD && *passed >= 0) {
                twin_drop_data(twin);
                twin->data = *passed;
                *passed = -1;
        }
        note_power(twin, request, SWTPM_SUCCESS);
        if (request->command == SWTPM_GET_CONFIG)
                return send_config(twin, fd);
        return send_result(fd, request->command, result);
}

/*
 * One recv() is one message: see swtpm_control.h. Who sends less than a command's number speaks
 * something else.
 */
static int take_message(struct twin *twin, struct control *control, int fd, const uint8_t *data,
                        size_t size, int *passed)
{
        enum swtpm_result result = swtpm_read_request(data, size, &control->request);

        if (size < sizeof(uint32_t))
                return -1;
        if (result == SWTPM_SUCCESS)
                result = allowed(twin, &control->request);
        if (result == SWTPM_SUCCESS && twin->later) {
                if (needs_no_vtpmd(&control->request))
                        return execute_before_vtpmd(twin, control, fd, passed);
                result = start_vtpmd(twin);
        }
        /* A body that is refused comes nevertheless, and must not be taken for messages. */
        if (result != SWTPM_SUCCESS && control->request.body_size) {
                control->body_done = 0;
                control->body_result = result;
                return take_body(twin, control, fd, control->request.body,
                                 control->request.body_here);
        }
        if (result != SWTPM_SUCCESS)
                return send_result(fd, control->request.command, result);
        return execute(twin, control, fd, passed);
}

int control_take(struct twin *twin, struct control *control, int fd, const uint8_t *data,
                 size_t size, int passed)
{
        int error = control->in_body ? take_body(twin, control, fd, data, size)
                                     : take_message(twin, control, fd, data, size, &passed);

        if (passed >= 0)
                close(passed);
        return error;
}
