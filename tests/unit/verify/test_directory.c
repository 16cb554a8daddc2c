/* tests/unit/verify/test_directory.c - certificates that an operator keeps, by the names that AMD's service has for them. */
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/unit/verify/fixture.h"
#include "tools/evidence/directory.h"

#define C1X8  "c1c1c1c1c1c1c1c1"
#define C1X64 C1X8 C1X8 C1X8 C1X8 C1X8 C1X8 C1X8 C1X8

static char directory[64];

static void make_directory(const char *name)
{
        char path[512];

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        for (char *slash = path + strlen(directory) + 1; (slash = strchr(slash, '/')); slash++) {
                *slash = '\0';
                (void)mkdir(path, 0700);
                *slash = '/';
        }
}

static void put(const char *name, X509 *first, X509 *second, bool pem)
{
        char path[512];
        FILE *file;

        make_directory(name);
        snprintf(path, sizeof(path), "%s/%s", directory, name);
        file = fopen(path, "wb");
        assert_non_null(file);
        if (pem) {
                assert_int_equal(PEM_write_X509(file, first), 1);
                assert_true(!second || PEM_write_X509(file, second));
        } else {
                assert_int_equal(i2d_X509_fp(file, first), 1);
        }
        fclose(file);
}

static void clear(void)
{
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s/*", directory);
        assert_int_equal(system(command), 0);
}

/* What the host gives: nothing. */
static const char *look(struct fixture *fixture, struct certificate_place *wanted)
{
        static struct amd_certificates found;
        const char *problem;

        certificates_free(&found);
        problem = certificates_from_directory(directory, &fixture->report, &found, wanted);
        fixture->certificates = found;
        return problem;
}

static void has_what_a_report_needs(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        put("Milan/" C1X64 "/3-0-8-200.der", fixture->made.vcek, NULL, false);
        put("Milan/cert_chain.pem", fixture->made.ask, fixture->made.ark, true);
        assert_null(look(fixture, &wanted));
        assert_true(fixture_verify(fixture));
}

/* AMD's service takes 8 bytes of Turin's CHIP_ID, and one number more. */
static void knows_turins_names(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place place;

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 5);
        assert_true(certificate_place(&fixture->report, SNP_PRODUCT_TURIN, &place));
        assert_string_equal(place.leaf, "Turin/" C1X8 "/1-3-0-8-200.der");
        assert_string_equal(place.chain, "Turin/cert_chain.pem");
        assert_string_equal(place.url, "https://kdsintf.amd.com/vcek/v1/Turin/" C1X8
                                       "?fmcSPL=1&blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=200");
        assert_false(certificate_place(&fixture->report, SNP_PRODUCT_MILAN, &place));
        fixture->report.chip_id[8] = 1;
        assert_false(certificate_place(&fixture->report, SNP_PRODUCT_TURIN, &place));
}

/* Of Venice the numbers are those of its TCB. */
static void knows_venices_names(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place place;

        fixture_change_chip(fixture, SNP_PRODUCT_VENICE, 5);
        assert_true(certificate_place(&fixture->report, SNP_PRODUCT_VENICE, &place));
        assert_string_equal(place.leaf, "Venice/" C1X8 "/1-0-8.der");
        assert_string_equal(place.url, "https://kdsintf.amd.com/vcek/v1/Venice/" C1X8
                                       "?fmcSPL=1&teeSPL=0&snpSPL=8");
}

static void knows_amds_url(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place place;

        assert_true(certificate_place(&fixture->report, SNP_PRODUCT_MILAN, &place));
        assert_string_equal(place.url, "https://kdsintf.amd.com/vcek/v1/Milan/" C1X64
                                       "?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=200");
}

static void a_providers_key_has_its_own_place(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place place;

        fixture->report.key_info = SNP_SIGNING_KEY_VLEK << SNP_KEY_INFO_SIGNING_SHIFT;
        assert_true(certificate_place(&fixture->report, SNP_PRODUCT_MILAN, &place));
        assert_string_equal(place.leaf, "Milan/vlek/3-0-8-200.der");
        assert_string_equal(place.chain, "Milan/vlek/cert_chain.pem");
        assert_string_equal(place.url, "https://kdsintf.amd.com/vlek/v1/Milan/cert"
                                       "?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=200");
}

static void says_which_file_is_missing(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        assert_string_equal(look(fixture, &wanted), "it is not there");
        assert_string_equal(wanted.name, "Milan/" C1X64 "/3-0-8-200.der");
        assert_null(fixture->certificates.vcek);
        put("Milan/" C1X64 "/3-0-8-200.der", fixture->made.vcek, NULL, false);
        assert_string_equal(look(fixture, &wanted), "it is not there");
        assert_string_equal(wanted.name, "Milan/cert_chain.pem");
}

static void says_which_file_is_another(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        put("Milan/" C1X64 "/3-0-8-200.der", fixture->made.ask, NULL, false);
        assert_string_equal(look(fixture, &wanted), "it has no such certificate");
        assert_string_equal(wanted.name, "Milan/" C1X64 "/3-0-8-200.der");
}

/* A name proves nothing: the certificate itself has to say chip and TCB. */
static void a_certificate_under_a_false_name_does_not_verify(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        put("Milan/" C1X64 "/2-0-8-200.der", fixture->made.vcek, NULL, false);
        put("Milan/cert_chain.pem", fixture->made.ask, fixture->made.ark, true);
        fixture->report.reported_tcb -= 1;
        fixture_sign(fixture, fixture->keys.vcek);
        assert_null(look(fixture, &wanted));
        assert_non_null(fixture_fails_at(fixture, "TCB"));
}

static void a_chip_that_is_hidden_has_no_place(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        memset(fixture->report.chip_id, 0, sizeof(fixture->report.chip_id));
        assert_string_equal(look(fixture, &wanted), "the report does not say of which chip it is");
        assert_null(wanted.name);
}

static void a_tcb_that_is_none_has_no_place(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        fixture->report.reported_tcb |= 0xff0000;
        assert_non_null(look(fixture, &wanted));
        assert_null(wanted.name);
}

/* It may be of Milan or of Genoa, and the directory has the chip below one of them. */
static void looks_everywhere_for_a_report_of_version_2(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        fixture_change_chip(fixture, SNP_PRODUCT_GENOA, 2);
        assert_non_null(look(fixture, &wanted));
        assert_string_equal(wanted.name, "Milan/" C1X64 "/3-0-8-200.der");
        put("Genoa/" C1X64 "/3-0-8-200.der", fixture->made.vcek, NULL, true);
        put("Genoa/cert_chain.pem", fixture->made.ask, fixture->made.ark, true);
        assert_null(look(fixture, &wanted));
        assert_true(fixture_verify(fixture));
}

static void what_is_there_already_stays(void **state)
{
        struct fixture *fixture = *state;
        struct amd_certificates have = { .vcek = fixture->made.vcek };
        struct certificate_place wanted;

        X509_up_ref(have.vcek);
        put("Milan/cert_chain.pem", fixture->made.ask, fixture->made.ark, true);
        assert_null(certificates_from_directory(directory, &fixture->report, &have, &wanted));
        assert_ptr_equal(have.vcek, fixture->made.vcek);
        assert_non_null(have.intermediate);
        certificates_free(&have);
}

static int reset(void **state)
{
        clear();
        return fixture_reset(state);
}

static int make(void **state)
{
        snprintf(directory, sizeof(directory), "/tmp/cashew-test-XXXXXX");
        return mkdtemp(directory) ? fixture_make(state) : -1;
}

static int end(void **state)
{
        struct fixture *fixture = *state;
        struct certificate_place wanted;

        clear();
        fixture->report.version = 0;
        (void)look(fixture, &wanted);
        return remove(directory) || fixture_free(state);
}

#define DIRECTORY_TEST(function) cmocka_unit_test_setup(function, reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                DIRECTORY_TEST(has_what_a_report_needs),
                DIRECTORY_TEST(knows_turins_names),
                DIRECTORY_TEST(knows_venices_names),
                DIRECTORY_TEST(knows_amds_url),
                DIRECTORY_TEST(a_providers_key_has_its_own_place),
                DIRECTORY_TEST(says_which_file_is_missing),
                DIRECTORY_TEST(says_which_file_is_another),
                DIRECTORY_TEST(a_certificate_under_a_false_name_does_not_verify),
                DIRECTORY_TEST(a_chip_that_is_hidden_has_no_place),
                DIRECTORY_TEST(a_tcb_that_is_none_has_no_place),
                DIRECTORY_TEST(looks_everywhere_for_a_report_of_version_2),
                DIRECTORY_TEST(what_is_there_already_stays),
        };

        return cmocka_run_group_tests_name("verify directory", tests, make, end);
}
