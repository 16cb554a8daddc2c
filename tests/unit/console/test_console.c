/* tests/unit/console/test_console.c - tools/run: who died on a console, and what of it goes to a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tools/run/deaths.h"
#include "tools/run/screen.h"

/* What a terminal would show of the text. */
static const char *shown(const char *text)
{
        static char out[512];
        struct run_screen screen = { 0 };
        size_t length = 0;

        for (; *text; text++)
                length += run_screen_byte(&screen, *text, out + length);
        out[length] = '\0';
        return out;
}

static void a_guests_bytes_go_out_as_they_come(void **state)
{
        (void)state;
        assert_string_equal(shown("login: "), "login: ");
        assert_string_equal(shown("a\r\nb\r\n"), "a\r\nb\r\n");
        assert_string_equal(shown("\n\nx"), "\n\nx");
        assert_string_equal(shown("soft drinks\n"), "soft drinks\n");
        assert_string_equal(shown("svsm"), "");
        assert_string_equal(shown("svsm\n"), "svsm\n");
}

static void our_lines_are_left_out(void **state)
{
        (void)state;
        assert_string_equal(shown("softsnp: 2 vcpus\r\nlogin: "), "login: ");
        assert_string_equal(shown("a\nsvsm: up\nb\n"), "a\nb\n");
        assert_string_equal(shown("a softsnp: is no line of ours\n"),
                            "a softsnp: is no line of ours\n");
}

static struct run_death after(const char *const *lines, double now)
{
        struct run_death death = { 0 };

        for (; *lines; lines++)
                run_death_line(&death, *lines, now);
        return death;
}

static void firmwares_dump_ends_with_the_images_name(void **state)
{
        static const char *const dump[] = {
                "!!!! X64 Exception Type - 0D(#GP - General Protection)  CPU Apic ID - 00000000 !!!!",
                "RIP  - 0000000036CD5960, CS  - 0000000000000038, RFLAGS - 0000000000000246",
                "!!!! Find image based on IP(0x36CD5960) (No PDB)  !!!!", NULL
        };
        static const char *const part[] = { "!!!! X64 Exception Type - 0D(#GP)", "RIP  - 0", NULL };
        struct run_death death = after(dump, 5);

        (void)state;
        assert_true(run_death_is_over(&death, 5));
        assert_non_null(strstr(death.text, "the firmware: !!!! X64 Exception Type - 0D(#GP"));
        death = after(part, 5);
        assert_false(run_death_is_over(&death, 6));
        assert_true(run_death_is_over(&death, 16));
}

static void linux_and_coconut_are_known(void **state)
{
        static const char *const panic[] = {
                "[   23.828907] Kernel panic - not syncing: IO-APIC + timer doesn't work!",
                "[   23.900000] ---[ end Kernel panic - not syncing: IO-APIC", NULL
        };
        static const char *const svsm[] = {
                "[SVSM] ERROR: Panic on CPU[0]! COCONUT-SVSM Version: 2026.07",
                "[SVSM] ERROR: Info: panicked at kernel/src/cpu/sse.rs", "[SVSM] ---END---", NULL
        };
        struct run_death death = after(panic, 1);

        (void)state;
        assert_true(run_death_is_over(&death, 1));
        assert_string_equal(death.text,
                            "Linux: Kernel panic - not syncing: IO-APIC + timer doesn't work!");
        death = after(svsm, 1);
        assert_true(run_death_is_over(&death, 1));
}

static void who_only_speaks_of_death_lives(void **state)
{
        static const char *const lines[] = { "echo Kernel panic - not syncing",
                                             "say !!!! X64 Exception Type - 0D",
                                             "---[ end Kernel panic - not syncing",
                                             "[SVSM] ---END---",
                                             "",
                                             NULL };
        struct run_death death = after(lines, 1);

        (void)state;
        assert_int_equal(death.kind, 0);
        assert_false(run_death_is_over(&death, 1000));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_guests_bytes_go_out_as_they_come),
                cmocka_unit_test(our_lines_are_left_out),
                cmocka_unit_test(firmwares_dump_ends_with_the_images_name),
                cmocka_unit_test(linux_and_coconut_are_known),
                cmocka_unit_test(who_only_speaks_of_death_lives),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
