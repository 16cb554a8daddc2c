/*
 * tests/unit/verify/write_evidence.c - DIRECTORY: evidence of a chip that the fixture makes, for tests of the command. milan, a
 * report of version 3; turin, one of version 5 with a bit that nobody knows; provisional, whose firmware is not committed; svsm,
 * for the nonce and the manifest beside it; services, the same with a manifest that is one, of no services; asked, for asked.nonce
 * alone; debug, of a guest that may be debugged. With each NAME.report go NAME.certs (PEM).
 */
#include "tests/unit/verify/fixture.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/svsm/services_manifest.h"

static const char *directory;

static FILE *create(const char *name, const char *ending)
{
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s%s", directory, name, ending);
        file = fopen(path, "wb");
        if (!file)
                abort();
        return file;
}

static void write_bytes(const char *name, const char *ending, const void *data, size_t size)
{
        FILE *file = create(name, ending);

        if (fwrite(data, 1, size, file) != size || fclose(file))
                abort();
}

static void write_certificate(const char *name, const char *ending, X509 *certificate)
{
        FILE *file = create(name, ending);

        if (PEM_write_X509(file, certificate) != 1 || fclose(file))
                abort();
}

static void write_report(struct fixture *fixture, const char *name)
{
        FILE *file;

        fixture_sign(fixture, fixture->keys.vcek);
        write_bytes(name, ".report", &fixture->report, sizeof(fixture->report));
        file = create(name, ".certs");
        if (PEM_write_X509(file, fixture->made.vcek) != 1 ||
            PEM_write_X509(file, fixture->made.ask) != 1 || fclose(file))
                abort();
}

/* A list of the root's, with the intermediate in it or nothing. */
static void write_crl(struct fixture *fixture, const char *name, bool revoked)
{
        X509_CRL *crl = X509_CRL_new();
        ASN1_TIME *when = X509_gmtime_adj(NULL, -86400);
        X509_REVOKED *entry = X509_REVOKED_new();
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters;
        FILE *file = create(name, ".crl");

        X509_REVOKED_set_serialNumber(entry,
                                      (ASN1_INTEGER *)X509_get0_serialNumber(fixture->made.ask));
        X509_REVOKED_set_revocationDate(entry, when);
        if (!revoked)
                X509_REVOKED_free(entry);
        if (X509_CRL_set_version(crl, 1) != 1 ||
            X509_CRL_set_issuer_name(crl, X509_get_subject_name(fixture->made.ark)) != 1 ||
            X509_CRL_set1_lastUpdate(crl, when) != 1 ||
            (revoked && X509_CRL_add0_revoked(crl, entry) != 1) || !X509_gmtime_adj(when, 86400) ||
            X509_CRL_set1_nextUpdate(crl, when) != 1 ||
            EVP_DigestSignInit(context, &parameters, EVP_sha384(), NULL, fixture->keys.ark) != 1 ||
            EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) <= 0 ||
            X509_CRL_sign_ctx(crl, context) <= 0 || PEM_write_X509_CRL(file, crl) != 1 ||
            fclose(file))
                abort();
        EVP_MD_CTX_free(context);
        ASN1_TIME_free(when);
        X509_CRL_free(crl);
}

static void write_milan(void **state)
{
        struct fixture *fixture = *state;

        fixture_reset(state);
        write_certificate("milan", ".ark", fixture->made.ark);
        write_crl(fixture, "clean", false);
        write_crl(fixture, "revoked", true);
        write_bytes("milan", ".table", fixture->chip.certificates,
                    sizeof(fixture->chip.certificates));
        write_report(fixture, "milan");
        fixture->report.committed_tcb = fixture->report.reported_tcb;
        write_report(fixture, "provisional");
        fixture_reset(state);
        fixture->report.policy |= SNP_POLICY_DEBUG;
        write_report(fixture, "debug");
        fixture_reset(state);
        EVP_Digest("nonce"
                   "manifest",
                   13, fixture->report.report_data, NULL, EVP_sha512(), NULL);
        write_bytes("nonce", "", "nonce", 5);
        write_bytes("manifest", "", "manifest", 8);
        write_report(fixture, "svsm");
        EVP_Digest("a nonce of 31 bytes for a token", 31, fixture->report.report_data, NULL,
                   EVP_sha512(), NULL);
        write_bytes("asked", ".nonce", "a nonce of 31 bytes for a token", 31);
        write_report(fixture, "asked");
}

static void write_services(void **state)
{
        struct fixture *fixture = *state;
        uint8_t asked[128] = "nonce";
        struct bytes_writer writer = bytes_writer(asked + 5, sizeof(asked) - 5);

        services_manifest_write(&writer, NULL, 0);
        write_bytes("services", ".manifest", asked + 5, writer.size);
        fixture_reset(state);
        EVP_Digest(asked, 5 + writer.size, fixture->report.report_data, NULL, EVP_sha512(), NULL);
        write_report(fixture, "services");
}

static void write_turin(void **state)
{
        struct fixture *fixture = *state;

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 5);
        fixture->report.platform_info = 0x65;
        fixture->report.launch_mitigation_vector = 0x3f;
        write_certificate("turin", ".ark", fixture->made.ark);
        write_report(fixture, "turin");
}

static void write_venice(void **state)
{
        struct fixture *fixture = *state;

        fixture_change_chip(fixture, SNP_PRODUCT_VENICE, 5);
        fixture->report.version = 6;
        memset(fixture->report.current_etcb, 9, SNP_ETCB_PARTS);
        memset(fixture->report.committed_etcb, 9, SNP_ETCB_PARTS);
        write_certificate("venice", ".ark", fixture->made.ark);
        write_report(fixture, "venice");
}

int main(int argc, char **argv)
{
        void *state = NULL;

        if (argc != 2 || fixture_make(&state))
                return 2;
        directory = argv[1];
        write_milan(&state);
        write_services(&state);
        write_turin(&state);
        write_venice(&state);
        return fixture_free(&state);
}
