/*
 * tools/chip/image.c - chip.bin in memory (lib/snp/chip.h). The certificate table is the one that a
 * host gives to guests (GHCB 2.0, section 4.1.8.1): entries of GUID, offset and size, one of zeros,
 * then the certificates in DER; VCEK, ASK, ARK.
 */
#include "tools/chip/identity.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

#include <string.h>

#include "lib/snp/report.h"

static const uint8_t guids[][16] = { SNP_GUID_VCEK, SNP_GUID_ASK, SNP_GUID_ARK };
#define CERTIFICATE_COUNT 3

/*
 * The scalar alone, big-endian and of full length: the security processor in softsnp needs no more
 * of a key.
 */
static int copy_private_key(EVP_PKEY *key, uint8_t out[SNP_CHIP_SCALAR_SIZE])
{
        BIGNUM *number = NULL;
        int result = -1;

        if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
            BN_bn2binpad(number, out, SNP_CHIP_SCALAR_SIZE) == SNP_CHIP_SCALAR_SIZE)
                result = 0;
        BN_clear_free(number);
        return result;
}

/* Appends one certificate at *@offset and says so in entry @index. */
static int add_certificate(struct snp_chip *chip, size_t index, X509 *certificate, size_t *offset)
{
        struct snp_certificate_entry entry;
        int size = i2d_X509(certificate, NULL);
        uint8_t *place = chip->certificates + *offset;

        if (size <= 0 || (size_t)size > sizeof(chip->certificates) - *offset)
                return -1;
        memcpy(entry.guid, guids[index], sizeof(entry.guid));
        entry.offset = (uint32_t)*offset;
        entry.size = (uint32_t)size;
        memcpy(chip->certificates + index * sizeof(entry), &entry, sizeof(entry));
        *offset += (size_t)i2d_X509(certificate, &place);
        return 0;
}

/*
 * The entry of zeros, which ends the table, is there because the whole table was cleared. -1 leaves
 * a chip that must not be written.
 */
int chip_complete(struct snp_chip *chip, const struct chip_keys *keys,
                  const struct chip_certificates *certificates)
{
        X509 *const list[CERTIFICATE_COUNT] = { certificates->vcek, certificates->ask,
                                                certificates->ark };
        size_t offset = (CERTIFICATE_COUNT + 1) * sizeof(struct snp_certificate_entry);

        memcpy(chip->magic, SNP_CHIP_MAGIC, sizeof(chip->magic));
        chip->version = SNP_CHIP_VERSION;
        chip->size = sizeof(*chip);
        memset(chip->certificates, 0, sizeof(chip->certificates));
        for (size_t i = 0; i < CERTIFICATE_COUNT; i++)
                if (add_certificate(chip, i, list[i], &offset) != 0)
                        return -1;
        return copy_private_key(keys->vcek, chip->vcek);
}

void chip_keys_free(struct chip_keys *keys)
{
        EVP_PKEY_free(keys->ark);
        EVP_PKEY_free(keys->ask);
        EVP_PKEY_free(keys->vcek);
        *keys = (struct chip_keys){ 0 };
}
