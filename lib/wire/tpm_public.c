/*
 * lib/wire/tpm_public.c - see tpm_public.h. The order of fields is TPMT_PUBLIC's (TPM 2.0 Library, Part 2, "Structures"): type, name
 * algorithm, attributes, policy, parameters by type, and the unique part.
 */
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/wire/tpm_public.h"

#define POLICY_MAX 64

size_t tpm_hash_bytes(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA1:
                return 20;
        case TPM_ALG_SHA256:
                return 32;
        case TPM_ALG_SHA384:
                return 48;
        case TPM_ALG_SHA512:
                return 64;
        default:
                return 0;
        }
}

size_t tpm_curve_bytes(uint16_t curve)
{
        switch (curve) {
        case TPM_ECC_NIST_P256:
                return 32;
        case TPM_ECC_NIST_P384:
                return 48;
        case TPM_ECC_NIST_P521:
                return 66;
        default:
                return 0;
        }
}

/* A TPM2B of at most @most bytes, in place. */
static const uint8_t *read_sized(struct bytes_reader *in, size_t most, size_t *size)
{
        *size = bytes_read_be16(in);
        if (*size > most)
                in->failed = true;
        return bytes_take(in, *size);
}

static void read_symmetric(struct bytes_reader *in, struct tpm_public *out)
{
        out->symmetric = bytes_read_be16(in);
        if (out->symmetric == TPM_ALG_NULL)
                return;
        out->symmetric_bits = bytes_read_be16(in);
        if (bytes_read_be16(in) != TPM_ALG_CFB || out->symmetric != TPM_ALG_AES)
                in->failed = true;
}

/* A scheme's details are one hash for those that are known. */
static void read_scheme(struct bytes_reader *in, struct tpm_public *out)
{
        out->scheme = bytes_read_be16(in);
        if (out->scheme == TPM_ALG_NULL)
                return;
        bytes_read_be16(in);
        if (out->type == TPM_ALG_RSA
                    ? out->scheme != TPM_ALG_RSASSA && out->scheme != TPM_ALG_RSAPSS
                    : out->scheme != TPM_ALG_ECDSA)
                in->failed = true;
}

static void read_rsa(struct bytes_reader *in, struct tpm_public *out)
{
        read_scheme(in, out);
        out->rsa_bits = bytes_read_be16(in);
        out->rsa_exponent = bytes_read_be32(in);
        if (out->rsa_exponent == 0)
                out->rsa_exponent = TPM_RSA_EXPONENT_0;
        if (out->rsa_bits % 8 != 0 || out->rsa_bits / 8 > TPM_RSA_BYTES_MAX)
                in->failed = true;
        out->unique_offset = in->offset;
        out->modulus = read_sized(in, out->rsa_bits / 8, &out->modulus_size);
}

static void read_ecc(struct bytes_reader *in, struct tpm_public *out)
{
        size_t bytes;

        read_scheme(in, out);
        out->curve = bytes_read_be16(in);
        if (bytes_read_be16(in) != TPM_ALG_NULL) /* the key derivation scheme */
                in->failed = true;
        bytes = tpm_curve_bytes(out->curve);
        if (bytes == 0)
                in->failed = true;
        out->unique_offset = in->offset;
        out->x = read_sized(in, bytes, &out->x_size);
        out->y = read_sized(in, bytes, &out->y_size);
}

int tpm_public_read(const void *data, size_t size, struct tpm_public *out)
{
        struct bytes_reader in = bytes_reader(data, size);

        *out = (struct tpm_public){ 0 };
        out->type = bytes_read_be16(&in);
        out->name_algorithm = bytes_read_be16(&in);
        out->attributes = bytes_read_be32(&in);
        out->policy = read_sized(&in, POLICY_MAX, &out->policy_size);
        read_symmetric(&in, out);
        if (out->type == TPM_ALG_RSA)
                read_rsa(&in, out);
        else if (out->type == TPM_ALG_ECC)
                read_ecc(&in, out);
        else
                return -1;
        return in.failed || bytes_left(&in) != 0 ? -1 : 0;
}

int tpm_public_has_key(const struct tpm_public *key)
{
        if (key->type == TPM_ALG_RSA)
                return key->modulus_size != 0 && key->modulus_size == key->rsa_bits / 8u &&
                       (key->modulus[0] & 0x80) != 0;
        return key->x_size != 0 && key->y_size != 0;
}

size_t tpm_public_point(const struct tpm_public *key, uint8_t point[TPM_POINT_BYTES_MAX])
{
        size_t bytes = tpm_curve_bytes(key->curve);

        memset(point, 0, TPM_POINT_BYTES_MAX);
        point[0] = 0x04; /* uncompressed */
        memcpy(point + 1 + bytes - key->x_size, key->x, key->x_size);
        memcpy(point + 1 + 2 * bytes - key->y_size, key->y, key->y_size);
        return 1 + 2 * bytes;
}
