/* tools/attest/ak.c - see ak.h. */
#include "tools/attest/ak.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "tools/evidence/certificates.h"
#include "tools/x509/tpm_key.h"

/* Only a restricted key signs nothing but what its TPM has made: another's quotes could be anybody's words. */
static const char *read_public(const uint8_t *data, size_t size, struct attestation_key *out)
{
        const uint32_t needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN;
        struct bytes_reader in = bytes_reader(data, size);
        struct tpm_public public;

        if (size > 2 && bytes_read_be16(&in) == size - 2) {
                data += 2;
                size -= 2;
        }
        if (tpm_public_read(data, size, &public) != 0)
                return "expected a public key or certificate (PEM, DER), a TPM2B_PUBLIC or a TPMT_PUBLIC";
        if ((public.attributes & needed) != needed)
                return "expected an attestation key: this one is not restricted, or does not sign";
        out->key = certificate_key(&public);
        return out->key ? NULL : "expected a key: its public area is a template, or no key's";
}

static EVP_PKEY *read_key(const uint8_t *data, size_t size)
{
        const unsigned char *next = data;
        EVP_PKEY *key = d2i_PUBKEY(NULL, &next, (long)size);
        BIO *pem = key ? NULL : BIO_new_mem_buf(data, (int)size);

        if (pem)
                key = PEM_read_bio_PUBKEY(pem, NULL, NULL, NULL);
        BIO_free(pem);
        ERR_clear_error();
        return key;
}

const char *attestation_key_read(const void *data, size_t size, struct attestation_key *out)
{
        *out = (struct attestation_key){ 0 };
        if (size == 0)
                return "expected a key; the file is empty";
        if (size > INT32_MAX)
                return "expected a key; the file is too large";
        out->certificate = certificate_read_first(data, size);
        if (out->certificate) {
                out->key = X509_get_pubkey(out->certificate);
                if (out->key)
                        return NULL;
                attestation_key_free(out);
                return "expected a certificate of a key that is known here";
        }
        out->key = read_key(data, size);
        return out->key ? NULL : read_public(data, size, out);
}

void attestation_key_free(struct attestation_key *key)
{
        EVP_PKEY_free(key->key);
        X509_free(key->certificate);
        *key = (struct attestation_key){ 0 };
}
