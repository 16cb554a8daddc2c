/* fuzz/ca/policy_seed.c - writes policies into the directory given: one with every key, and one each for what files it names. */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "fuzz/seed.h"
#include "tools/common/file.h"

#define DIGEST                                         \
        "0102030405060708090a0b0c0d0e0f10111213141516" \
        "1718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30"

static const char every_key[] =
        "measurements: [{digest: \"" DIGEST "\", label: linux.igvm}]\n"
        "chips: [\"0123456789abcdef\"]\n"
        "vmpl: 0\n"
        "time: 2025-06-30\n"
        "minimum-tcb: {boot-loader: 3, tee: 0, snp: 8, microcode: 115, fmc: 0}\n"
        "vcek: allow\nvlek: refuse\nmasked-chip: refuse\nprovisional-firmware: refuse\n"
        "unknown-bits: allow\ndebug: refuse\nmigration: refuse\nunattested: refuse\n"
        "demand:\n"
        "  platform: [alias-check, smt-off]\n"
        "  guest-policy: [single-socket]\n"
        "  single-socket: true\n"
        "  guest-abi: {major: 1, minor: 55}\n"
        "  firmware: {major: 1, minor: 55, build: 0}\n"
        "  id-keys: [\"" DIGEST "\"]\n"
        "  author-keys: [\"" DIGEST "\"]\n"
        "  family-id: fleet\n"
        "  image-id: linux\n"
        "  guest-svn: 7\n"
        "  host-data: \"2222222222222222222222222222222222222222222222222222222222222222\"\n"
        "gce: {zone: z, project-number: 1, project-id: p, instance-id: 2, instance-name: n,\n"
        "      security-version: 0, production: false}\n"
        "issuer-url: http://a/b\ncrl-url: https://c/d\n";

/* A policy, and behind its NUL what is in the file that it names. */
static int write_with_file(const char *directory, const char *name, const char *policy,
                           const void *data, size_t size)
{
        size_t length = strlen(policy) + 1;
        uint8_t *both = malloc(length + size);
        int failed = 1;

        if (both) {
                memcpy(both, policy, length);
                memcpy(both + length, data, size);
                failed = write_seed(directory, name, both, length + size);
        }
        free(both);
        return failed;
}

static int write_profile(const char *directory)
{
        struct file file;
        int failed = 1;

        if (file_read(CASHEW_PROFILES_DIRECTORY "/tcg-low.yaml", &file) == 0)
                failed = write_with_file(directory, "profile", "profiles: [tcg-low, ./mine.yaml]\n",
                                         file.data, file.size);
        file_free(&file);
        return failed;
}

static int write_der(const char *directory, const char *name, const char *policy, uint8_t *der,
                     int size)
{
        int failed = size <= 0 || write_with_file(directory, name, policy, der, (size_t)size);

        OPENSSL_free(der);
        return failed;
}

static int write_root(const char *directory, EVP_PKEY *key)
{
        X509 *root = X509_new();
        uint8_t *der = NULL;
        int size = root && X509_gmtime_adj(X509_getm_notBefore(root), 0) &&
                                   X509_gmtime_adj(X509_getm_notAfter(root), 86400) &&
                                   X509_set_pubkey(root, key) && X509_sign(root, key, EVP_sha384())
                           ? i2d_X509(root, &der)
                           : 0;

        X509_free(root);
        return write_der(directory, "root", "trusted-arks: [ark.der]\n", der, size);
}

static int write_crl(const char *directory, EVP_PKEY *key)
{
        X509_CRL *crl = X509_CRL_new();
        ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
        uint8_t *der = NULL;
        int size = crl && now && X509_CRL_set1_lastUpdate(crl, now) &&
                                   X509_CRL_sign(crl, key, EVP_sha384())
                           ? i2d_X509_CRL(crl, &der)
                           : 0;

        ASN1_TIME_free(now);
        X509_CRL_free(crl);
        return write_der(directory, "crl", "crls: [milan.crl]\n", der, size);
}

int main(int argc, char **argv)
{
        EVP_PKEY *key = EVP_EC_gen("P-384");
        int failed;

        if (argc != 2 || !key)
                return 2;
        failed = write_seed(argv[1], "every-key", every_key, strlen(every_key));
        failed |= write_profile(argv[1]);
        failed |= write_with_file(argv[1], "references",
                                  "reference-values: [a, {file: b, key: builder.pem}]\n", "{}", 2);
        failed |= write_root(argv[1], key);
        failed |= write_crl(argv[1], key);
        EVP_PKEY_free(key);
        return failed;
}
