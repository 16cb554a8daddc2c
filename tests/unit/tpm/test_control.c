/*
 * tests/unit/tpm/test_control.c - a control connection to a TPM whose vtpmd is played here: it keeps
 * a state, says when it is asked, and can be made to refuse.
 */
#include "tests/unit/tpm/test.h"

#include "lib/svsm/vtpm_message.h"
#include "tools/tpm/serve/control.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATE_SIZE 7000 /* three pieces */

static struct {
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t reply_size;
        uint8_t state[STATE_SIZE];
        uint32_t refuse; /* the result of every control message */
        uint8_t last[VTPMD_MESSAGE_MAX];
        unsigned int asked;
        char hashed[64];
        int passed;
        bool locked_by_another;
        unsigned int started;
        unsigned int unlocked;
} fake;

static void put_be32(uint8_t *at, uint32_t value)
{
        for (int i = 0; i < 4; i++)
                at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t get_be32(const uint8_t *at)
{
        return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void fake_get_state(uint32_t offset)
{
        uint32_t piece = STATE_SIZE - offset;

        piece = piece < VTPM_CONTROL_PIECE ? piece : VTPM_CONTROL_PIECE;
        put_be32(fake.reply + 4, STATE_SIZE);
        memcpy(fake.reply + 8, fake.state + offset, piece);
        fake.reply_size = 8 + piece;
}

static void fake_control(const uint8_t *message, size_t size)
{
        put_be32(fake.reply, fake.refuse);
        fake.reply_size = 4;
        if (fake.refuse)
                return;
        if (message[1] == VTPM_CONTROL_GET_STATE)
                fake_get_state(get_be32(message + 3));
        else if (message[1] == VTPM_CONTROL_SET_STATE)
                memcpy(fake.state + get_be32(message + 3), message + 11, size - 11);
        else if (message[1] == VTPM_CONTROL_HASH_DATA)
                strncat(fake.hashed, (const char *)message + 2, size - 2);
}

int vtpmd_send(const struct vtpmd *vtpmd, const void *message, size_t size)
{
        const uint8_t *bytes = message;

        (void)vtpmd;
        fake.asked++;
        memcpy(fake.last, bytes, size);
        assert_int_equal(bytes[0], VTPM_CONTROL);
        fake_control(bytes, size);
        return 0;
}

int vtpmd_send_descriptor(const struct vtpmd *vtpmd, const void *message, size_t size,
                          int descriptor)
{
        fake.passed = descriptor;
        return vtpmd_send(vtpmd, message, size);
}

long vtpmd_receive(const struct vtpmd *vtpmd, void *reply, size_t capacity)
{
        (void)vtpmd;
        assert_true(fake.reply_size && fake.reply_size <= capacity);
        memcpy(reply, fake.reply, fake.reply_size);
        return (long)fake.reply_size;
}

int vtpmd_start(const struct vtpmd_options *options, struct vtpmd *out)
{
        (void)options;
        (void)out;
        fake.started += !fake.locked_by_another;
        return fake.locked_by_another ? -1 : 0;
}

void vtpmd_unlock(const struct vtpmd *vtpmd)
{
        (void)vtpmd;
        fake.unlocked++;
}

bool vtpmd_lock(const struct vtpmd *vtpmd, uint32_t retries)
{
        (void)vtpmd;
        (void)retries;
        return !fake.locked_by_another;
}

struct place {
        struct twin twin;
        struct control control;
        int here, there;           /* the control connection's ends */
        uint8_t reply[16 + 65536]; /* what the client read last */
};

static void set_up(struct place *place)
{
        int pair[2];

        memset(&fake, 0, sizeof(fake));
        for (int i = 0; i < STATE_SIZE; i++)
                fake.state[i] = (uint8_t)(i * 7 + i / 256);
        *place = (struct place){ .twin = { .data = -1 } };
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        place->here = pair[0];
        place->there = pair[1];
}

static void tear_down(struct place *place)
{
        twin_drop_data(&place->twin);
        close(place->here);
        close(place->there);
}

/* Sends, and returns how many bytes came back. */
static long talk_passing(struct place *place, const void *data, size_t size, int passed)
{
        assert_int_equal(
                control_take(&place->twin, &place->control, place->here, data, size, passed), 0);
        return recv(place->there, place->reply, sizeof(place->reply), MSG_DONTWAIT);
}

#define TALK(place, text) talk_passing(place, text, sizeof(text) - 1, -1)

static uint32_t result_of(struct place *place)
{
        return get_be32(place->reply);
}

static void needs_power_for_what_needs_power(void **state)
{
        static const char *const needing[] = { "\0\0\0\4", "\0\0\0\6", "\0\0\0\x08", "\0\0\0\x09",
                                               "\0\0\0\x0a" };
        struct place place;

        (void)state;
        set_up(&place);
        for (size_t i = 0; i < sizeof(needing) / sizeof(needing[0]); i++) {
                assert_true(talk_passing(&place, needing[i], 4, -1) >= 4);
                assert_int_equal(result_of(&place), SWTPM_BAD_ORDINAL);
        }
        assert_int_equal(fake.asked, 0);
        assert_int_equal(TALK(&place, "\0\0\0\2\0\0\0\0"), 4);
        assert_true(place.twin.powered);
        assert_int_equal(TALK(&place, "\0\0\0\6"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_int_equal(TALK(&place, "\0\0\0\x0e"), 4);
        assert_false(place.twin.powered);
        tear_down(&place);
}

static void stays_off_if_the_service_refuses(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        fake.refuse = SWTPM_FAIL;
        assert_int_equal(TALK(&place, "\0\0\0\2\0\0\0\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_FAIL);
        assert_false(place.twin.powered);
        tear_down(&place);
}

static void the_locality_is_the_services_to_keep(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        assert_int_equal(TALK(&place, "\0\0\0\5\3"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_memory_equal(fake.last, "\xf0\x0e\3", 3);
        assert_int_equal(TALK(&place, "\0\0\0\5\5"), 4);
        assert_int_equal(result_of(&place), SWTPM_BAD_LOCALITY);
        assert_int_equal(fake.asked, 1);
        tear_down(&place);
}

/* What answers is behind whatever the TPM was doing. */
static void a_cancelled_command_has_come_to_its_end(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        place.twin.powered = true;
        assert_int_equal(TALK(&place, "\0\0\0\x09"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_int_equal(fake.asked, 1);
        assert_memory_equal(fake.last, "\xf0\x0b\0\0\0\0", 6);
        tear_down(&place);
}

static void a_state_comes_whole_and_from_an_offset(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        assert_int_equal(TALK(&place, "\0\0\0\x0c\0\0\0\1\0\0\0\1\0\0\0\0"), 16 + STATE_SIZE);
        assert_int_equal(get_be32(place.reply + 8), STATE_SIZE);
        assert_int_equal(get_be32(place.reply + 12), STATE_SIZE);
        assert_memory_equal(place.reply + 16, fake.state, STATE_SIZE);
        assert_int_equal(TALK(&place, "\0\0\0\x0c\0\0\0\1\0\0\0\1\0\0\x1b\x50"), 16 + 8);
        assert_int_equal(get_be32(place.reply + 8), STATE_SIZE);
        assert_int_equal(get_be32(place.reply + 12), 8);
        assert_memory_equal(place.reply + 16, fake.state + 6992, 8);
        assert_int_equal(TALK(&place, "\0\0\0\x0c\0\0\0\1\0\0\0\1\0\0\x20\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_BAD_PARAMETER);
        tear_down(&place);
}

static void a_state_goes_back_in_any_pieces_and_is_answered_once(void **state)
{
        static uint8_t wanted[STATE_SIZE];
        struct place place;

        (void)state;
        set_up(&place);
        memcpy(wanted, fake.state, STATE_SIZE);
        memset(fake.state, 0, STATE_SIZE);
        assert_int_equal(TALK(&place, "\0\0\0\x0d\0\0\0\0\0\0\0\1\0\0\x1b\x58"), -1);
        assert_int_equal(talk_passing(&place, wanted, 5000, -1), -1);
        assert_int_equal(talk_passing(&place, wanted + 5000, 2000, -1), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_memory_equal(fake.state, wanted, STATE_SIZE);
        /* The next message is one again. */
        assert_int_equal(TALK(&place, "\0\0\0\1"), 8);
        tear_down(&place);
}

static void a_state_is_not_taken_while_the_power_is_on(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        place.twin.powered = true;
        assert_int_equal(TALK(&place, "\0\0\0\x0d\0\0\0\0\0\0\0\1\0\0\0\4ab"), -1);
        assert_int_equal(TALK(&place, "cd"), 4);
        assert_int_equal(result_of(&place), SWTPM_BAD_ORDINAL);
        assert_int_equal(fake.asked, 0);
        tear_down(&place);
}

static void hashes_what_comes(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        place.twin.powered = true;
        assert_int_equal(TALK(&place, "\0\0\0\7\0\0\0\6ab"), -1);
        assert_int_equal(TALK(&place, "cdef"), 4);
        assert_string_equal(fake.hashed, "abcdef");
        tear_down(&place);
}

static void the_data_connection_goes_to_the_service(void **state)
{
        struct place place;
        int pair[2];

        (void)state;
        set_up(&place);
        assert_int_equal(TALK(&place, "\0\0\0\x10"), 4);
        assert_int_equal(result_of(&place), SWTPM_BAD_PARAMETER);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        assert_int_equal(talk_passing(&place, "\0\0\0\x10", 4, pair[0]), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_int_equal(place.twin.data, pair[0]);
        assert_int_equal(fake.passed, pair[0]);
        assert_memory_equal(fake.last, "\xf0\x0d", 2);
        /* One that is refused does not stay. */
        fake.refuse = SWTPM_FAIL;
        assert_int_equal(talk_passing(&place, "\0\0\0\x10", 4, pair[1]), 4);
        assert_int_equal(result_of(&place), SWTPM_FAIL);
        assert_int_equal(place.twin.data, -1);
        tear_down(&place);
}

static void shutdown_ends_it(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        place.twin.powered = true;
        assert_int_equal(TALK(&place, "\0\0\0\3"), 4);
        assert_memory_equal(fake.last, "\xf0\2", 2);
        assert_true(place.twin.over);
        tear_down(&place);
}

/* What QEMU asks of its TPM before a machine has migrated; the state is another's meanwhile. */
static void the_service_waits_until_the_tpm_has_come(void **state)
{
        static const struct vtpmd_options options;
        struct place place;
        int pair[2];

        (void)state;
        set_up(&place);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        place.twin.later = &options;
        fake.locked_by_another = true;
        assert_int_equal(TALK(&place, "\0\0\0\1"), 8);
        assert_int_equal(talk_passing(&place, "\0\0\0\x10", 4, pair[0]), 4);
        assert_int_equal(TALK(&place, "\0\0\0\x11\0\0\0\0"), 16);
        assert_memory_equal(place.reply, "\0\0\0\0\0\0\x10\0\0\0\x10\0\0\0\x10\0", 16);
        assert_int_equal(TALK(&place, "\0\0\0\x0e"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_int_equal(TALK(&place, "\0\0\0\2\0\0\0\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_FAIL);
        assert_int_equal(fake.asked, 0);
        fake.locked_by_another = false;
        assert_int_equal(TALK(&place, "\0\0\0\2\0\0\0\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_int_equal(fake.started, 1);
        assert_int_equal(fake.passed, pair[0]);
        assert_true(place.twin.powered);
        close(pair[1]);
        tear_down(&place);
}

static void what_was_sent_whole_is_let_go_and_may_come_back(void **state)
{
        struct place place;

        (void)state;
        set_up(&place);
        place.twin.powered = true;
        place.twin.lets_go = true;
        TALK(&place, "\0\0\0\x0c\0\0\0\0\0\0\0\1\0\0\0\0");
        assert_int_equal(fake.unlocked, 0);
        TALK(&place, "\0\0\0\x0c\0\0\0\0\0\0\0\3\0\0\0\0");
        assert_int_equal(fake.unlocked, 1);
        assert_memory_equal(fake.last, "\xf0\x0f\0", 3);
        fake.locked_by_another = true;
        assert_int_equal(TALK(&place, "\0\0\0\x13\0\0\0\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_FAIL);
        assert_true(place.twin.let_go);
        fake.locked_by_another = false;
        assert_int_equal(TALK(&place, "\0\0\0\x13\0\0\0\0"), 4);
        assert_int_equal(result_of(&place), SWTPM_SUCCESS);
        assert_memory_equal(fake.last, "\xf0\x0f\1", 3);
        assert_false(place.twin.let_go);
        tear_down(&place);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(needs_power_for_what_needs_power),
                cmocka_unit_test(stays_off_if_the_service_refuses),
                cmocka_unit_test(the_locality_is_the_services_to_keep),
                cmocka_unit_test(a_cancelled_command_has_come_to_its_end),
                cmocka_unit_test(a_state_comes_whole_and_from_an_offset),
                cmocka_unit_test(a_state_goes_back_in_any_pieces_and_is_answered_once),
                cmocka_unit_test(a_state_is_not_taken_while_the_power_is_on),
                cmocka_unit_test(hashes_what_comes),
                cmocka_unit_test(the_data_connection_goes_to_the_service),
                cmocka_unit_test(shutdown_ends_it),
                cmocka_unit_test(the_service_waits_until_the_tpm_has_come),
                cmocka_unit_test(what_was_sent_whole_is_let_go_and_may_come_back),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
