/* tests/unit/wire/known_public.h - public areas as a TPM gives them, with any key in them. */
#ifndef TESTS_UNIT_WIRE_KNOWN_PUBLIC_H
#define TESTS_UNIT_WIRE_KNOWN_PUBLIC_H

#include <stddef.h>
#include <stdint.h>

#define EK_ATTRIBUTES UINT32_C(0x000300b2)

struct known_public {
        uint8_t data[640];
        size_t size;
};

/* An RSA storage key of @bits with AES-128-CFB, a 32-byte policy and that modulus. */
struct known_public known_rsa(uint32_t attributes, uint16_t bits, const void *modulus, size_t size);

/* A P-256 storage key, the same way. */
struct known_public known_ecc(uint32_t attributes, const void *x, size_t x_size, const void *y,
                              size_t y_size);

#endif
