/* tests/unit/psp/test_chip.c - chip.bin: its reader takes what chip_complete() makes, and nothing else. */
#include "tests/unit/psp/fixture.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

static bool reads(const void *data, size_t size)
{
        struct snp_chip chip;
        const char *reason;
        bool good = snp_chip_read(data, size, &chip, &reason);

        assert_true(good == (reason == NULL));
        return good;
}

/* The fixture's chip with one 64-bit number at @offset replaced. */
static bool reads_with(const struct fixture *fixture, size_t offset, uint64_t value)
{
        struct snp_chip chip = fixture->chip;

        memcpy((uint8_t *)&chip + offset, &value, sizeof(value));
        return reads(&chip, sizeof(chip));
}

static void what_is_made_is_read(void **state)
{
        struct fixture *fixture = *state;

        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                fixture_change_chip(fixture, product, 5);
                assert_true(reads(&fixture->chip, sizeof(fixture->chip)));
        }
}

static void other_sizes_are_refused(void **state)
{
        struct fixture *fixture = *state;
        uint8_t larger[sizeof(struct snp_chip) + 1] = { 0 };

        memcpy(larger, &fixture->chip, sizeof(fixture->chip));
        assert_false(reads(larger, sizeof(larger)));
        assert_false(reads(larger, sizeof(fixture->chip) - 1));
        assert_false(reads(larger, 0));
}

static void the_header_has_one_form(void **state)
{
        struct fixture *fixture = *state;
        const uint8_t *bytes = (const uint8_t *)&fixture->chip;
        struct snp_chip chip;

        for (size_t i = 0; i < 0x14; i++) {
                memcpy(&chip, bytes, sizeof(chip));
                ((uint8_t *)&chip)[i] ^= 0x80;
                assert_false(reads(&chip, sizeof(chip)));
        }
        for (size_t i = 0x1b; i < 0x20; i++) {
                memcpy(&chip, bytes, sizeof(chip));
                ((uint8_t *)&chip)[i] = 1;
                assert_false(reads(&chip, sizeof(chip)));
        }
}

static void report_versions_are_2_3_and_5(void **state)
{
        struct fixture *fixture = *state;

        for (uint32_t version = 0; version < 8; version++) {
                fixture->chip.report_version = version;
                assert_int_equal(reads(&fixture->chip, sizeof(fixture->chip)),
                                 version == 2 || version == 3 || version == 5);
        }
}

static void only_version_5_has_a_mitigation_vector(void **state)
{
        struct fixture *fixture = *state;

        fixture->chip.mitigation_vector = 1;
        assert_false(reads(&fixture->chip, sizeof(fixture->chip)));
        fixture->chip.report_version = 5;
        assert_true(reads(&fixture->chip, sizeof(fixture->chip)));
}

static void no_tcb_is_above_the_current_one(void **state)
{
        const size_t offsets[] = { offsetof(struct snp_chip, reported_tcb),
                                   offsetof(struct snp_chip, committed_tcb),
                                   offsetof(struct snp_chip, launch_tcb) };
        struct fixture *fixture = *state;

        for (size_t i = 0; i < 3; i++) {
                assert_true(reads_with(fixture, offsets[i], fixture->chip.current_tcb));
                assert_false(reads_with(fixture, offsets[i], 0x0000000000000005));
                assert_false(reads_with(fixture, offsets[i], 0xdc00000000000000));
                assert_false(reads_with(fixture, offsets[i], 0x0000000000010000));
        }
        assert_false(
                reads_with(fixture, offsetof(struct snp_chip, current_tcb), 0xff80000000007f7f));
}

static void copy_order(uint8_t out[SNP_CHIP_SCALAR_SIZE])
{
        EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);

        assert_int_equal(BN_bn2binpad(EC_GROUP_get0_order(group), out, SNP_CHIP_SCALAR_SIZE),
                         SNP_CHIP_SCALAR_SIZE);
        EC_GROUP_free(group);
}

static void the_vcek_is_a_key_of_the_curve(void **state)
{
        struct fixture *fixture = *state;

        memset(fixture->chip.vcek, 0, sizeof(fixture->chip.vcek));
        assert_false(reads(&fixture->chip, sizeof(fixture->chip)));
        fixture->chip.vcek[47] = 1;
        assert_true(reads(&fixture->chip, sizeof(fixture->chip)));
        copy_order(fixture->chip.vcek);
        assert_false(reads(&fixture->chip, sizeof(fixture->chip)));
        fixture->chip.vcek[47]--;
        assert_true(reads(&fixture->chip, sizeof(fixture->chip)));
}

static void a_turins_chip_id_is_8_bytes(void **state)
{
        struct fixture *fixture = *state;

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 3);
        fixture->chip.chip_id[8] = 1;
        assert_false(reads(&fixture->chip, sizeof(fixture->chip)));
}

static bool reads_with_entry(const struct fixture *fixture, uint32_t offset, uint32_t size)
{
        struct snp_chip chip = fixture->chip;
        struct snp_certificate_entry entry = { SNP_GUID_VCEK, offset, size };

        memcpy(chip.certificates, &entry, sizeof(entry));
        return reads(&chip, sizeof(chip));
}

static void certificates_lie_in_the_table(void **state)
{
        struct fixture *fixture = *state;

        assert_true(reads_with_entry(fixture, 96, 8192 - 96));
        assert_false(reads_with_entry(fixture, 95, 1));
        assert_false(reads_with_entry(fixture, 96, 8192 - 95));
        assert_false(reads_with_entry(fixture, 96, 0));
        assert_false(reads_with_entry(fixture, 8192, 1));
        assert_false(reads_with_entry(fixture, 0xfffffff0, 0x20));
        memset(fixture->chip.certificates, 0xff, sizeof(fixture->chip.certificates));
        assert_false(reads(&fixture->chip, sizeof(fixture->chip)));
}

/* VCEK, ASK and ARK, byte for byte. */
static void the_table_has_the_certificates(void **state)
{
        struct fixture *fixture = *state;
        X509 *const wanted[] = { fixture->certificates.vcek, fixture->certificates.ask,
                                 fixture->certificates.ark };
        struct snp_certificate_entry entry;

        for (size_t i = 0; i < 3; i++) {
                const uint8_t *der;
                X509 *found;

                memcpy(&entry, fixture->chip.certificates + i * sizeof(entry), sizeof(entry));
                der = fixture->chip.certificates + entry.offset;
                found = d2i_X509(NULL, &der, (long)entry.size);
                assert_non_null(found);
                assert_int_equal(X509_cmp(found, wanted[i]), 0);
                X509_free(found);
        }
        assert_memory_equal(fixture->chip.certificates, "\x63\xda\x75\x8d\xe6\x64", 6);
}

static void tcb_versions_are_as_the_product_lays_them_out(void **state)
{
        const struct snp_tcb tcb = { 5, 1, 2, 3, 4 };
        struct snp_tcb decoded;

        (void)state;
        assert_int_equal(snp_tcb_encode(SNP_PRODUCT_MILAN, &tcb), 0x0403000000000201);
        assert_int_equal(snp_tcb_encode(SNP_PRODUCT_GENOA, &tcb), 0x0403000000000201);
        assert_int_equal(snp_tcb_encode(SNP_PRODUCT_TURIN, &tcb), 0x0400000003020105);
        assert_true(snp_tcb_decode(SNP_PRODUCT_TURIN, 0x0400000003020105, &decoded));
        assert_int_equal(decoded.fmc, 5);
        assert_int_equal(decoded.microcode, 4);
        assert_int_equal(snp_tcb_encode(SNP_PRODUCT_VENICE, &tcb), 0x030205);
        assert_true(snp_tcb_decode(SNP_PRODUCT_VENICE, 0x030205, &decoded));
        assert_int_equal(decoded.snp, 3);
        assert_int_equal(decoded.tee, 2);
        assert_int_equal(decoded.fmc, 5);
        assert_int_equal(decoded.boot_loader + decoded.microcode, 0);
        assert_false(snp_tcb_decode(SNP_PRODUCT_VENICE, 0x01030205, &decoded));
        assert_false(snp_tcb_decode(SNP_PRODUCT_TURIN, 0x0403000000000201, &decoded));
        assert_false(snp_tcb_decode(SNP_PRODUCT_MILAN, 0x0000000000000080, &decoded));
}

#define TEST(name) cmocka_unit_test_setup(name, fixture_reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(what_is_made_is_read),
                TEST(other_sizes_are_refused),
                TEST(the_header_has_one_form),
                TEST(report_versions_are_2_3_and_5),
                TEST(only_version_5_has_a_mitigation_vector),
                TEST(no_tcb_is_above_the_current_one),
                TEST(the_vcek_is_a_key_of_the_curve),
                TEST(a_turins_chip_id_is_8_bytes),
                TEST(certificates_lie_in_the_table),
                TEST(the_table_has_the_certificates),
                TEST(tcb_versions_are_as_the_product_lays_them_out),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
