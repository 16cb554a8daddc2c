/*
 * tests/unit/wire/test_vtpm_keys.c - the table of keys against the TCG EK Credential Profile's
 * literals.
 */
#include "services/vtpm/keys.h"
#include "lib/wire/tpm_public.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static const uint8_t policy_a[32] = {
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc,
        0x8d, 0x46, 0xa5, 0xd7, 0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52,
        0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
};

static void assert_low_range(const struct vtpm_key *key, struct tpm_public *template)
{
        assert_int_equal(tpm_public_read(key->template, key->template_size, template), 0);
        assert_int_equal(template->name_algorithm, TPM_ALG_SHA256);
        assert_int_equal(template->attributes, 0x000300b2);
        assert_int_equal(template->policy_size, sizeof(policy_a));
        assert_memory_equal(template->policy, policy_a, sizeof(policy_a));
        assert_int_equal(template->symmetric, TPM_ALG_AES);
        assert_int_equal(template->symmetric_bits, 128);
        assert_int_equal(template->scheme, TPM_ALG_NULL);
        assert_int_equal(key->hierarchy, 0x4000000b);
        assert_int_equal(key->nv_attributes, 0x42072001);
}

static void l1_is_rsa_2048(void **state)
{
        static const uint8_t zeros[256];
        struct tpm_public template;

        (void)state;
        assert_int_equal(vtpm_keys[0].template_size, 314);
        assert_low_range(&vtpm_keys[0], &template);
        assert_int_equal(template.type, TPM_ALG_RSA);
        assert_int_equal(template.rsa_bits, 2048);
        assert_int_equal(template.modulus_size, sizeof(zeros));
        assert_memory_equal(template.modulus, zeros, sizeof(zeros));
        assert_int_equal(vtpm_keys[0].handle, 0x81010001);
        assert_int_equal(vtpm_keys[0].nv_index, 0x01c00002);
}

static void l2_is_p256(void **state)
{
        static const uint8_t zeros[32];
        struct tpm_public template;

        (void)state;
        assert_int_equal(vtpm_keys[1].template_size, 122);
        assert_low_range(&vtpm_keys[1], &template);
        assert_int_equal(template.type, TPM_ALG_ECC);
        assert_int_equal(template.curve, TPM_ECC_NIST_P256);
        assert_int_equal(template.x_size, sizeof(zeros));
        assert_memory_equal(template.x, zeros, sizeof(zeros));
        assert_int_equal(template.y_size, sizeof(zeros));
        assert_memory_equal(template.y, zeros, sizeof(zeros));
        assert_int_equal(vtpm_keys[1].handle, 0x81010002);
        assert_int_equal(vtpm_keys[1].nv_index, 0x01c0000a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(l1_is_rsa_2048),
                cmocka_unit_test(l2_is_p256),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
