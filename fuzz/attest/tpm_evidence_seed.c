/* fuzz/attest/tpm_evidence_seed.c - one of each: an HCL report, its runtime data, a quote, a key, values, reference values. */
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "fuzz/seed.h"
#include "tests/unit/verify/hcl_builder.h"
#include "tests/unit/verify/quote_builder.h"

static uint8_t seed[HCL_BUILT_MAX + 1];
static const char *directory;

static int put(const char *name, uint8_t kind, size_t size)
{
        seed[0] = kind;
        return write_seed(directory, name, seed, size + 1);
}

static int put_text(const char *name, const char *text)
{
        memcpy(seed + 1, text, strlen(text));
        return put(name, 4, strlen(text));
}

static int put_key(EVP_PKEY *key)
{
        unsigned char *next = seed + 1;

        return put("key", 3, (size_t)i2d_PUBKEY(key, &next));
}

static int put_quote(void)
{
        static struct built log;
        struct pcr_values values;

        built_boot(&log, 1);
        quote_values(&log, &values);
        return put("quote", 2, quote_build(&values, seed + 1));
}

int main(int argc, char **argv)
{
        EVP_PKEY *key = EVP_RSA_gen(2048);
        static struct snp_report report;
        char runtime[2048];
        size_t size;
        int failed;

        if (argc != 2 || !key)
                return 2;
        directory = argv[1];
        size = hcl_runtime(key, runtime, sizeof(runtime));
        failed = put("hcl", 0, hcl_build(1, runtime, &report, seed + 1));
        memcpy(seed + 1, runtime, size);
        failed = put("runtime", 1, size) || failed;
        failed = put_key(key) || put_quote() || failed;
        EVP_PKEY_free(key);
        return put_text("values", "sha1:\n 0 : 0x0000000000000000000000000000000000000000\n") ||
               put_text("reference",
                        "4 EV_IPL sha1:0000000000000000000000000000000000000000 # x\n") ||
               failed;
}
