/*
 * tests/unit/wire/test_vtpm_nv.c - a certificate goes into NV in pieces and is checked, against a
 * TPM in a few variables.
 */
#include "services/vtpm/nv_certificate.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands.h"
#include "services/vtpm/tpm.h"
#include "tests/unit/wire/test.h"

#include <stdbool.h>
#include <string.h>

#define INDEX UINT32_C(0x01c00002)

static struct {
        uint32_t buffer_max; /* of one piece */
        bool forgets;        /* a bit of what is written */
        bool stays_open;     /* the lock does nothing */
        uint8_t data[4096];
        uint16_t size;
        uint32_t attributes;
        unsigned int writes;
        bool locked;
} tpm;

void service_log(const char *format, ...)
{
        (void)format;
}

int tpm_property(uint32_t property, uint32_t *value)
{
        *value = property == TPM_PT_NV_BUFFER_MAX ? tpm.buffer_max : 2048;
        return 0;
}

int tpm_nv_define(uint32_t index, uint32_t attributes, uint16_t size)
{
        assert_int_equal(index, INDEX);
        tpm.attributes = attributes;
        tpm.size = size;
        return 0;
}

int tpm_nv_write(uint32_t index, const uint8_t *data, uint16_t size, uint16_t offset)
{
        assert_int_equal(index, INDEX);
        assert_false(tpm.locked);
        assert_true(size <= tpm.buffer_max);
        assert_true(offset + size <= tpm.size);
        memcpy(tpm.data + offset, data, size);
        if (tpm.forgets)
                tpm.data[offset + size - 1] ^= 1;
        tpm.writes++;
        return 0;
}

int tpm_nv_write_lock(uint32_t index)
{
        assert_int_equal(index, INDEX);
        tpm.locked = !tpm.stays_open;
        return 0;
}

int tpm_nv_read(uint32_t index, uint8_t *data, uint16_t size, uint16_t offset)
{
        assert_int_equal(index, INDEX);
        assert_true(size <= tpm.buffer_max);
        memcpy(data, tpm.data + offset, size);
        return 0;
}

int tpm_nv_read_public(uint32_t index, uint32_t *attributes, uint16_t *size)
{
        assert_int_equal(index, INDEX);
        *attributes = tpm.attributes | TPMA_NV_WRITTEN | (tpm.locked ? TPMA_NV_WRITELOCKED : 0);
        *size = tpm.size;
        return 0;
}

static int reset(void **state)
{
        (void)state;
        memset(&tpm, 0, sizeof(tpm));
        tpm.buffer_max = 1024;
        return 0;
}

static struct wire_blob certificate(size_t size)
{
        static uint8_t data[4096];

        for (size_t i = 0; i < sizeof(data); i++)
                data[i] = (uint8_t)(i * 7);
        return (struct wire_blob){ data, size };
}

static void is_written_in_the_tpms_pieces(void **state)
{
        struct wire_blob der = certificate(1500);

        (void)state;
        tpm.buffer_max = 400;
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, der), 0);
        assert_int_equal(tpm.writes, 4);
        assert_true(tpm.locked);
        assert_memory_equal(tpm.data, der.data, der.size);
}

static void whole_pieces_need_no_rest(void **state)
{
        (void)state;
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, certificate(2048)), 0);
        assert_int_equal(tpm.writes, 2);
}

static void what_does_not_fit_is_not_written(void **state)
{
        (void)state;
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, certificate(2049)), -1);
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, certificate(0)), -1);
        assert_int_equal(tpm.writes, 0);
}

static void a_tpm_that_forgets_is_found_out(void **state)
{
        (void)state;
        tpm.forgets = true;
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, certificate(700)), -1);
}

static void an_index_that_stays_open_is_found_out(void **state)
{
        (void)state;
        tpm.stays_open = true;
        assert_int_equal(nv_certificate_store(INDEX, 0x42072001, certificate(700)), -1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(is_written_in_the_tpms_pieces, reset),
                cmocka_unit_test_setup(whole_pieces_need_no_rest, reset),
                cmocka_unit_test_setup(what_does_not_fit_is_not_written, reset),
                cmocka_unit_test_setup(a_tpm_that_forgets_is_found_out, reset),
                cmocka_unit_test_setup(an_index_that_stays_open_is_found_out, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
