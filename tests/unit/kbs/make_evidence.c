/*
 * tests/unit/kbs/make_evidence.c - ROOT KIND NONCE DIRECTORY: what configfs-tsm would give for a nonce, of a chip that the fixture
 * makes, whose root goes to the file ROOT, and whose keys are in ROOT.keys from the first time on. KIND: svsm, with a manifest; guest, without an SVSM;
 * other, for another nonce; bare, by a host that gives no certificates; venice, of that product.
 */
#include "tests/unit/verify/fixture.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

static void write_file(const char *directory, const char *name, const void *data, size_t size)
{
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        file = fopen(path, "wb");
        if (!file || fwrite(data, 1, size, file) != size || fclose(file))
                abort();
}

static void write_root(const char *path, X509 *root)
{
        FILE *file = fopen(path, "wb");

        if (!file || PEM_write_X509(file, root) != 1 || fclose(file))
                abort();
}

/* RSA keys take their time, so a chip keeps those that it had. */
static void keep_keys(struct fixture *fixture, const char *root)
{
        EVP_PKEY **keys[] = { &fixture->keys.ark, &fixture->keys.ask, &fixture->keys.vcek };
        char path[512];
        FILE *file;
        bool made;

        snprintf(path, sizeof(path), "%s.keys", root);
        file = fopen(path, "rb");
        made = !file;
        if (made)
                file = fopen(path, "wb");
        if (!file)
                abort();
        for (size_t i = 0; i < 3; i++) {
                if (made) {
                        *keys[i] = i < 2 ? EVP_RSA_gen(2048) : EVP_EC_gen("P-384");
                        if (PEM_write_PrivateKey(file, *keys[i], NULL, NULL, 0, NULL, NULL) != 1)
                                abort();
                } else {
                        *keys[i] = PEM_read_PrivateKey(file, NULL, NULL, NULL);
                }
                if (!*keys[i])
                        abort();
        }
        if (fclose(file))
                abort();
}

/* The nonce, and behind it a TPMT_PUBLIC for the vTPM, or rather a text that stands for one. */
static void bind(struct fixture *fixture, const char *kind, const char *digits)
{
        static const char manifest[] = "manifest";
        uint8_t bound[NONCE_SIZE + sizeof(manifest) - 1];
        size_t size;

        if (OPENSSL_hexstr2buf_ex(bound, NONCE_SIZE, &size, digits, '\0') != 1 ||
            size != NONCE_SIZE)
                abort();
        memcpy(bound + NONCE_SIZE, manifest, sizeof(manifest) - 1);
        if (strcmp(kind, "other") == 0)
                bound[0] ^= 1;
        if (strcmp(kind, "guest") == 0)
                memcpy(fixture->report.report_data, bound, NONCE_SIZE);
        else
                EVP_Digest(bound, sizeof(bound), fixture->report.report_data, NULL, EVP_sha512(),
                           NULL);
}

int main(int argc, char **argv)
{
        static struct fixture made;
        struct fixture *fixture = &made;
        void *state = fixture;
        size_t certificates = SNP_CHIP_CERTIFICATES;

        if (argc != 5)
                return 2;
        keep_keys(fixture, argv[1]);
        if (fixture_reset(&state))
                return 2;
        if (strcmp(argv[2], "venice") == 0)
                fixture_change_chip(fixture, SNP_PRODUCT_VENICE, 6);
        bind(fixture, argv[2], argv[3]);
        fixture_sign(fixture, fixture->keys.vcek);
        write_root(argv[1], fixture->made.ark);
        write_file(argv[4], "outblob", &fixture->report, sizeof(fixture->report));
        if (strcmp(argv[2], "guest") != 0)
                write_file(argv[4], "manifestblob", "manifest", 8);
        if (strcmp(argv[2], "bare") == 0)
                certificates = 0;
        write_file(argv[4], "auxblob", fixture->chip.certificates, certificates);
        return fixture_free(&state);
}
