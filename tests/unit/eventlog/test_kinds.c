/*
 * tests/unit/eventlog/test_kinds.c - equals of logs that other readers have stumbled over, as their trackers tell: each is read, and
 * says what there is to be said; or it is refused, at its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/types.h"
#include "tests/unit/eventlog/builder.h"
#include "tools/attest/events/check.h"

static struct built built;
static struct event_log log_;
static char text[EVENT_TEXT_MAX];

static void open_log(void)
{
        assert_true(event_log_open(&log_, built.data, built.out.size));
}

/* The next event's line. */
static const char *next_line(void)
{
        struct event event;

        assert_int_equal(event_log_next(&log_, &event), EVENT_LOG_EVENT);
        event_describe(&event, text, sizeof(text));
        return text;
}

static void assert_at_end(void)
{
        struct event event;

        assert_int_equal(event_log_next(&log_, &event), EVENT_LOG_END);
}

static struct events_result result;

static const char *failure(void)
{
        const struct event_rules rules = { 0 };
        static struct steps steps;
        const struct step *step;

        steps = (struct steps){ 0 };
        events_read(built.data, built.out.size, NULL, &steps, &result);
        if (result.read)
                events_check(&result, &rules, &steps);
        step = steps_failure(&steps);
        return step ? step->name : "none";
}

/* tpm2-tools#2017: a Lenovo's EV_POST_CODE of 9 bytes, where 16 were expected. */
static void a_post_code_is_as_long_as_it_is(void **state)
{
        static const uint8_t odd[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

        (void)state;
        built_begin(&built, 1);
        built_plain(&built, 0, EV_POST_CODE, "ACPI DATA", 9);
        built_plain(&built, 0, EV_POST_CODE, odd, sizeof(odd));
        built_plain(&built, 0, EV_POST_CODE2, "\11ACPI DATA\0\0\1\0\0\0\0\0\0\20\0\0\0\0\0\0", 26);
        open_log();
        assert_string_equal(next_line(), "ACPI DATA");
        assert_string_equal(next_line(), "010203040506070809");
        assert_string_equal(next_line(), "ACPI DATA, 4096 bytes at 0x10000");
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* tpm2-tools#2179, #2204, systemd#35820: HP, Google and others begin with a measured event of SHA-1's, of one type or another. */
static void a_log_without_a_header_may_begin_with_any_event(void **state)
{
        static const uint32_t types[] = { EV_S_CRTM_VERSION, EV_S_CRTM_CONTENTS, EV_POST_CODE,
                                          EV_EFI_ACTION, EV_PREBOOT_CERT };

        (void)state;
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
                built.out = bytes_writer(built.data, sizeof(built.data));
                built.agile = 0;
                built_plain(&built, 0, types[i], "1.0.31", 6);
                built_plain(&built, 7, EV_SEPARATOR, "\0\0\0\0", 4);
                open_log();
                assert_false(log_.crypto_agile || log_.has_spec_id);
                assert_string_equal(next_line(), "1.0.31");
                assert_string_equal(next_line(), "00000000");
                assert_at_end();
        }
}

/* tpm2-tools#2881: a variable whose sizes say more than the event has. Read on, but not believed. */
static void a_variable_that_is_cut_is_shown_as_such(void **state)
{
        uint8_t cut[40] = { [16] = 10, [24] = 200 };

        (void)state;
        built_begin(&built, 1);
        built_plain(&built, 1, EV_EFI_VARIABLE_BOOT, cut, sizeof(cut));
        built_plain(&built, 7, EV_SEPARATOR, "\0\0\0\0", 4);
        open_log();
        assert_int_equal(strncmp(next_line(), "(malformed)", 11), 0);
        assert_string_equal(next_line(), "00000000");
        assert_at_end();
}

/* tpm2-tools#3145, #3507: SbatLevel is text, MokListTrusted a byte, vendor_db a certificate without or with an owner. */
static void authorities_are_not_all_signatures(void **state)
{
        static const char sbat[] = "sbat,1,2021030218\n";
        static const uint8_t odd[40] = { 0x30, 0x82 };

        (void)state;
        built_begin(&built, 1);
        built_variable(&built, 7, EV_EFI_VARIABLE_AUTHORITY, "SbatLevel", sbat, sizeof(sbat) - 1);
        built_variable(&built, 14, EV_EFI_VARIABLE_AUTHORITY, "MokListTrusted", "\1", 1);
        built_variable(&built, 7, EV_EFI_VARIABLE_AUTHORITY, "vendor_db", odd, sizeof(odd));
        built_variable(&built, 7, EV_EFI_VARIABLE_AUTHORITY, "", "", 0);
        open_log();
        assert_non_null(strstr(next_line(), "SbatLevel: sbat,1,2021030218"));
        assert_string_equal(next_line(), "MokListTrusted: 1");
        assert_non_null(strstr(next_line(), "vendor_db"));
        (void)next_line();
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* pcr-oracle#49: systemd-boot tags its configuration in UTF-16, and hashes what is behind the tag. */
static void tagged_events_may_be_in_two_bytes_a_letter(void **state)
{
        static const uint8_t tag[] = { 0x2a, 0x58, 0xbc, 0xf5, 8,   0, 0, 0,
                                       'l',  0,    'o',  0,    'a', 0, 0, 0 };

        (void)state;
        built_begin(&built, 1);
        built_event(&built, 5, EV_EVENT_TAG, tag, sizeof(tag), tag + 8, 8);
        built_event(&built, 5, EV_EVENT_TAG, tag, 6, tag, 6); /* shorter than its head */
        open_log();
        assert_string_equal(next_line(), "tag 0xf5bc582a: loa");
        assert_string_equal(next_line(), "2a58bcf50800");
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* keylime#1411, BIOS machines: EV_IPL in any PCR, of the master boot record; EV_IPL_PARTITION_DATA. */
static void a_bioss_boot_is_read(void **state)
{
        static uint8_t sectors[512];

        (void)state;
        built_begin(&built, 0);
        built_event(&built, 4, EV_IPL, "MBR", 3, sectors, sizeof(sectors));
        built_event(&built, 5, EV_IPL_PARTITION_DATA, "MBR PARTITION_TABLE", 19, sectors, 64);
        built_plain(&built, 4, EV_COMPACT_HASH, "\1\2\3\4", 4);
        built_plain(&built, 2, EV_NONHOST_INFO, "Option ROM", 11);
        open_log();
        assert_string_equal(next_line(), "MBR");
        assert_string_equal(next_line(), "MBR PARTITION_TABLE");
        assert_string_equal(next_line(), "01020304");
        assert_string_equal(next_line(), "Option ROM");
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* systemd#41072: a measured event of a PCR that no TPM has; an EV_NO_ACTION may name any (the TXT logs of tboot have 255 too). */
static void a_pcr_that_there_is_not_is_refused_if_it_was_measured(void **state)
{
        (void)state;
        built_begin(&built, 1);
        built_event(&built, UINT32_MAX, EV_NO_ACTION, "NvIndexInstance\0\1\0\0\0", 20, "", 0);
        open_log();
        assert_string_equal(next_line(), "NvIndexInstance, 20 bytes");
        assert_at_end();
        built_plain(&built, 24, EV_POST_CODE, "x", 1);
        assert_string_equal(failure(), "event log");
}

/* StarLabs#437: a coreboot that wrote its events with gaps ends in nonsense behind StartupLocality. */
static void a_log_with_gaps_is_refused_where_they_begin(void **state)
{
        size_t gap;

        (void)state;
        built_begin(&built, 1);
        built_event(&built, 0, EV_NO_ACTION, "StartupLocality\0\3", 17, "", 0);
        gap = built.out.size;
        bytes_write_zero(&built.out, 3);
        built_plain(&built, 7, EV_SEPARATOR, "\0\0\0\0", 4);
        assert_string_equal(failure(), "event log");
        assert_true(event_log_open(&log_, built.data, built.out.size));
        (void)next_line();
        for (struct event event; event_log_next(&log_, &event) == EVENT_LOG_EVENT;)
                ;
        assert_non_null(log_.problem.expected);
        assert_true(log_.problem.offset >= gap && log_.problem.offset < gap + 40);
}

/* coreboot, older: a separator of another size than 4 bytes is what was measured all the same. */
static void a_separator_may_say_an_error_or_more(void **state)
{
        (void)state;
        built_begin(&built, 1);
        built_plain(&built, 0, EV_SEPARATOR, "\1\0\0\0", 4);
        built_plain(&built, 1, EV_SEPARATOR, "\xff\xff\xff\xff", 4);
        built_plain(&built, 2, EV_SEPARATOR, "------------", 12);
        built_plain(&built, 3, EV_SEPARATOR, "", 0);
        open_log();
        assert_string_equal(next_line(), "00000001: an error of the firmware");
        assert_string_equal(next_line(), "ffffffff");
        assert_string_equal(next_line(), "------------");
        assert_string_equal(next_line(), "");
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* A Spec ID event with a vendor's bytes (tpm2-tools, specid-vendordata), with one bank, with SHA-384 alone as TDX's CCEL has it. */
static void write_spec_id(uint16_t algorithm, uint16_t size, const char *vendor)
{
        built.out = bytes_writer(built.data, sizeof(built.data));
        built.agile = 1;
        bytes_write_zero(&built.out, 4);
        bytes_write_le32(&built.out, EV_NO_ACTION);
        bytes_write_zero(&built.out, 20);
        bytes_write_le32(&built.out, (uint32_t)(16 + 8 + 4 + 4 + 1 + strlen(vendor)));
        bytes_write(&built.out, "Spec ID Event03", 16);
        bytes_write(&built.out, "\0\0\0\0\0\2\151\2", 8);
        bytes_write_le32(&built.out, 1);
        bytes_write_le16(&built.out, algorithm);
        bytes_write_le16(&built.out, size);
        bytes_write_u8(&built.out, (uint8_t)strlen(vendor));
        bytes_write(&built.out, vendor, strlen(vendor));
}

static void write_event(uint32_t pcr, uint32_t type, uint16_t algorithm, size_t digest,
                        const char *data)
{
        bytes_write_le32(&built.out, pcr);
        bytes_write_le32(&built.out, type);
        bytes_write_le32(&built.out, 1);
        bytes_write_le16(&built.out, algorithm);
        bytes_write_zero(&built.out, digest);
        bytes_write_le32(&built.out, (uint32_t)strlen(data));
        bytes_write(&built.out, data, strlen(data));
}

static void banks_and_vendors_bytes_are_as_the_header_says(void **state)
{
        static const struct {
                uint16_t algorithm, size;
                const char *vendor;
        } kinds[] = { { 0x0c, 48, "" },
                      { 0x04, 20, "" },
                      { 0x12, 32, "vendor" },
                      { 0x0b, 32, "a longer vendor's text, \x80\xff" },
                      { 0x7777, 20, "" } };

        (void)state;
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                write_spec_id(kinds[i].algorithm, kinds[i].size, kinds[i].vendor);
                write_event(1, EV_EFI_HANDOFF_TABLES, kinds[i].algorithm, kinds[i].size, "");
                write_event(4, EV_EFI_ACTION, kinds[i].algorithm, kinds[i].size, "Exit Boot");
                bytes_write_zero(&built.out, 500); /* ACPI's log area */
                open_log();
                assert_int_equal(log_.bank_count, 1);
                assert_int_equal(log_.version[2], 105);
                (void)next_line();
                assert_string_equal(next_line(), "Exit Boot");
                assert_at_end();
                assert_int_equal(log_.padding, 500);
        }
}

/* Devices (PFP 1.05 and 1.06), tables by name, virtual machines' hash of firmware: types that readers have had no names for. */
static void newer_types_have_names_and_lines(void **state)
{
        static const char tables[] = "\4DMI.\1\0\0\0\0\0\0\0"
                                     "0123456789abcdef\0\0\0\0\0\0\0";
        static const uint32_t types[] = { EV_EFI_SPDM_FIRMWARE_BLOB, EV_EFI_SPDM_FIRMWARE_CONFIG };

        (void)state;
        built_begin(&built, 1);
        for (size_t i = 0; i < 2; i++) {
                assert_non_null(event_type_name(types[i]));
                built_plain(&built, 2, types[i], "SPDM Device Sec2\0\0\0\0", 20);
        }
        built_plain(&built, 7, EV_EFI_SPDM_DEVICE_POLICY, "", 0);
        built_event(&built, 1, EV_EFI_HANDOFF_TABLES2, tables, sizeof(tables), "tables", 6);
        built_plain(&built, 0, EV_EFI_HCRTM_EVENT, "HCRTM", 6);
        built_plain(&built, 6, 0x80000099, "not known", 9);
        open_log();
        assert_string_equal(next_line(), "SPDM Device Sec2, 20 bytes");
        assert_string_equal(next_line(), "SPDM Device Sec2, 20 bytes");
        (void)next_line();
        assert_string_equal(next_line(), "DMI., 1 tables 33323130-3534-3736-3839-616263646566");
        assert_string_equal(next_line(), "HCRTM");
        assert_string_equal(next_line(), "not known");
        assert_at_end();
        assert_null(event_type_name(0x80000099));
}

/* Names and data of many kilobytes; a name in UTF-16 without end, of an odd number of bytes, with letters that ASCII has not. */
static void big_and_odd_variables_are_read(void **state)
{
        static uint8_t big[12000];
        uint8_t odd[16 + 16 + 7] = { [16] = 3, [24] = 1, [32] = 'A', 0x26, 'B', 0xd8, 'C', 0, 1 };

        (void)state;
        memset(big, 'x', sizeof(big));
        memset(big, 0, 32);
        big[16] = 0x10;                            /* 16 letters */
        memcpy(big + 24, "\x80\x2e\0\0\0\0\0", 8); /* 11904 bytes */
        built_begin(&built, 1);
        built_plain(&built, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, big, 32 + 32 + 11904);
        built_plain(&built, 1, EV_EFI_VARIABLE_BOOT, odd, sizeof(odd));
        open_log();
        assert_true(strlen(next_line()) < EVENT_TEXT_MAX);
        assert_non_null(strstr(next_line(), "??C"));
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* Short EV_NO_ACTION events (go-attestation, short_no_action): StartupLocality and Spec ID are by their whole names. */
static void events_without_action_may_be_short(void **state)
{
        (void)state;
        built_begin(&built, 1);
        built_event(&built, 0, EV_NO_ACTION, "Startup", 7, "", 0);
        built_event(&built, 0, EV_NO_ACTION, "", 0, "", 0);
        built_event(&built, 0, EV_NO_ACTION, "SP800-155 Event\0\0\0\0\0", 20, "", 0);
        built_event(&built, 0, EV_NO_ACTION, "Spec ID Event03\0\0\0\0\0\0\0\0\0", 24, "", 0);
        open_log();
        for (int i = 0; i < 4; i++)
                (void)next_line();
        assert_at_end();
        assert_string_equal(failure(), "none");
}

/* shim before 15.3 logs six bytes behind an authority's certificate, and hashes all but the last. */
static void old_shims_authorities_are_what_was_measured(void **state)
{
        uint8_t event[16 + 16 + 8 + 30 + 6] = { [16] = 4,   [24] = 30,  [32] = 'S',  [34] = 'h',
                                                [36] = 'i', [38] = 'm', [40] = 0x30, [75] = 0xaf };

        (void)state;
        built_begin(&built, 1);
        built_event(&built, 7, EV_EFI_VARIABLE_AUTHORITY, event, sizeof(event), event,
                    sizeof(event) - 1);
        assert_string_equal(failure(), "none");
        event[24] = 36; /* now the last byte is the certificate's */
        built_begin(&built, 1);
        built_event(&built, 7, EV_EFI_VARIABLE_AUTHORITY, event, sizeof(event), event,
                    sizeof(event) - 1);
        assert_string_equal(failure(), "event data");
}

/* A digest of a variable's contents alone does not say which variable it was: no reason to refuse, and nothing that counts. */
static void a_variable_without_its_name_says_nothing_of_secure_boot(void **state)
{
        static const uint8_t on[16 + 16 + 20 + 1] = {
                [16] = 10,  [24] = 1,   [32] = 'S', [34] = 'e', [36] = 'c', [38] = 'u', [40] = 'r',
                [42] = 'e', [44] = 'B', [46] = 'o', [48] = 'o', [50] = 't', [52] = 1,
        };

        (void)state;
        built_begin(&built, 0);
        built_event(&built, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, on, sizeof(on), "\1", 1);
        assert_string_equal(failure(), "none");
        assert_int_equal(result.secure_boot, -1);
        assert_int_equal(result.differing, 1);
        built_begin(&built, 0);
        built_plain(&built, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, on, sizeof(on));
        assert_string_equal(failure(), "none");
        assert_int_equal(result.secure_boot, 1);
        built_begin(&built, 0);
        built_event(&built, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, on, sizeof(on), "\0", 1);
        assert_string_equal(failure(), "event data");
}

/* GRUB of Red Hat hashes a string with its NUL, GRUB without. */
static void grubs_strings_are_hashed_with_or_without_their_end(void **state)
{
        static const char line[] = "grub_kernel_cmdline /vmlinuz ro";
        static const char command[] = "grub_cmd set pager=1";

        (void)state;
        built_begin(&built, 1);
        built_event(&built, 8, EV_IPL, command, sizeof(command), command + 9, sizeof(command) - 9);
        built_event(&built, 8, EV_IPL, command, sizeof(command), command + 9, sizeof(command) - 10);
        built_event(&built, 8, EV_IPL, line, sizeof(line), line + 20, sizeof(line) - 20);
        assert_string_equal(failure(), "none");
        assert_int_equal(result.measured, 3);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_post_code_is_as_long_as_it_is),
                cmocka_unit_test(a_log_without_a_header_may_begin_with_any_event),
                cmocka_unit_test(a_variable_that_is_cut_is_shown_as_such),
                cmocka_unit_test(authorities_are_not_all_signatures),
                cmocka_unit_test(tagged_events_may_be_in_two_bytes_a_letter),
                cmocka_unit_test(a_bioss_boot_is_read),
                cmocka_unit_test(a_pcr_that_there_is_not_is_refused_if_it_was_measured),
                cmocka_unit_test(a_log_with_gaps_is_refused_where_they_begin),
                cmocka_unit_test(a_separator_may_say_an_error_or_more),
                cmocka_unit_test(banks_and_vendors_bytes_are_as_the_header_says),
                cmocka_unit_test(newer_types_have_names_and_lines),
                cmocka_unit_test(big_and_odd_variables_are_read),
                cmocka_unit_test(events_without_action_may_be_short),
                cmocka_unit_test(old_shims_authorities_are_what_was_measured),
                cmocka_unit_test(a_variable_without_its_name_says_nothing_of_secure_boot),
                cmocka_unit_test(grubs_strings_are_hashed_with_or_without_their_end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
