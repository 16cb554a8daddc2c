/* lib/profile/template.c - what a key looks like before and after it is made. */
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/profile/check.h"
#include "lib/wire/tpm_public.h"

static bool is_rsa(const struct profile_key *key)
{
        return key->head.size >= 2 && key->head.data[0] == 0 && key->head.data[1] == TPM_ALG_RSA;
}

static uint16_t read_be16(const uint8_t *at)
{
        return (uint16_t)(at[0] << 8 | at[1]);
}

/* TPMS_RSA_PARMS ends with bits and exponent, TPMS_ECC_PARMS with curve and KDF scheme. */
static size_t unique_size(const struct profile_key *key)
{
        const uint8_t *end = key->head.data + key->head.size;

        return is_rsa(key) ? 2 + read_be16(end - 6) / 8u
                           : 2 * (2 + tpm_curve_bytes(read_be16(end - 4)));
}

size_t profile_template_size(const struct profile_key *key)
{
        return key->head.size + 2 + key->x.size + (is_rsa(key) ? 0 : 2 + key->y.size);
}

size_t profile_public_size(const struct profile_key *key)
{
        return key->head.size + unique_size(key);
}

static void write_sized(struct bytes_writer *out, const uint8_t *data, size_t size)
{
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, data, size);
}

size_t profile_template(const struct profile_key *key, const uint8_t *x, const uint8_t *y,
                        uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        bytes_write(&writer, key->head.data, key->head.size);
        write_sized(&writer, x, key->x.size);
        if (!is_rsa(key))
                write_sized(&writer, y, key->y.size);
        return writer.failed ? 0 : writer.size;
}

bool profile_key_matches(const struct profile_key *key, const uint8_t *public, size_t size)
{
        struct tpm_public made;

        return tpm_public_read(public, size, &made) == 0 && tpm_public_has_key(&made) &&
               made.unique_offset == key->head.size &&
               memcmp(public, key->head.data, key->head.size) == 0;
}
