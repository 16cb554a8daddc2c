/* tests/unit/verify/test_form.c - reports as people have them in files, and what is something else. */
#include "tests/unit/verify/fixture.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "tools/evidence/report_form.h"

#define BUFFER_SIZE 4000 /* of the kernel's answer */

static uint8_t buffer[2 * SNP_CERTIFICATES_MAX];
static char text[8 * SNP_CERTIFICATES_MAX];

static void assert_found(const struct fixture *fixture, const void *data, size_t size)
{
        static struct report_form form;
        const char *problem = report_form_read(data, size, &form);

        if (problem)
                fail_msg("found %s", problem);
        assert_memory_equal(form.report, &fixture->report, SNP_REPORT_SIZE);
        assert_int_equal(form.certificates_size, 0);
}

/* What is said of something that is no report. */
static void assert_else(const void *data, size_t size, const char *what)
{
        static struct report_form form;
        const char *problem = report_form_read(data, size, &form);

        if (!problem)
                fail_msg("a report was found instead of %s", what);
        if (strncmp(problem, what, strlen(what)) != 0)
                fail_msg("\"%s\" is not \"%s\"", problem, what);
}

/* The header of MSG_REPORT_RSP. */
static void put_answer(const struct fixture *fixture, uint8_t status, uint16_t report_size)
{
        memset(buffer, 0, sizeof(buffer));
        buffer[0] = status;
        memcpy(buffer + 4, &report_size, sizeof(report_size));
        memcpy(buffer + 32, &fixture->report, SNP_REPORT_SIZE);
}

static void the_bytes_alone_or_with_zeros_are_a_report(void **state)
{
        const struct fixture *fixture = *state;

        memset(buffer, 0, sizeof(buffer));
        memcpy(buffer, &fixture->report, SNP_REPORT_SIZE);
        assert_found(fixture, buffer, SNP_REPORT_SIZE);
        assert_found(fixture, buffer, BUFFER_SIZE);
        assert_else(buffer, SNP_REPORT_SIZE - 1, "1183 bytes; a report has 1184");
        buffer[BUFFER_SIZE - 1] = 1;
        assert_else(buffer, BUFFER_SIZE,
                    "a report and 2816 bytes more, in which there is no certificate");
        memset(buffer + SNP_REPORT_SIZE, 1, BUFFER_SIZE - SNP_REPORT_SIZE);
        assert_else(buffer, BUFFER_SIZE,
                    "a report and 2816 bytes more, which are no certificate table: ");
}

static void the_kernels_answer_has_one_in_it(void **state)
{
        const struct fixture *fixture = *state;

        put_answer(fixture, 0, SNP_REPORT_SIZE);
        assert_found(fixture, buffer, 32 + SNP_REPORT_SIZE);
        assert_found(fixture, buffer, BUFFER_SIZE);
        assert_else(buffer, 1000, "968 bytes; a report has 1184");
        put_answer(fixture, 0x16, 0);
        memset(buffer + 32, 0, SNP_REPORT_SIZE);
        assert_else(buffer, BUFFER_SIZE,
                    "the firmware's answer with status 0x16, without a report");
        put_answer(fixture, 0, 2000);
        assert_else(buffer, BUFFER_SIZE,
                    "the firmware's answer with a report of 2000 bytes; expected 1184");
}

static void the_hosts_table_may_be_behind_it(void **state)
{
        const struct fixture *fixture = *state;
        static struct report_form form;
        struct amd_certificates found;

        memcpy(buffer, &fixture->report, SNP_REPORT_SIZE);
        memcpy(buffer + SNP_REPORT_SIZE, fixture->chip.certificates,
               sizeof(fixture->chip.certificates));
        assert_null(report_form_read(buffer, SNP_REPORT_SIZE + sizeof(fixture->chip.certificates),
                                     &form));
        assert_memory_equal(form.report, &fixture->report, SNP_REPORT_SIZE);
        assert_null(certificates_from_table(form.certificates, form.certificates_size, &found));
        assert_non_null(found.vcek);
        certificates_free(&found);
        assert_else(fixture->chip.certificates, sizeof(fixture->chip.certificates),
                    "the host's certificate table (auxblob); --certificates takes it");
}

static size_t write_hex(const void *data, size_t size, const char *start, const char *between)
{
        const uint8_t *bytes = data;
        size_t length = (size_t)sprintf(text, "%s", start);

        for (size_t i = 0; i < size; i++)
                length += (size_t)sprintf(text + length, "%02X%s", bytes[i],
                                          i % 30 == 29 ? between : "");
        return length;
}

static void texts_stand_for_bytes(void **state)
{
        const struct fixture *fixture = *state;
        size_t length;

        assert_found(fixture, text, write_hex(&fixture->report, SNP_REPORT_SIZE, "", ""));
        assert_found(fixture, text, write_hex(&fixture->report, SNP_REPORT_SIZE, "0x", "\r\n"));
        length = (size_t)EVP_EncodeBlock((unsigned char *)text,
                                         (const unsigned char *)&fixture->report, SNP_REPORT_SIZE);
        assert_found(fixture, text, length);
        text[length - 1] = '\n'; /* 1184 bytes end in one = */
        assert_found(fixture, text, length);
        for (size_t i = 0; i < length; i++)
                text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
        assert_found(fixture, text, length);
        put_answer(fixture, 0, SNP_REPORT_SIZE);
        assert_found(fixture, text, write_hex(buffer, BUFFER_SIZE, " ", "\n"));
        length = write_hex(&fixture->report, SNP_REPORT_SIZE, "", "");
        assert_else(text, length - 1, "an odd number of hexadecimal digits");
        assert_else(text, length - 2, "1183 bytes; a report has 1184");
}

#define ELSE(bytes, what) assert_else(bytes, sizeof(bytes) - 1, what)

static void other_things_are_named(void **state)
{
        (void)state;
        ELSE("", "nothing: it is empty");
        ELSE(" \n", "nothing but white space");
        ELSE("{\"report\": 1}", "JSON;");
        ELSE("-----BEGIN CERTIFICATE-----", "PEM;");
        ELSE("eyJhbGciOi.eyJ", "a JSON Web Token;");
        ELSE("00000000: 0300 0000 0000", "a hex dump with offsets;");
        ELSE("it is not there!", "text that is neither hexadecimal nor base64");
        ELSE("AB==C", "text that is neither hexadecimal nor base64");
        ELSE("HCLA\1\0\0\0", "an Azure HCL report:");
        ELSE("\x0a\xa0\x09\x08\3", "a protobuf message");
        ELSE("\x30\x82\5\x4c", "a certificate or something else in DER;");
        ELSE("\xff\x54\x43\x47\x80\x18", "a TPM's quote;");
        ELSE("\0\0\0\0\3\0\0\0\0\0\0\0", "an event log of firmware");
        ELSE("\4\0\2\0\x81\0\0\0\0\0", "a TDX quote;");
        ELSE("\x1f\x8b\x08\0\0", "compressed by gzip;");
        ELSE("\xff\xff\xff\xff\xff", "5 bytes that do not begin as a report does");
        ELSE("\3\0\0\0\1", "5 bytes; a report has 1184");
        memset(buffer, 0, sizeof(buffer));
        assert_else(buffer, BUFFER_SIZE, "4000 bytes, all zero");
}

/* A text may be of any length. */
static void a_long_text_is_too_long(void **state)
{
        (void)state;
        memset(text, 'a', sizeof(text));
        assert_else(text, sizeof(text), "a text that is too long for a report");
        assert_else(text, 0x10000, "32768 bytes that do not begin as a report does");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(the_bytes_alone_or_with_zeros_are_a_report, fixture_reset),
                cmocka_unit_test_setup(the_kernels_answer_has_one_in_it, fixture_reset),
                cmocka_unit_test_setup(the_hosts_table_may_be_behind_it, fixture_reset),
                cmocka_unit_test_setup(texts_stand_for_bytes, fixture_reset),
                cmocka_unit_test(other_things_are_named),
                cmocka_unit_test(a_long_text_is_too_long),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
