/* tools/ca/authority/intermediate.c - see intermediate.h. */
#include "tools/ca/authority/intermediate.h"

#include <openssl/bn.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/issuer.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/x509/error.h"

char *intermediate_serial(const X509 *certificate)
{
        BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
        char *serial = number ? BN_bn2hex(number) : NULL;

        BN_free(number);
        return serial;
}

/* As SQLite writes the time of the others. */
static void write_time(const X509 *certificate, char out[32])
{
        struct tm when = { 0 };

        if (ASN1_TIME_to_tm(X509_get0_notBefore(certificate), &when) != 1)
                memset(&when, 0, sizeof(when));
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &when);
}

/* There is no public area: the digest is that of the subjectPublicKeyInfo. */
static void digest_key(const X509 *certificate, char out[2 * SHA256_DIGEST_LENGTH + 1])
{
        unsigned char *der = NULL;
        int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
        unsigned char digest[SHA256_DIGEST_LENGTH] = { 0 };

        if (size > 0)
                SHA256(der, (size_t)size, digest);
        for (size_t i = 0; i < sizeof(digest); i++)
                snprintf(out + 2 * i, 3, "%02X", digest[i]);
        OPENSSL_free(der);
}

static void take_count(void *context, const struct recorded *found)
{
        (void)context;
        (void)found;
}

static int add(sqlite3 *records, X509 *certificate, const char *serial)
{
        char issued_at[32];
        char digest[2 * SHA256_DIGEST_LENGTH + 1];
        unsigned char *der = NULL;
        int size = i2d_X509(certificate, &der);
        struct record record = {
                .serial = serial,
                .purpose = RECORDS_INTERMEDIATE,
                .key_sha256 = digest,
                .tpm = "",
                .certificate = { der, size > 0 ? (size_t)size : 0 },
                .profile = "",
                .measurement = "",
                .chip_id = "",
                .issued_at = issued_at,
        };
        int result;

        write_time(certificate, issued_at);
        digest_key(certificate, digest);
        result = size > 0 ? records_add(records, &record)
                          : x509_error("ca", "an intermediate cannot be recorded");
        OPENSSL_free(der);
        return result;
}

int intermediate_record(sqlite3 *records, X509 *certificate)
{
        char *serial = intermediate_serial(certificate);
        int count = serial ? records_list(records, serial, take_count, NULL) : -1;
        int result = count > 0 ? 0 : -1;

        if (count == 0)
                result = add(records, certificate, serial);
        OPENSSL_free(serial);
        return result;
}

int intermediate_record_own(sqlite3 *records, const char *directory)
{
        X509 *certificate = issuer_load_certificate(directory, "issuer.pem");
        int result = certificate ? intermediate_record(records, certificate) : -1;

        X509_free(certificate);
        return result;
}

X509 *intermediate_make(sqlite3 *records, const struct root *root, const char *name, EVP_PKEY *key,
                        const struct urls *urls)
{
        struct certificate_issuer issuer = { root->certificate, root->key, urls->certificate,
                                             urls->list };
        const char *problem = certificate_time_problem(root->certificate);
        X509 *certificate;

        if (problem) {
                command_error("ca", "%s", problem);
                return NULL;
        }
        certificate = certificate_make_authority(name, key, AUTHORITY_DAYS, &issuer);
        if (!certificate) {
                x509_error("ca", "the intermediate cannot be made");
                return NULL;
        }
        if (intermediate_record(records, certificate) == 0)
                return certificate;
        X509_free(certificate);
        return NULL;
}

static void take_revoked(void *context, const struct recorded *found)
{
        int *revoked = context;

        *revoked = found->revoked_at != NULL;
}

int intermediate_is_revoked(sqlite3 *records, const X509 *certificate)
{
        char *serial = intermediate_serial(certificate);
        int revoked = 0;
        int count = serial ? records_list(records, serial, take_revoked, &revoked) : -1;

        OPENSSL_free(serial);
        return count < 0 ? -1 : revoked;
}
