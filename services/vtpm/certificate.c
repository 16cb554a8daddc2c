/* services/vtpm/certificate.c - see certificate.h. */
#include "services/vtpm/certificate.h"
#include "lib/wire/x509.h"

#include <stdbool.h>
#include <string.h>

size_t certificate_size(const uint8_t *data, size_t size)
{
        struct x509 certificate;

        return x509_read(data, size, &certificate) ? 0 : certificate.size;
}

static bool read_whole(struct wire_blob der, struct x509 *out)
{
        return x509_read(der.data, der.size, out) == 0 && out->size == der.size;
}

/* Each key has one form in DER, so it is enough to compare bytes. */
static bool is_for_key(const struct x509 *certificate, const struct tpm_public *key)
{
        uint8_t expected[X509_KEY_MAX];
        size_t size = x509_write_key(key, expected);

        return size != 0 && certificate->key.size == size &&
               memcmp(certificate->key.data, expected, size) == 0;
}

static bool names_issuer(const struct x509 *certificate, struct wire_blob issuer_der)
{
        struct x509 issuer;

        return read_whole(issuer_der, &issuer) && certificate->issuer.size == issuer.subject.size &&
               memcmp(certificate->issuer.data, issuer.subject.data, issuer.subject.size) == 0;
}

enum certificate_verdict certificate_check(struct wire_blob der, const struct tpm_public *key,
                                           struct wire_blob issuer, char *issuer_name, size_t size)
{
        struct x509 certificate;

        if (!read_whole(der, &certificate))
                return CERTIFICATE_NOT_DER;
        x509_common_name(certificate.issuer, issuer_name, size);
        if (!is_for_key(&certificate, key))
                return CERTIFICATE_OTHER_KEY;
        if (issuer.size && !names_issuer(&certificate, issuer))
                return CERTIFICATE_BAD_ISSUER;
        return CERTIFICATE_OK;
}

const char *certificate_problem(enum certificate_verdict verdict)
{
        switch (verdict) {
        case CERTIFICATE_NOT_DER:
                return "is not one X.509 certificate";
        case CERTIFICATE_OTHER_KEY:
                return "is for another key";
        case CERTIFICATE_BAD_ISSUER:
                return "is not of the issuer that came with it";
        default:
                return "is good";
        }
}
