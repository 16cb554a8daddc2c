/* tests/unit/vtpm/test_control.c - control messages against a real TPM, and malformed ones. */
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/commands/nv.h"
#include "services/vtpm/commands/startup.h"
#include "services/vtpm/control.h"
#include "tests/unit/wire/test.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define TPM_POSTINIT 0x26 /* TPM_INVALID_POSTINIT of TPM 1.2 */

static uint8_t message[SERVICE_MESSAGE_MAX];
static size_t message_size;
static uint8_t reply[SERVICE_MESSAGE_MAX];
static size_t reply_size;

/* Sends an operation and its operands; returns the result. */
static uint32_t control(uint8_t operation, const void *operands, size_t size)
{
        struct bytes_reader in;

        message[0] = VTPM_CONTROL;
        message[1] = operation;
        if (size)
                memcpy(message + 2, operands, size);
        message_size = 2 + size;
        reply_size = control_run(message, message_size, reply);
        in = bytes_reader(reply, reply_size);
        return bytes_read_be32(&in);
}

static int power(void **state)
{
        (void)state;
        return control(VTPM_CONTROL_POWER_ON, "\0", 1) == 0 ? 0 : -1;
}

static void power_off_and_on_keeps_what_is_permanent(void **state)
{
        static const struct tpm_nv_public index = { .index = 0x01800001,
                                                    .name_algorithm = TPM_ALG_SHA256,
                                                    .attributes = 0x02060006,
                                                    .size = 8 };
        struct tpm_nv_public public;
        bool found;

        (void)state;
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_nv_define(TPM_RH_OWNER, &index, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_OFF, NULL, 0), 0);
        assert_int_equal(tpm_startup(), -1); /* a TPM that is off fails every command */
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_nv_read_public(0x01800001, &public, &found), 0);
        assert_true(found);
}

static void a_stored_volatile_state_goes_on_without_startup(void **state)
{
        uint32_t value;

        (void)state;
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(control(VTPM_CONTROL_STORE_VOLATILE, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), 0);
        assert_int_equal(control(VTPM_CONTROL_STORE_VOLATILE, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\1", 1), 0);
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), -1);
}

/* Reads a state piece by piece into *@size bytes of the caller's to free. */
static uint8_t *get_state(uint8_t kind, size_t *size)
{
        uint8_t *data = NULL;
        size_t total = 1;

        *size = 0;
        while (*size < total) {
                uint8_t operands[5];
                struct bytes_writer out = bytes_writer(operands, sizeof(operands));
                struct bytes_reader in;

                bytes_write_u8(&out, kind);
                bytes_write_be32(&out, (uint32_t)*size);
                assert_int_equal(control(VTPM_CONTROL_GET_STATE, operands, sizeof(operands)), 0);
                in = bytes_reader(reply, reply_size);
                bytes_read_be32(&in);
                total = bytes_read_be32(&in);
                data = realloc(data, total);
                assert_true(bytes_left(&in) > 0 && bytes_left(&in) <= total - *size);
                memcpy(data + *size, reply + 8, reply_size - 8);
                *size += reply_size - 8;
        }
        return data;
}

static uint32_t set_piece(uint8_t kind, size_t offset, size_t total, const uint8_t *data,
                          size_t size)
{
        static uint8_t operands[SERVICE_MESSAGE_MAX];
        struct bytes_writer out = bytes_writer(operands, sizeof(operands));

        bytes_write_u8(&out, kind);
        bytes_write_be32(&out, (uint32_t)offset);
        bytes_write_be32(&out, (uint32_t)total);
        bytes_write(&out, data, size);
        return control(VTPM_CONTROL_SET_STATE, operands, out.size);
}

static void a_state_that_was_taken_can_be_put_back(void **state)
{
        struct tpm_nv_public public;
        uint8_t *data;
        size_t size;
        bool found;

        (void)state;
        assert_int_equal(tpm_startup(), 0);
        data = get_state(VTPM_STATE_PERMANENT, &size);
        assert_true(size > 1000);
        assert_int_equal(tpm_nv_undefine(TPM_RH_OWNER, 0x01800001), 0);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 0, size, data, 1000), 0);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 1000, size, data + 1000, size - 1000),
                         TPM_POSTINIT);
        assert_int_equal(control(VTPM_CONTROL_POWER_OFF, NULL, 0), 0);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 0, size, data, 1000), 0);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 999, size, data, 10), 3);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 1000, size, data + 1000, size - 1000), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_nv_read_public(0x01800001, &public, &found), 0);
        assert_true(found);
        free(data);
}

/* libtpms takes the permanent state and finds the other one bad: none of both counts. */
static void states_that_do_not_fit_leave_the_tpm_as_it_was(void **state)
{
        static const uint8_t nonsense[100] = { 0, 4, 0x45, 0x63, 0x78, 0x89 };
        struct tpm_nv_public public;
        uint8_t *data;
        size_t size;
        bool found;

        (void)state;
        assert_int_equal(tpm_startup(), 0);
        data = get_state(VTPM_STATE_PERMANENT, &size);
        assert_memory_equal(data, "\2\1\0\12\0\4", 6);
        assert_int_equal(tpm_nv_undefine(TPM_RH_OWNER, 0x01800001), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_OFF, NULL, 0), 0);
        data[5] = 2;
        for (size_t at = 0; at < size; at += 3000)
                assert_int_equal(set_piece(VTPM_STATE_PERMANENT, at, size, data + at,
                                           size - at < 3000 ? size - at : 3000),
                                 size - at > 3000 ? 0 : 13); /* it says that it is encrypted */
        data[5] = 4;
        for (size_t at = 0; at < size; at += 3000)
                assert_int_equal(set_piece(VTPM_STATE_PERMANENT, at, size, data + at,
                                           size - at < 3000 ? size - at : 3000),
                                 0);
        if (set_piece(VTPM_STATE_VOLATILE, 0, sizeof(nonsense), nonsense, sizeof(nonsense)) == 0)
                assert_int_not_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_nv_read_public(0x01800001, &public, &found), 0);
        assert_false(found);
        free(data);
}

/* Who has no state of a kind sends an empty one. */
static void empty_states_change_nothing(void **state)
{
        struct tpm_nv_public public;
        bool found;

        (void)state;
        control(VTPM_CONTROL_POWER_OFF, NULL, 0);
        for (uint8_t kind = VTPM_STATE_PERMANENT; kind <= VTPM_STATE_SAVED; kind++)
                assert_int_equal(set_piece(kind, 0, 0, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\0", 1), 0);
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_nv_read_public(0x01800002, &public, &found), 0);
        assert_true(found);
}

static int power_and_an_index(void **state)
{
        static const struct tpm_nv_public index = { .index = 0x01800002,
                                                    .name_algorithm = TPM_ALG_SHA256,
                                                    .attributes = 0x02060006,
                                                    .size = 8 };

        return power(state) || tpm_startup() || tpm_nv_define(TPM_RH_OWNER, &index, NULL, 0);
}

/* What has come is more than the whole is to be now; the next piece would lie behind the room for a state. */
static void a_state_that_shrinks_while_it_comes_is_refused(void **state)
{
        static const uint8_t piece[4000];
        const size_t most = 256 * 1024;
        size_t offset;

        (void)state;
        for (offset = 0; offset + sizeof(piece) < most; offset += sizeof(piece))
                assert_int_equal(
                        set_piece(VTPM_STATE_PERMANENT, offset, most, piece, sizeof(piece)), 0);
        assert_int_not_equal(set_piece(VTPM_STATE_PERMANENT, offset, 0, piece, sizeof(piece)), 0);
}

static void a_hash_sequence_reaches_pcr_17(void **state)
{
        (void)state;
        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(control(VTPM_CONTROL_ESTABLISHED, NULL, 0), 0);
        assert_int_equal(reply[4], 0);
        assert_int_equal(control(VTPM_CONTROL_HASH_START, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_HASH_DATA, "code", 4), 0);
        assert_int_equal(control(VTPM_CONTROL_HASH_END, NULL, 0), 0);
        assert_int_equal(control(VTPM_CONTROL_ESTABLISHED, NULL, 0), 0);
        assert_int_equal(reply[4], 1);
        assert_int_equal(control(VTPM_CONTROL_RESET_ESTABLISHED, "\3", 1), 0);
        assert_int_equal(control(VTPM_CONTROL_ESTABLISHED, NULL, 0), 0);
        assert_int_equal(reply[4], 0);
}

static void buffer_size_and_information(void **state)
{
        (void)state;
        assert_int_equal(control(VTPM_CONTROL_BUFFER_SIZE, "\0\0\0\0", 4), 0);
        assert_int_equal(reply_size, 16);
        assert_int_equal(control(VTPM_CONTROL_INFO, "\0\0\0\0\0\0\0\1", 8), 0);
        assert_int_equal(reply[4], '{');
        assert_int_equal(reply[reply_size - 1], '}');
}

static void malformed_messages_do_nothing(void **state)
{
        (void)state;
        assert_int_equal(control(99, NULL, 0), 10);
        assert_int_equal(control(0, NULL, 0), 10);
        assert_int_equal(control_run(message, 1, reply), 4); /* no operation at all */
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, NULL, 0), 3);
        assert_int_equal(control(VTPM_CONTROL_POWER_ON, "\2", 1), 3);
        assert_int_equal(control(VTPM_CONTROL_GET_STATE, "\1", 1), 3);
        assert_int_equal(control(VTPM_CONTROL_GET_STATE, "\11\0\0\0\0", 5), 3);
        assert_int_equal(control(VTPM_CONTROL_GET_STATE, "\1\177\0\0\0", 5), 3);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 0, 1u << 30, message, 10), 3);
        assert_int_equal(set_piece(VTPM_STATE_PERMANENT, 0, 5, message, 10), 3);
        assert_int_equal(set_piece(9, 0, 1, message, 1), 3);
        assert_int_equal(control(VTPM_CONTROL_BUFFER_SIZE, NULL, 0), 3);
        assert_int_equal(control(VTPM_CONTROL_INFO, NULL, 0), 3);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(power_off_and_on_keeps_what_is_permanent, power),
                cmocka_unit_test_setup(a_stored_volatile_state_goes_on_without_startup, power),
                cmocka_unit_test_setup(a_state_that_was_taken_can_be_put_back, power),
                cmocka_unit_test_setup(states_that_do_not_fit_leave_the_tpm_as_it_was, power),
                cmocka_unit_test_setup(empty_states_change_nothing, power_and_an_index),
                cmocka_unit_test_setup(a_state_that_shrinks_while_it_comes_is_refused, power),
                cmocka_unit_test_setup(a_hash_sequence_reaches_pcr_17, power),
                cmocka_unit_test_setup(buffer_size_and_information, power),
                cmocka_unit_test_setup(malformed_messages_do_nothing, power),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
