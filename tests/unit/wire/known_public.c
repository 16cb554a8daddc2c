/* tests/unit/wire/known_public.c - see known_public.h. */
#include "tests/unit/wire/known_public.h"
#include "lib/base/bytes.h"
#include "lib/wire/tpm_public.h"

static struct bytes_writer begin(struct known_public *out, uint16_t type, uint32_t attributes)
{
        struct bytes_writer writer = bytes_writer(out->data, sizeof(out->data));

        bytes_write_be16(&writer, type);
        bytes_write_be16(&writer, TPM_ALG_SHA256);
        bytes_write_be32(&writer, attributes);
        bytes_write_be16(&writer, 32);
        bytes_write_zero(&writer, 32);
        bytes_write_be16(&writer, TPM_ALG_AES);
        bytes_write_be16(&writer, 128);
        bytes_write_be16(&writer, TPM_ALG_CFB);
        bytes_write_be16(&writer, TPM_ALG_NULL);
        return writer;
}

static void write_sized(struct bytes_writer *writer, const void *data, size_t size)
{
        bytes_write_be16(writer, (uint16_t)size);
        bytes_write(writer, data, size);
}

struct known_public known_rsa(uint32_t attributes, uint16_t bits, const void *modulus, size_t size)
{
        struct known_public out;
        struct bytes_writer writer = begin(&out, TPM_ALG_RSA, attributes);

        bytes_write_be16(&writer, bits);
        bytes_write_be32(&writer, 0);
        write_sized(&writer, modulus, size);
        out.size = writer.size;
        return out;
}

struct known_public known_ecc(uint32_t attributes, const void *x, size_t x_size, const void *y,
                              size_t y_size)
{
        struct known_public out;
        struct bytes_writer writer = begin(&out, TPM_ALG_ECC, attributes);

        bytes_write_be16(&writer, TPM_ECC_NIST_P256);
        bytes_write_be16(&writer, TPM_ALG_NULL);
        write_sized(&writer, x, x_size);
        write_sized(&writer, y, y_size);
        out.size = writer.size;
        return out;
}
