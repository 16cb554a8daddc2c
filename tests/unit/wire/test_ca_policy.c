/* tests/unit/wire/test_ca_policy.c - what the CA certifies, and each thing that it does not. */
#include "tools/ca/policy/requests.h"
#include "tests/unit/wire/known_public.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static const uint8_t modulus[256] = { 0xc0, 5 };
static const uint8_t coordinate[32] = { 1 };

static struct known_public rsa, ecc;
static struct wire_request request;

static int reset(void **state)
{
        (void)state;
        rsa = known_rsa(EK_ATTRIBUTES, 2048, modulus, sizeof(modulus));
        ecc = known_ecc(EK_ATTRIBUTES, coordinate, 32, coordinate, 32);
        request = (struct wire_request){
                .key_count = 2,
                .keys = { { WIRE_PURPOSE_ENDORSEMENT, 0x01c00002, { rsa.data, rsa.size } },
                          { WIRE_PURPOSE_ENDORSEMENT, 0x01c0000a, { ecc.data, ecc.size } } },
        };
        return 0;
}

/* The reason for which @number of the keys is refused. */
static const char *refusal_of(uint32_t number)
{
        struct tpm_public publics[WIRE_KEYS_MAX];
        uint32_t key;
        const char *problem = policy_check(&request, publics, &key);

        assert_non_null(problem);
        assert_int_equal(key, number);
        return problem;
}

static void endorsement_keys_are_certified(void **state)
{
        struct tpm_public publics[WIRE_KEYS_MAX];
        uint32_t key;

        (void)state;
        assert_null(policy_check(&request, publics, &key));
        assert_int_equal(publics[0].rsa_bits, 2048);
        assert_int_equal(publics[1].curve, TPM_ECC_NIST_P256);
}

static void signing_and_free_keys_are_not(void **state)
{
        static const uint32_t attributes[] = {
                0x000700b2, /* signs too */
                0x000200b2, /* not restricted */
                0x000100b2, /* does not decrypt */
                0x000300b0, /* may leave the TPM */
                0x00030092, /* was made elsewhere */
        };

        (void)state;
        for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
                rsa = known_rsa(attributes[i], 2048, modulus, sizeof(modulus));
                assert_string_equal(refusal_of(0),
                                    "is not a restricted decryption key that is fixed to its TPM");
        }
}

static void weak_keys_are_not(void **state)
{
        (void)state;
        rsa = known_rsa(EK_ATTRIBUTES, 1024, modulus, 128);
        request.keys[0].public.size = rsa.size;
        assert_string_equal(refusal_of(0), "is weak");
        rsa = known_rsa(EK_ATTRIBUTES, 2048, modulus, sizeof(modulus));
        request.keys[0].public.size = rsa.size;
        rsa.data[55] = 2; /* an even exponent */
        assert_string_equal(refusal_of(0), "is weak");
}

static void templates_are_not(void **state)
{
        static const uint8_t zeros[256];

        (void)state;
        rsa = known_rsa(EK_ATTRIBUTES, 2048, zeros, sizeof(zeros));
        assert_string_equal(refusal_of(0),
                            "is not a TPM's public key of a kind that is known here");
}

static void the_same_twice_is_not(void **state)
{
        (void)state;
        request.keys[1].public = request.keys[0].public;
        assert_string_equal(refusal_of(1), "is there twice");
        reset(NULL);
        request.keys[1].nv_index = request.keys[0].nv_index;
        assert_string_equal(refusal_of(1), "is there twice");
}

/* An IDevID signs anything, and so is not restricted; an IAK is. Both are named by an endorsement key before them. */
static void identities_are_signing_keys(void **state)
{
        (void)state;
        request.keys[1].purpose = WIRE_PURPOSE_IDEVID;
        assert_string_equal(refusal_of(1),
                            "is not an unrestricted signing key that is fixed to its TPM");
        reset(NULL);
        request.keys[1].purpose = WIRE_PURPOSE_IAK;
        assert_string_equal(refusal_of(1),
                            "is not a restricted signing key that is fixed to its TPM");
}

static void other_purposes_and_places_are_not(void **state)
{
        (void)state;
        request.keys[1].purpose = 5;
        assert_string_equal(refusal_of(1), "has a purpose that is not known here");
        reset(NULL);
        request.keys[0].nv_index = 0x01c10000;
        assert_string_equal(refusal_of(0), "has an NV index that is not for endorsement");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(endorsement_keys_are_certified, reset),
                cmocka_unit_test_setup(signing_and_free_keys_are_not, reset),
                cmocka_unit_test_setup(weak_keys_are_not, reset),
                cmocka_unit_test_setup(templates_are_not, reset),
                cmocka_unit_test_setup(the_same_twice_is_not, reset),
                cmocka_unit_test_setup(identities_are_signing_keys, reset),
                cmocka_unit_test_setup(other_purposes_and_places_are_not, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
