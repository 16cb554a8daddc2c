/*
 * tests/unit/kernel/test_services_file.c - /etc/services, understood or refused with the line's
 * number.
 */
#include "tests/unit/kernel/test.h"

#include "kernel/fs/services_file.h"

static int read_text(const char *text, struct service_line *out, const char **error)
{
        struct services_reader reader = services_reader(text, strlen(text));

        return services_next(&reader, out, error);
}

static void understands_a_full_line(void **state)
{
        struct service_line line;
        const char *error;

        (void)state;
        assert_int_equal(read_text("service vtpm protocol=2 peer=attest exec=/bin/vtpmd args=a,bc "
                                   "devices=channel,guest-request optional",
                                   &line, &error),
                         1);
        assert_string_equal(line.name, "vtpm");
        assert_string_equal(line.exec, "/bin/vtpmd");
        assert_int_equal(line.protocol, 2);
        assert_int_equal(line.arg_count, 2);
        assert_string_equal(line.args, "a");
        assert_string_equal(line.args + 2, "bc");
        assert_int_equal(line.devices, SERVICE_DEVICE_CHANNEL | SERVICE_DEVICE_GUEST_REQUEST);
        assert_string_equal(line.peer, "attest");
        assert_true(line.optional);
}

static void knows_which_rights_end_with_boot(void **state)
{
        struct service_line line;
        const char *error;

        (void)state;
        assert_int_equal(
                read_text("service a exec=/a peer=b:boot devices=channel:boot,guest-request", &line,
                          &error),
                1);
        assert_string_equal(line.peer, "b");
        assert_true(line.boot_peer);
        assert_int_equal(line.devices, SERVICE_DEVICE_CHANNEL | SERVICE_DEVICE_GUEST_REQUEST);
        assert_int_equal(line.boot_devices, SERVICE_DEVICE_CHANNEL);
        assert_int_equal(read_text("service a exec=/a peer=boot devices=channel", &line, &error),
                         1);
        assert_string_equal(line.peer, "boot");
        assert_false(line.boot_peer);
        assert_int_equal(line.boot_devices, 0);
}

static void skips_comments_and_empty_lines_and_counts_them(void **state)
{
        static const char text[] =
                "# comment\n\n  \t \nservice a exec=/a # end\nservice b exec=/b\nx\n";
        struct services_reader reader = services_reader(text, strlen(text));
        struct service_line line;
        const char *error;

        (void)state;
        assert_int_equal(services_next(&reader, &line, &error), 1);
        assert_string_equal(line.name, "a");
        assert_int_equal(reader.line, 4);
        assert_false(line.optional);
        assert_int_equal(line.protocol, 0);
        assert_int_equal(services_next(&reader, &line, &error), 1);
        assert_string_equal(line.name, "b");
        assert_int_equal(services_next(&reader, &line, &error), -1);
        assert_int_equal(reader.line, 6);
        assert_int_equal(services_next(&reader, &line, &error), 0);
}

/* Too long for SERVICE_PATH_SIZE. */
static const char long_path[] =
        "service a exec=/0123456789012345678901234567890123456789012345678901234567890123456789";

static void refuses_every_wrong_line(void **state)
{
        static const char *const lines[] = {
                "services a exec=/a",
                "service",
                "service A exec=/a",
                "service 1a exec=/a",
                "service a_b exec=/a",
                "service abcdefghijklmnop exec=/a",
                "service a",
                "service a exec=a",
                "service a exec=",
                "service a exec=/a exec=/b",
                "service a exec=/a protocol=",
                "service a exec=/a protocol=0",
                "service a exec=/a protocol=0x2",
                "service a exec=/a protocol=4294967296",
                "service a exec=/a protocol=99999999999",
                "service a exec=/a protocol=1 protocol=2",
                "service a exec=/a args=",
                "service a exec=/a args=b,",
                "service a exec=/a args=,b",
                "service a exec=/a args=b args=c",
                "service a exec=/a args=1,2,3,4,5,6,7,8,9",
                "service a exec=/a devices=disk",
                "service a exec=/a devices=",
                "service a exec=/a devices=channel,channel",
                "service a exec=/a devices=guest-request,guest-request",
                "service a exec=/a devices=guest",
                "service a exec=/a peer=",
                "service a exec=/a peer=B",
                "service a exec=/a peer=b peer=c",
                "service a exec=/a peer=abcdefghijklmnop",
                "service a exec=/a peer=:boot",
                "service a exec=/a peer=b:boot:boot",
                "service a exec=/a peer=b:start",
                "service a exec=/a peer=b:boot peer=b",
                "service a exec=/a devices=:boot",
                "service a exec=/a devices=channel:",
                "service a exec=/a devices=channel:Boot",
                "service a exec=/a devices=channel:boot:boot",
                "service a exec=/a devices=channel,channel:boot",
                "service a exec=/a colour=red",
                "service a exec=/a Optional",
                "service a exec=/a\001b",
                long_path,
        };

        (void)state;
        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
                struct service_line line;
                const char *error = NULL;

                if (read_text(lines[i], &line, &error) != -1)
                        fail_msg("accepted: %s", lines[i]);
                assert_non_null(error);
        }
}

static void reads_a_file_without_a_line_feed_at_its_end(void **state)
{
        struct service_line line;
        const char *error;

        (void)state;
        assert_int_equal(read_text("service a exec=/a", &line, &error), 1);
        assert_int_equal(read_text("", &line, &error), 0);
        assert_int_equal(read_text("# nothing", &line, &error), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(understands_a_full_line),
                cmocka_unit_test(knows_which_rights_end_with_boot),
                cmocka_unit_test(skips_comments_and_empty_lines_and_counts_them),
                cmocka_unit_test(refuses_every_wrong_line),
                cmocka_unit_test(reads_a_file_without_a_line_feed_at_its_end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
