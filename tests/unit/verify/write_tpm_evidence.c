/*
 * tests/unit/verify/write_tpm_evidence.c - DIRECTORY: a TPM's evidence for tests of the command. agile.log and sha1.log, of one
 * boot; other.log, with an event more; quote and quote.sig by ak.pem over its values, for "nonce"; hcl1 and hcl2, HCL reports of that key, by a chip whose
 * certificates are chip.certs and chip.ark; ak.der, a certificate of the key as Google gives them, by root.pem; other.pem, a key
 * that has signed nothing but these two.
 */
#include "tests/unit/verify/fixture.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/verify/hcl_builder.h"
#include "tests/unit/verify/quote_builder.h"
#include "tools/x509/make.h"

static const char *directory;

static FILE *create(const char *name)
{
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        file = fopen(path, "wb");
        if (!file)
                abort();
        return file;
}

static void write_bytes(const char *name, const void *data, size_t size)
{
        FILE *file = create(name);

        if (fwrite(data, 1, size, file) != size || fclose(file))
                abort();
}

static void write_key(const char *name, EVP_PKEY *key)
{
        FILE *file = create(name);

        if (PEM_write_PUBKEY(file, key) != 1 || fclose(file))
                abort();
}

static void write_log_and_quote(EVP_PKEY *ak)
{
        static struct built log;
        struct pcr_values values;
        uint8_t quote[QUOTE_BUILT_MAX];
        uint8_t signature[QUOTE_BUILT_MAX];
        size_t size;

        built_boot(&log, 0);
        write_bytes("sha1.log", log.data, log.out.size);
        built_boot(&log, 1);
        write_bytes("agile.log", log.data, log.out.size);
        quote_values(&log, &values);
        size = quote_build(&values, quote);
        write_bytes("quote", quote, size);
        write_bytes("quote.sig", signature, quote_sign(ak, quote, size, signature));
        built_plain(&log, 8, 0xd, "more", 4);
        write_bytes("other.log", log.data, log.out.size);
}

/* The hash of the runtime data is put into the report by building once; the report that was signed is put in by building again. */
static void write_hcl(struct fixture *fixture, const char *name, uint32_t version, EVP_PKEY *ak)
{
        static uint8_t data[HCL_BUILT_MAX];
        char runtime[2048];

        hcl_runtime(ak, runtime, sizeof(runtime));
        hcl_build(version, runtime, &fixture->report, data);
        fixture_sign(fixture, fixture->keys.vcek);
        write_bytes(name, data, hcl_build(version, runtime, &fixture->report, data));
}

static void write_chip(struct fixture *fixture)
{
        FILE *file = create("chip.certs");

        if (PEM_write_X509(file, fixture->made.vcek) != 1 ||
            PEM_write_X509(file, fixture->made.ask) != 1 || fclose(file))
                abort();
        file = create("chip.ark");
        if (PEM_write_X509(file, fixture->made.ark) != 1 || fclose(file))
                abort();
}

/* Signed by @issuer's key, for a day. */
static X509 *certify(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *issuer_key, bool ca)
{
        static const uint8_t instance[] = { 0x30, 0x0f, 0x0c, 1, 'z', 0x02, 1, 1,  0x0c,
                                            1,    'p',  0x02, 1, 2,   0x0c, 1, 'i' };
        const struct x509_signing signing = { .key = issuer_key, .digest = EVP_sha256() };
        X509 *certificate = x509_begin(key);
        bool good;

        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
        good = x509_add_name(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, name) &&
               X509_set_issuer_name(certificate,
                                    X509_get_subject_name(issuer ? issuer : certificate)) == 1;
        good = good && (ca ? x509_add_extension(certificate, NULL, NID_basic_constraints,
                                                "critical,CA:TRUE")
                           : x509_add_bytes(certificate, "1.3.6.1.4.1.11129.2.1.21", instance,
                                            sizeof(instance)));
        return x509_sign(certificate, good, &signing);
}

static void write_certificates(EVP_PKEY *ak, EVP_PKEY *authority)
{
        X509 *root = certify(authority, "root", NULL, authority, true);
        X509 *certificate = certify(ak, "ak", root, authority, false);
        FILE *file = create("root.pem");

        if (!certificate || PEM_write_X509(file, root) != 1 || fclose(file))
                abort();
        file = create("ak.der");
        if (i2d_X509_fp(file, certificate) != 1 || fclose(file))
                abort();
        X509_free(certificate);
        X509_free(root);
}

int main(int argc, char **argv)
{
        EVP_PKEY *other = EVP_RSA_gen(2048);
        EVP_PKEY *ak = EVP_RSA_gen(2048);
        void *state = NULL;

        if (argc != 2 || !ak || !other || fixture_make(&state) || fixture_reset(&state))
                return 2;
        directory = argv[1];
        write_key("ak.pem", ak);
        write_key("other.pem", other);
        write_certificates(ak, other);
        write_log_and_quote(ak);
        write_chip(state);
        write_hcl(state, "hcl1", 1, ak);
        write_hcl(state, "hcl2", 2, ak);
        EVP_PKEY_free(other);
        EVP_PKEY_free(ak);
        return fixture_free(&state);
}
