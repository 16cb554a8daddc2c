/* tests/proof/readers/tpm_public.c - a key's public area, whatever it says: its parts can be read, and its point fits. */
#include "lib/wire/tpm_public.h"
#include "tests/proof/readers/any.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(from, size), "memcpy: all bytes may be read");
        __CPROVER_assert(__CPROVER_w_ok(to, size), "memcpy: all bytes may be written");
        return to;
}

int main(void)
{
        static const uint8_t data[1];
        uint8_t point[TPM_POINT_BYTES_MAX];
        struct tpm_public key;

        if (tpm_public_read(data, nondet_u32(), &key) != 0)
                return 0;
        __CPROVER_assert(__CPROVER_r_ok(key.policy, key.policy_size), "the policy");
        if (key.type == TPM_ALG_RSA)
                __CPROVER_assert(key.modulus_size <= TPM_RSA_BYTES_MAX &&
                                         __CPROVER_r_ok(key.modulus, key.modulus_size),
                                 "the modulus");
        if (tpm_public_has_key(&key) && key.type == TPM_ALG_ECC)
                __CPROVER_assert(tpm_public_point(&key, point) <= sizeof(point), "the point");
        return 0;
}
