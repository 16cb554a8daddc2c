/* tests/unit/ca/test_firmware.c - machines whose firmware is older than a policy wants it, or newer than the CA. */
#include "tests/unit/ca/machine.h"

#define TRUSTING                                                                     \
        "trusted-arks: [ark.pem]\n"                                                  \
        "measurements: [{digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e" \
        "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\"}]\n"

static void old_firmware_is_refused(void **state)
{
        struct machine *machine = *state;

        machine_set_policy(machine, TRUSTING "profiles: [tcg-low]\n"
                                             "minimum-tcb: {microcode: 201}\n");
        assert_non_null(strstr(machine_refused(machine), "report: minimum TCB: "));
}

/* Firmware of tomorrow: another version, and bits that nobody here knows. A policy may refuse what it cannot judge. */
static void newer_firmware_is_granted(void **state)
{
        struct machine *machine = *state;
        struct answer answer;

        machine->chip->report.version = 7;
        machine->chip->report.platform_info = 0x65;
        machine->chip->report.reserved_208[0] = 1;
        machine_attest(machine);
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        answer_free(&answer);
        machine_set_policy(machine, TRUSTING "profiles: [tcg-low]\nunknown-bits: refuse\n");
        assert_string_equal(machine_refused(machine),
                            "report: unknown bits: version 7, PLATFORM_INFO bit 6, byte 0x208: "
                            "not known here");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(old_firmware_is_refused, machine_reset),
                cmocka_unit_test_setup(newer_firmware_is_granted, machine_reset),
        };

        return cmocka_run_group_tests(tests, machine_make, machine_free);
}
