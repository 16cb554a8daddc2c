/*
 * tools/chip/identity.h - `cashew chip`: the identity of a software chip, whose certificates have the form
 * of AMD's own (OIDs: AMD 57230; names, order and encodings as dumped from certificates of real chips).
 */
#ifndef TOOLS_CHIP_IDENTITY_H
#define TOOLS_CHIP_IDENTITY_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <sys/types.h>

#include "lib/snp/chip.h"
#include "tools/common/command.h"

/* ARK signs ARK and ASK, ASK signs VCEK, VCEK signs reports. */
struct chip_keys {
        EVP_PKEY *ark;
        EVP_PKEY *ask;
        EVP_PKEY *vcek;
};

struct chip_certificates {
        X509 *ark;
        X509 *ask;
        X509 *vcek;
};

/* Each frees what is there and leaves an empty structure. */
void chip_keys_free(struct chip_keys *keys);
void chip_certificates_free(struct chip_certificates *certificates);

/*
 * Makes the certificates for the product, reported TCB and chip ID of @chip that are not in @out yet. 0
 * or -1; then OpenSSL's error queue says why.
 */
__attribute__((warn_unused_result)) int chip_certify(const struct snp_chip *chip,
                                                     const struct chip_keys *keys,
                                                     struct chip_certificates *certificates);

/*
 * Puts what identifies the format, the VCEK's private key and the certificate table into @chip. 0, or
 * -1 if the certificates do not fit in the table or the key is too long.
 */
__attribute__((warn_unused_result)) int chip_complete(struct snp_chip *chip,
                                                      const struct chip_keys *keys,
                                                      const struct chip_certificates *certificates);

/* Reads DIRECTORY/chip.bin. 0, or -1 with the reason on stderr. */
__attribute__((warn_unused_result)) int chip_load(const char *directory, struct snp_chip *out);

#endif
