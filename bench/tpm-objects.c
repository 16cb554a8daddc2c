/* bench/tpm-objects.c - see tpm-commands.h: keys, sealed data, NV indices. */
#include "bench/tpm-exchange.h"

#include <string.h>
#include <sys/random.h>

#define ALG_KEYEDHASH 0x0008
#define ALG_SYMCIPHER 0x0025

/* Attributes of objects (TPM 2.0 Part 2, TPMA_OBJECT): all have an empty authorization value. */
enum attributes {
        STORES = 0x00030072,  /* fixed, sensitiveDataOrigin, userWithAuth, restricted, decrypt */
        QUOTES = 0x00050072,  /* ... restricted, sign */
        SIGNS = 0x00040072,   /* ... sign */
        CIPHERS = 0x00060072, /* ... sign (encrypt) and decrypt */
        SEALED = 0x00000052,  /* fixed, userWithAuth; the data come from outside */
};

static void write_head(struct bytes_writer *out, uint16_t type, uint32_t attributes)
{
        bytes_write_be16(out, type);
        bytes_write_be16(out, TPM_ALG_SHA256);
        bytes_write_be32(out, attributes);
        bytes_write_be16(out, 0);
}

/* Parameters and the unique field of a key; a storage key has a cipher, others a scheme. */
static void write_asymmetric(struct bytes_writer *out, uint16_t type, uint16_t size, bool stores)
{
        bytes_write_be16(out, stores ? TPM_ALG_AES : TPM_ALG_NULL);
        if (stores)
                bytes_write_be32(out, 128 << 16 | TPM_ALG_CFB);
        bytes_write_be16(out, stores                ? TPM_ALG_NULL
                              : type == TPM_ALG_RSA ? TPM_ALG_RSASSA
                                                    : TPM_ALG_ECDSA);
        if (!stores)
                bytes_write_be16(out, TPM_ALG_SHA256);
        bytes_write_be16(out, size);
        if (type == TPM_ALG_RSA)
                bytes_write_be32(out, 0);
        else
                bytes_write_be16(out, TPM_ALG_NULL);
}

/* Random, so that each key is another one. */
static void write_unique(const struct tpm *tpm, struct bytes_writer *out, uint16_t type)
{
        uint8_t random[32];

        if (getrandom(random, sizeof(random), 0) != sizeof(random))
                fail(tpm, "no random numbers", 0);
        tpm_write_sized(out, random, sizeof(random));
        if (type == TPM_ALG_ECC)
                bytes_write_be16(out, 0);
}

static uint32_t create_primary(struct tpm *tpm, const struct bytes_writer *template)
{
        struct bytes_reader in;

        tpm_begin_with(CREATE_PRIMARY, TPM_RH_ENDORSEMENT);
        bytes_write(&tpm_command_bytes, "\0\4\0\0\0\0", 6);
        tpm_write_sized(&tpm_command_bytes, template->data, template->size);
        bytes_write_zero(&tpm_command_bytes, 6);
        in = tpm_run(tpm);
        return bytes_read_be32(&in);
}

/* @size is the modulus' bits, or the curve. */
static uint32_t create_key(struct tpm *tpm, uint16_t type, uint16_t size, uint32_t attributes)
{
        uint8_t template[128];
        struct bytes_writer out = bytes_writer(template, sizeof(template));

        write_head(&out, type, attributes);
        write_asymmetric(&out, type, size, attributes == STORES);
        write_unique(tpm, &out, type);
        return create_primary(tpm, &out);
}

void tpm_flush(struct tpm *tpm)
{
        tpm_flush_handle(tpm, tpm->handle);
}

void tpm_flush_parent(struct tpm *tpm)
{
        tpm_flush_handle(tpm, tpm->parent);
}

void tpm_make_parent(struct tpm *tpm)
{
        tpm->parent = create_key(tpm, TPM_ALG_ECC, TPM_ECC_NIST_P256, STORES);
}

void tpm_make_signer(struct tpm *tpm)
{
        tpm->handle = create_key(tpm, TPM_ALG_ECC, TPM_ECC_NIST_P256, SIGNS);
}

void tpm_make_rsa_signer(struct tpm *tpm)
{
        tpm->handle = create_key(tpm, TPM_ALG_RSA, 2048, SIGNS);
}

void tpm_make_quoter(struct tpm *tpm)
{
        tpm->handle = create_key(tpm, TPM_ALG_ECC, TPM_ECC_NIST_P256, QUOTES);
}

void tpm_make_cipher(struct tpm *tpm)
{
        uint8_t template[128];
        struct bytes_writer out = bytes_writer(template, sizeof(template));

        write_head(&out, ALG_SYMCIPHER, CIPHERS);
        bytes_write_be16(&out, TPM_ALG_AES);
        bytes_write_be32(&out, 128 << 16 | TPM_ALG_CFB);
        write_unique(tpm, &out, ALG_SYMCIPHER);
        tpm->handle = create_primary(tpm, &out);
}

/* TPM2_Create of @template with @data in it. */
static struct bytes_reader create(struct tpm *tpm, const struct bytes_writer *template,
                                  const char *data, uint16_t data_size)
{
        tpm_begin_with(CREATE, tpm->parent);
        bytes_write_be16(&tpm_command_bytes, (uint16_t)(4 + data_size));
        bytes_write_be16(&tpm_command_bytes, 0);
        tpm_write_sized(&tpm_command_bytes, data, data_size);
        tpm_write_sized(&tpm_command_bytes, template->data, template->size);
        bytes_write_zero(&tpm_command_bytes, 6);
        return tpm_run(tpm);
}

static uint16_t take(struct tpm *tpm, struct bytes_reader *in, uint8_t *out, size_t capacity)
{
        uint16_t size = bytes_read_be16(in);

        if (size > capacity)
                fail(tpm, "a key is too long", size);
        bytes_read(in, out, size);
        return size;
}

static void keep_child(struct tpm *tpm, struct bytes_reader in)
{
        bytes_read_be32(&in);
        tpm->private_size = take(tpm, &in, tpm->private, sizeof(tpm->private));
        tpm->public_size = take(tpm, &in, tpm->public, sizeof(tpm->public));
}

static struct bytes_reader create_child(struct tpm *tpm)
{
        uint8_t template[128];
        struct bytes_writer out = bytes_writer(template, sizeof(template));

        write_head(&out, TPM_ALG_ECC, SIGNS);
        write_asymmetric(&out, TPM_ALG_ECC, TPM_ECC_NIST_P256, false);
        bytes_write_zero(&out, 4);
        return create(tpm, &out, "", 0);
}

void tpm_make_child(struct tpm *tpm)
{
        keep_child(tpm, create_child(tpm));
}

static void load(struct tpm *tpm)
{
        struct bytes_reader in;

        tpm_begin_with(LOAD, tpm->parent);
        tpm_write_sized(&tpm_command_bytes, tpm->private, tpm->private_size);
        tpm_write_sized(&tpm_command_bytes, tpm->public, tpm->public_size);
        in = tpm_run(tpm);
        tpm->handle = bytes_read_be32(&in);
}

void tpm_make_sealed(struct tpm *tpm)
{
        uint8_t template[128];
        struct bytes_writer out = bytes_writer(template, sizeof(template));

        write_head(&out, ALG_KEYEDHASH, SEALED);
        bytes_write_be16(&out, TPM_ALG_NULL);
        bytes_write_be16(&out, 0);
        keep_child(tpm, create(tpm, &out, "0123456789abcdef0123456789abcdef", 32));
        load(tpm);
}

static void define(struct tpm *tpm, uint32_t type, uint16_t size)
{
        tpm_begin_with(NV_DEFINE, TPM_RH_OWNER);
        bytes_write_be16(&tpm_command_bytes, 0);
        bytes_write_be16(&tpm_command_bytes, 14);
        bytes_write_be32(&tpm_command_bytes, NV_INDEX);
        bytes_write_be16(&tpm_command_bytes, TPM_ALG_SHA256);
        bytes_write_be32(&tpm_command_bytes, TPMA_NV_OWNERREAD | TPMA_NV_OWNERWRITE | type << 4);
        bytes_write_be16(&tpm_command_bytes, 0);
        bytes_write_be16(&tpm_command_bytes, size);
        tpm_run(tpm);
}

void tpm_define_ordinary(struct tpm *tpm)
{
        define(tpm, 0, NV_SIZE);
        tpm_nv_write(tpm);
}

void tpm_define_counter(struct tpm *tpm)
{
        define(tpm, 1, 8);
}

void tpm_undefine(struct tpm *tpm)
{
        tpm_begin_nv(NV_UNDEFINE);
        tpm_run(tpm);
}

void tpm_create(struct tpm *tpm)
{
        create_child(tpm);
}

void tpm_load(struct tpm *tpm)
{
        load(tpm);
        tpm_flush_handle(tpm, tpm->handle);
}

static void create_and_flush(struct tpm *tpm, uint16_t type, uint16_t size)
{
        tpm_flush_handle(tpm, create_key(tpm, type, size, SIGNS));
}

void tpm_create_p256(struct tpm *tpm)
{
        create_and_flush(tpm, TPM_ALG_ECC, TPM_ECC_NIST_P256);
}

void tpm_create_p384(struct tpm *tpm)
{
        create_and_flush(tpm, TPM_ALG_ECC, TPM_ECC_NIST_P384);
}

void tpm_create_rsa(struct tpm *tpm)
{
        create_and_flush(tpm, TPM_ALG_RSA, 2048);
}
