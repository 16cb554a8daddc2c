/* tests/unit/vtpm/test_ca.c - see test_ca.h. */
#include "tests/unit/vtpm/test_ca.h"
#include "tools/x509/tpm_key.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

static EVP_PKEY *ca_key;
static X509 *ca_certificate;

static X509 *sign(EVP_PKEY *key, const char *name)
{
        X509 *certificate = X509_new();
        X509_NAME *subject = X509_get_subject_name(certificate);

        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
                                   0);
        X509_set_issuer_name(certificate,
                             ca_certificate ? X509_get_subject_name(ca_certificate) : subject);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, ca_key, EVP_sha256());
        return certificate;
}

int test_ca_begin(void)
{
        ca_key = EVP_EC_gen("P-256");
        ca_certificate = ca_key ? sign(ca_key, "Test CA") : NULL;
        return ca_certificate ? 0 : -1;
}

static struct wire_blob encode(X509 *certificate)
{
        unsigned char *der = NULL;
        int size = i2d_X509(certificate, &der);

        return (struct wire_blob){ der, size > 0 ? (size_t)size : 0 };
}

/* The processes that use it end soon; nothing is freed. */
int test_ca_answer(const struct wire_request *request, struct wire_reply *reply)
{
        *reply = (struct wire_reply){ .certificate_count = request->key_count, .chain_count = 1 };
        reply->chain[0] = encode(ca_certificate);
        for (uint32_t i = 0; i < request->key_count; i++) {
                const struct wire_key *key = &request->keys[i];
                struct tpm_public public;
                EVP_PKEY *subject;

                if (tpm_public_read(key->public.data, key->public.size, &public))
                        return -1;
                subject = certificate_key(&public);
                if (!subject)
                        return -1;
                reply->certificates[i] =
                        (struct wire_certificate){ key->nv_index, encode(sign(subject, "a TPM")) };
        }
        return 0;
}
