/*
 * tests/unit/vtpm/test_power.c - whoever takes the power away, the TPM has been told before; its clock only goes
 * forward; what it goes on from is used once. With a real TPM.
 */
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/commands/nv.h"
#include "services/vtpm/commands/startup.h"
#include "services/vtpm/control.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/timekeeping.h"
#include "tests/unit/wire/test.h"

#define TPM_PT_STARTUP_CLEAR UINT32_C(0x201)
#define ORDERLY              (UINT32_C(1) << 31)

static const uint8_t startup_clear[] = { 0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x44, 0, 0 };

static void control(uint8_t operation, uint8_t operand)
{
        const uint8_t message[] = { VTPM_CONTROL, operation, operand };
        uint8_t reply[SERVICE_MESSAGE_MAX];

        assert_true(control_run(message, sizeof(message), reply) >= 4);
        assert_memory_equal(reply, "\0\0\0\0", 4);
}

static int power(void **state)
{
        (void)state;
        vtpm_forget_volatile();
        control(VTPM_CONTROL_POWER_ON, 0);
        return tpm_startup();
}

static void use(void)
{
        static const struct tpm_nv_public index = { .index = 0x01800001,
                                                    .name_algorithm = TPM_ALG_SHA256,
                                                    .attributes = 0x02060006,
                                                    .size = 8 };

        if (tpm_nv_define(TPM_RH_OWNER, &index, NULL, 0))
                assert_int_equal(tpm_nv_undefine(TPM_RH_OWNER, index.index), 0);
}

static void run(uint32_t code, uint16_t operand)
{
        uint8_t command[12];
        struct bytes_writer out = bytes_writer(command, sizeof(command));
        const uint8_t *response;
        size_t size;

        bytes_write_be16(&out, 0x8001);
        bytes_write_be32(&out, sizeof(command));
        bytes_write_be32(&out, code);
        bytes_write_be16(&out, operand);
        vtpm_exec(0, command, sizeof(command), &response, &size);
        assert_memory_equal(response + 6, "\0\0\0\0", 4);
}

static bool was_orderly(void)
{
        uint32_t value;

        assert_int_equal(tpm_startup(), 0);
        assert_int_equal(tpm_property(TPM_PT_STARTUP_CLEAR, &value), 0);
        return value & ORDERLY;
}

static void whoever_takes_the_power_has_it_shut_down(void **state)
{
        (void)state;
        use();
        control(VTPM_CONTROL_POWER_OFF, 0);
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_true(was_orderly());
        use();
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_true(was_orderly());
        use();
        vtpm_power_cut();
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_false(was_orderly());
}

static void what_the_guest_has_saved_stays_saved(void **state)
{
        bool resumed;

        (void)state;
        use();
        run(TPM_CC_SHUTDOWN, TPM_SU_STATE);
        run(TPM_CC_GET_RANDOM, 8);
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_int_equal(tpm_resume(&resumed), 0);
        assert_true(resumed);
        run(TPM_CC_SHUTDOWN, TPM_SU_STATE);
        use(); /* what was saved is of yesterday */
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_int_equal(tpm_resume(&resumed), 0);
        assert_false(resumed);
}

static void start_with_time(void)
{
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_int_equal(tpm_startup(), 0);
        assert_true(timekeeping_is_due(startup_clear, sizeof(startup_clear)));
        timekeeping_after(startup_clear, sizeof(startup_clear), 0);
}

static void the_clock_does_not_go_back_without_an_orderly_end(void **state)
{
        static const uint8_t clock_set[] = { 0x80, 0x02, 0, 0, 0, 0, 0, 0, 0x01, 0x28 };
        uint64_t before;
        uint64_t after;

        (void)state;
        start_with_time();
        assert_int_equal(tpm_set_clock(20000000), 0);
        assert_true(timekeeping_is_due(clock_set, sizeof(clock_set)));
        timekeeping_after(clock_set, sizeof(clock_set), 0);
        assert_int_equal(tpm_read_clock(&before), 0);
        assert_true(before >= 20000000);
        vtpm_power_cut();
        start_with_time();
        assert_int_equal(tpm_read_clock(&after), 0);
        assert_true(after >= before && after < before + 120000);
        /* An orderly end loses nothing and adds nothing. */
        start_with_time();
        assert_int_equal(tpm_read_clock(&before), 0);
        assert_true(before >= after && before < after + 30000);
}

static void a_volatile_state_is_gone_on_from_once(void **state)
{
        uint32_t value;

        (void)state;
        use();
        control(VTPM_CONTROL_STORE_VOLATILE, 0);
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), 0);
        control(VTPM_CONTROL_POWER_ON, 0); /* nothing has changed since */
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), 0);
        use();
        control(VTPM_CONTROL_POWER_ON, 0);
        assert_true(was_orderly());
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(whoever_takes_the_power_has_it_shut_down, power),
                cmocka_unit_test_setup(what_the_guest_has_saved_stays_saved, power),
                cmocka_unit_test_setup(the_clock_does_not_go_back_without_an_orderly_end, power),
                cmocka_unit_test_setup(a_volatile_state_is_gone_on_from_once, power),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
