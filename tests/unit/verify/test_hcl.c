/*
 * tests/unit/verify/test_hcl.c - HCL reports: both versions are read, what is another platform's is refused by name, runtime data
 * that the report was not made for count for nothing, and their key is the vTPM's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/rsa.h>

#include "tests/unit/verify/hcl_builder.h"
#include "tools/attest/hcl.h"
#include "tools/attest/runtime_data.h"

static EVP_PKEY *ak;
static char runtime[2048];
static struct snp_report report;
static uint8_t file[HCL_BUILT_MAX];
static size_t file_size;
static struct hcl_report hcl;
static char reason[HCL_REASON_MAX];
static struct runtime_data data;

static int make_key(void **state)
{
        (void)state;
        ak = EVP_RSA_gen(2048);
        return ak && hcl_runtime(ak, runtime, sizeof(runtime)) < sizeof(runtime) ? 0 : -1;
}

static int free_key(void **state)
{
        (void)state;
        EVP_PKEY_free(ak);
        return 0;
}

static int reset(void **state)
{
        (void)state;
        file_size = hcl_build(1, runtime, &report, file);
        return 0;
}

static void both_versions_are_read(void **state)
{
        (void)state;
        for (uint32_t version = 1; version <= 2; version++) {
                struct steps steps = { 0 };

                file_size = hcl_build(version, runtime, &report, file);
                assert_null(hcl_report_read(file, file_size, &hcl, reason));
                assert_int_equal(hcl.version, version);
                assert_int_equal(hcl.runtime_size, strlen(runtime));
                assert_memory_equal(hcl.report, &report, sizeof(report));
                assert_true(hcl_report_check(&hcl, &report, &steps));
                assert_null(runtime_data_read(hcl.runtime, hcl.runtime_size, &data));
                assert_int_equal(EVP_PKEY_eq(data.ak, ak), 1);
                assert_int_equal(data.secure_boot, 1);
                assert_string_equal(data.vm, "VM-1");
                assert_true(data.has_user_data);
                assert_int_equal(data.user_data[0], 0xaa);
                runtime_data_free(&data);
        }
}

static void runtime_data_that_were_changed_fail(void **state)
{
        struct steps steps = { 0 };

        (void)state;
        assert_null(hcl_report_read(file, file_size, &hcl, reason));
        file[32 + sizeof(report) + 20 + 30] ^= 1;
        assert_false(hcl_report_check(&hcl, &report, &steps));
        file[32 + sizeof(report) + 20 + 30] ^= 1;
        report.report_data[40] = 1; /* zeros are behind the hash */
        assert_false(hcl_report_check(&hcl, &report, &steps));
}

/* Sets the word at @offset; the reason must have @text in it. */
static void refused(size_t offset, uint32_t word, const char *text)
{
        uint8_t before[4];

        memcpy(before, file + offset, 4);
        for (int i = 0; i < 4; i++)
                file[offset + (size_t)i] = (uint8_t)(word >> 8 * i);
        assert_non_null(hcl_report_read(file, file_size, &hcl, reason));
        assert_non_null(strstr(hcl_report_read(file, file_size, &hcl, reason), text));
        memcpy(file + offset, before, 4);
        assert_null(hcl_report_read(file, file_size, &hcl, reason));
}

static void others_are_refused_by_name(void **state)
{
        const size_t behind = 32 + sizeof(report);

        (void)state;
        refused(0, 0, "HCLA");
        refused(4, 3, "version of the HCL report is 3, expected 1 or 2");
        refused(8, 100, "size of the HCL report");
        refused(12, 1, "kind of request");
        refused(behind, 5, "size of the runtime data with its header");
        refused(behind + 4, 2, "version of the runtime data");
        refused(behind + 8, 4, "a TDX report");
        refused(behind + 8, 1, "a VBS report");
        refused(behind + 8, 9, "not known");
        refused(behind + 12, 4, "hash type");
        refused(behind + 16, 0, "size of the runtime data");
        refused(behind + 16, UINT32_MAX, "size of the runtime data");
}

static void a_file_that_is_cut_is_refused(void **state)
{
        (void)state;
        for (size_t size = 0; size < file_size; size++) {
                uint8_t *copy = malloc(size ? size : 1);

                assert_non_null(copy);
                memcpy(copy, file, size);
                assert_non_null(hcl_report_read(copy, size, &hcl, reason));
                free(copy);
        }
}

#define KEY "{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\"}"

static void runtime_data_without_one_good_key_are_refused(void **state)
{
        static const char *const bad[] = {
                "",
                "[]",
                "{",
                "{}",
                "keys: []",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[1]}",
                "{\"keys\":[" KEY "]}",
                "{\"keys\":[" KEY "," KEY "]}",
                "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"EC\"}]}",
                "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"!!\"}]}",
                "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"AQAB\"}]}",
        };

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                assert_non_null(runtime_data_read((const uint8_t *)bad[i], strlen(bad[i]), &data));
                assert_null(data.ak);
                runtime_data_free(&data);
        }
}

/* A name twice could be read in two ways. */
static void keys_twice_are_refused(void **state)
{
        char twice[4200];

        (void)state;
        snprintf(twice, sizeof(twice), "{\"keys\":[],%s", runtime + 1);
        assert_non_null(runtime_data_read((const uint8_t *)twice, strlen(twice), &data));
        runtime_data_free(&data);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(both_versions_are_read, reset),
                cmocka_unit_test_setup(runtime_data_that_were_changed_fail, reset),
                cmocka_unit_test_setup(others_are_refused_by_name, reset),
                cmocka_unit_test_setup(a_file_that_is_cut_is_refused, reset),
                cmocka_unit_test_setup(runtime_data_without_one_good_key_are_refused, reset),
                cmocka_unit_test_setup(keys_twice_are_refused, reset),
        };

        return cmocka_run_group_tests(tests, make_key, free_key);
}
