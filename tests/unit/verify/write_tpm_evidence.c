/*
 * tests/unit/verify/write_tpm_evidence.c - DIRECTORY: a TPM's evidence for tests of the command. agile.log and sha1.log, of one
 * boot; quote and quote.sig by ak.pem over its values, for "nonce"; hcl1 and hcl2, HCL reports of that key, by a chip whose
 * certificates are chip.certs and chip.ark; other.pem, a key that has signed nothing.
 */
#include "tests/unit/verify/fixture.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/verify/hcl_builder.h"
#include "tests/unit/verify/quote_builder.h"

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
        write_log_and_quote(ak);
        write_chip(state);
        write_hcl(state, "hcl1", 1, ak);
        write_hcl(state, "hcl2", 2, ak);
        EVP_PKEY_free(other);
        EVP_PKEY_free(ak);
        return fixture_free(&state);
}
