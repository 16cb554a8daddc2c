/*
 * tools/chip/init.c - `cashew chip init`. Run again with --force it makes the same chip with other firmware:
 * ARK, ASK, chip ID and the root of derived keys stay, the VCEK is a new one.
 */
#include "tools/chip/identity.h"
#include "tools/chip/command.h"

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/chip/options.h"
#include "tools/common/command.h"
#include "tools/common/path.h"
#include "tools/x509/error.h"

#define RSA_BITS 4096

/* SMT is on, memory has ECC, the alias check was done: what most platforms say. */
#define PLATFORM_INFO UINT64_C(0x25)

/* A file in place of what has its name, complete or not at all; the mode keeps keys from others. */
static int store(const char *directory, const char *name, mode_t mode, const void *data,
                 size_t size)
{
        char path[PATH_IN_MAX];
        char temporary[PATH_IN_MAX + 8];
        bool written;
        int fd;

        path_in(path, "chip", directory, name);
        snprintf(temporary, sizeof(temporary), "%s.new", path);
        unlink(temporary);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0)
                return command_error("chip", "%s: %s", temporary, strerror(errno));
        written = write(fd, data, size) == (ssize_t)size;
        if (close(fd) == 0 && written && rename(temporary, path) == 0)
                return 0;
        (void)command_error("chip", "%s: %s", path, strerror(errno));
        unlink(temporary);
        return -1;
}

/* What was written to @bio, which is freed. */
static int store_bio(const char *directory, const char *name, mode_t mode, BIO *bio, bool complete)
{
        char *data = NULL;
        long size = bio ? BIO_get_mem_data(bio, &data) : 0;
        int result = -1;

        if (complete && size > 0)
                result = store(directory, name, mode, data, (size_t)size);
        else
                (void)x509_error("chip", name);
        BIO_free(bio);
        return result;
}

/* The PEM text lies in memory that OpenSSL wipes when it is freed. */
static int store_key(const char *directory, const char *name, EVP_PKEY *key)
{
        BIO *bio = BIO_new(BIO_s_secmem());

        return store_bio(directory, name, 0600, bio,
                         bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1);
}

/* NAME.pem and NAME.der. */
static int store_certificate(const char *directory, const char *name, X509 *certificate)
{
        char file[32];
        BIO *pem = BIO_new(BIO_s_mem());
        BIO *der = BIO_new(BIO_s_mem());
        int result;

        snprintf(file, sizeof(file), "%s.pem", name);
        result = store_bio(directory, file, 0644, pem,
                           pem && PEM_write_bio_X509(pem, certificate) == 1);
        snprintf(file, sizeof(file), "%s.der", name);
        if (store_bio(directory, file, 0644, der, der && i2d_X509_bio(der, certificate) == 1) != 0)
                result = -1;
        return result;
}

/* As AMD's key distribution service orders it. */
static int store_chain(const char *directory, const struct chip_certificates *certificates)
{
        BIO *bio = BIO_new(BIO_s_mem());

        return store_bio(directory, "cert_chain.pem", 0644, bio,
                         bio && PEM_write_bio_X509(bio, certificates->ask) == 1 &&
                                 PEM_write_bio_X509(bio, certificates->ark) == 1);
}

/* chip.bin comes last: it says that the rest is there. */
static int store_all(const char *directory, const struct snp_chip *chip,
                     const struct chip_keys *keys, const struct chip_certificates *certificates)
{
        if (store_key(directory, "ark.key", keys->ark) ||
            store_key(directory, "ask.key", keys->ask) ||
            store_key(directory, "vcek.key", keys->vcek) ||
            store_certificate(directory, "ark", certificates->ark) ||
            store_certificate(directory, "ask", certificates->ask) ||
            store_certificate(directory, "vcek", certificates->vcek) ||
            store_chain(directory, certificates))
                return -1;
        return store(directory, "chip.bin", 0600, chip, sizeof(*chip));
}

/* A file that cannot be looked at counts as missing; making it will then say why. */
static bool exists(const char *directory, const char *name)
{
        char path[PATH_IN_MAX];
        struct stat found;

        return stat(path_in(path, "chip", directory, name), &found) == 0;
}

/* Those of an older chip in the directory: who trusts them goes on doing so. */
static int load_authorities(const char *directory, struct chip_certificates *out)
{
        char path[PATH_IN_MAX];
        BIO *ark;
        BIO *ask;

        if (!exists(directory, "chip.bin"))
                return 0;
        ark = BIO_new_file(path_in(path, "chip", directory, "ark.pem"), "r");
        ask = BIO_new_file(path_in(path, "chip", directory, "ask.pem"), "r");
        out->ark = ark ? PEM_read_bio_X509(ark, NULL, NULL, NULL) : NULL;
        out->ask = ask ? PEM_read_bio_X509(ask, NULL, NULL, NULL) : NULL;
        BIO_free(ark);
        BIO_free(ask);
        return out->ark && out->ask ? 0 : x509_error("chip", "the old ARK and ASK");
}

/* The key that is there from an earlier time, or a new one. */
static EVP_PKEY *authority_key(const char *directory, const char *name)
{
        char path[PATH_IN_MAX];
        EVP_PKEY *key;
        BIO *bio;

        if (!exists(directory, name))
                return EVP_RSA_gen(RSA_BITS);
        bio = BIO_new_file(path_in(path, "chip", directory, name), "r");
        key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
        BIO_free(bio);
        return key;
}

/*
 * The keys of AMD's kinds: RSA of 4096 bits above, ECDSA P-384 below. The VCEK is new each time, as
 * another TCB has another one.
 */
static int make_keys(const char *directory, struct chip_keys *out)
{
        out->ark = authority_key(directory, "ark.key");
        out->ask = out->ark ? authority_key(directory, "ask.key") : NULL;
        out->vcek = out->ask ? EVP_EC_gen("P-384") : NULL;
        return out->vcek ? 0 : x509_error("chip", "the keys cannot be made");
}

/*
 * A new chip ID and root of derived keys. Some verifiers take 2 or 4 as the first byte of the
 * certificate's raw hardware ID for a DER tag (virtee/snpguest), so there it is neither.
 */
static int make_secrets(struct snp_chip *chip)
{
        size_t id_size = snp_product_facts(chip->product)->chip_id_size;

        if (RAND_bytes(chip->chip_id, (int)id_size) != 1 ||
            RAND_priv_bytes(chip->key_root, sizeof(chip->key_root)) != 1)
                return x509_error("chip", "no random numbers");
        if (chip->chip_id[0] == 2 || chip->chip_id[0] == 4)
                chip->chip_id[0] = 0x1e;
        return 0;
}

/* The product line stays, as the length of the chip ID and the form of the TCB depend on it. */
static int choose_secrets(const char *directory, struct snp_chip *chip)
{
        struct snp_chip old;

        if (!exists(directory, "chip.bin"))
                return make_secrets(chip);
        if (chip_load(directory, &old) != 0)
                return -1;
        if (old.product != chip->product)
                return command_error("chip", "%s holds a chip of product line %s, which it stays",
                                     directory, snp_product_facts(old.product)->name);
        memcpy(chip->chip_id, old.chip_id, sizeof(chip->chip_id));
        memcpy(chip->key_root, old.key_root, sizeof(chip->key_root));
        OPENSSL_cleanse(&old, sizeof(old));
        return 0;
}

/*
 * Nothing is written before all of it is made: what fails before store_all() leaves the directory
 * as it was.
 */
static int make_chip(const char *directory, struct snp_chip *chip)
{
        struct chip_certificates certificates = { 0 };
        struct chip_keys keys = { 0 };
        int result = make_keys(directory, &keys);

        if (!result)
                result = load_authorities(directory, &certificates);
        if (!result && chip_certify(chip, &keys, &certificates) != 0)
                result = x509_error("chip", "the certificates cannot be made");
        if (!result && chip_complete(chip, &keys, &certificates) != 0)
                result = command_error("chip", "the certificates do not fit in the table");
        if (!result)
                result = store_all(directory, chip, &keys, &certificates);
        chip_certificates_free(&certificates);
        chip_keys_free(&keys);
        return result;
}

/* The directory is for its owner alone, as there are private keys in it. */
static int init(void *arguments)
{
        struct chip_options *options = arguments;
        int result = chip_options_complete(options);

        if (result)
                return result;
        if (mkdir(options->directory, 0700) != 0 && errno != EEXIST)
                return command_error("chip", "%s: %s", options->directory, strerror(errno));
        if (exists(options->directory, "chip.bin") && !options->force)
                return command_error("chip",
                                     "%s holds a chip already: nothing was changed (--force makes "
                                     "the same chip with other firmware)",
                                     options->directory);
        result = choose_secrets(options->directory, &options->chip);
        if (!result)
                result = make_chip(options->directory, &options->chip);
        if (!result)
                printf("%s: a %s chip, reports of version %u\n", options->directory,
                       snp_product_facts(options->chip.product)->name,
                       options->chip.report_version);
        OPENSSL_cleanse(&options->chip, sizeof(options->chip));
        return result ? 1 : 0;
}

const struct command chip_init = {
        .name = "init",
        .summary = "make one",
        .description =
                "Makes the identity of a software chip in DIR: keys (ark.key, ask.key, vcek.key), certificates "
                "(ark, ask, vcek as .pem and .der, cert_chain.pem) and chip.bin for `cashew run --chip DIR`.\n\n"
                "No part of another TCB may be above the current one. The keys are test keys: nobody should "
                "trust this ARK beyond tests.",
        .run = init,
        COMMAND_OPTIONS(chip_options, struct chip_options,
                        .chip = { .report_version = 3, .platform_info = PLATFORM_INFO }),
};
