/* tools/ca/init.c - `cashew ca init`: a root and an intermediate. */
#include "tools/ca/command.h"
#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/files.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/authority/records.h"
#include "tools/ca/policy/urls.h"
#include "tools/common/command.h"
#include "tools/common/store_key.h"
#include "tools/common/path.h"
#include "tools/x509/error.h"

#include <openssl/pem.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_LENGTH 48 /* an X.520 common name has 64 characters at most, and more follows */

struct options {
        const char *directory;
        const char *key; /* URI, or NULL: make one */
        const char *name;
        const char *curve;
        const char *url; /* or NULL */
};

/* Everything of a new CA. */
struct new_authority {
        EVP_PKEY *root_key;
        X509 *root;
        EVP_PKEY *issuer_key;
        X509 *issuer;
};

static const char *read_name(const char *text, void *place)
{
        if (strlen(text) > NAME_LENGTH)
                return "at most 48 bytes";
        *(const char **)place = text;
        return NULL;
}

/* OpenSSL's names. What is signed should not be stronger than the signature (NIST SP 800-57 part 1, section 5.6.2). */
static const struct word curve_list[] = { { "p256", 0 }, { "p384", 1 }, { "p521", 2 } };
static const struct words curves = WORDS(curve_list);

static const char *curve_name(const char *word)
{
        return strcmp(word, "p256") == 0 ? "P-256" : strcmp(word, "p384") == 0 ? "P-384" : "P-521";
}

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "name", "NAME", OPTION_READ(struct options, name),
          "first words of the names in its certificates (default Cashew)", .read = read_name },
        { "key", "URI", OPTION_FILE(struct options, key),
          "the intermediate's key is there already: a file, or what an OpenSSL store "
          "knows, e.g. org.openssl.engine:pkcs11:pkcs11:token=ca;object=issuer" },
        { "curve", "CURVE", OPTION_WORD_TEXT(struct options, curve),
          "the curve of the intermediate's key; the root's is P-521 with p521, else P-384",
          .words = &curves, .excludes = "key" },
        { CA_OPTION_URL(struct options) },
        { 0 },
};

/* Makes the directory and those above it. */
static int make_directory(const char *directory)
{
        char path[PATH_IN_MAX];
        static const char *const kept[] = { "root.pem", "root.key", "issuer.key", "issuer.uri" };
        struct stat found;

        path_in(path, "ca", directory, "");
        for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
                *slash = '\0';
                if (mkdir(path, 0700) && errno != EEXIST)
                        return command_error("ca", "%s: %s", path, strerror(errno));
                *slash = '/';
        }
        for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
                if (stat(path_in(path, "ca", directory, kept[i]), &found) == 0)
                        return command_error("ca", "%s is there already: nothing was changed",
                                             path);
        }
        return 0;
}

static int make_root(const struct options *options, struct new_authority *ca)
{
        char name[NAME_LENGTH + 32];
        struct certificate_issuer self = { 0 };

        snprintf(name, sizeof(name), "%s TPM Root CA", options->name);
        ca->root_key = EVP_EC_gen(strcmp(options->curve, "p521") == 0 ? "P-521" : "P-384");
        self.key = ca->root_key;
        if (ca->root_key)
                ca->root = certificate_make_authority(name, ca->root_key, AUTHORITY_DAYS, &self);
        return ca->root ? 0 : x509_error("ca", "the root cannot be made");
}

static int make_issuer(const struct options *options, sqlite3 *records, const struct urls *urls,
                       struct new_authority *ca)
{
        struct root root = { ca->root, ca->root_key };
        char name[NAME_LENGTH + 32];

        snprintf(name, sizeof(name), "%s TPM EK CA", options->name);
        ca->issuer_key = options->key ? store_key_private("ca", options->key)
                                      : EVP_EC_gen(curve_name(options->curve));
        if (!ca->issuer_key)
                return -1;
        ca->issuer = intermediate_make(records, &root, name, ca->issuer_key, urls);
        return ca->issuer ? 0 : -1;
}

static int write_all(const struct options *options, const struct new_authority *ca)
{
        const char *directory = options->directory;
        int result = options->key ? files_write_uri(directory, options->key)
                                  : files_write_key(directory, "issuer.key", ca->issuer_key);

        return result || files_write_key(directory, "root.key", ca->root_key) ||
                               files_write_certificates(directory, ca->issuer, ca->root)
                       ? -1
                       : 0;
}

/* What verifiers are told of where things are: of the root in the intermediate, of the intermediate in what it signs. */
static int make_all(const struct options *options, sqlite3 *records, struct new_authority *ca)
{
        struct urls root_urls = { 0 };

        if (options->url && !urls_of_base(options->url, "root", &root_urls))
                return command_error("ca", "%s: too long for a URL", options->url);
        if (make_root(options, ca) || make_issuer(options, records, &root_urls, ca) ||
            write_all(options, ca))
                return -1;
        return options->url ? policy_add_urls(options->directory, options->url) : 0;
}

static int init(void *arguments)
{
        struct options *options = arguments;
        struct new_authority ca = { 0 };
        sqlite3 *records;
        int result;

        options->directory = ca_directory(options->directory);
        if (make_directory(options->directory))
                return 1;
        records = records_open(options->directory);
        result = records ? make_all(options, records, &ca) : -1;
        sqlite3_close(records);
        if (!result)
                printf("%s: a new CA\n", options->directory);
        X509_free(ca.issuer);
        EVP_PKEY_free(ca.issuer_key);
        X509_free(ca.root);
        EVP_PKEY_free(ca.root_key);
        return result ? 1 : 0;
}

const struct command ca_init = {
        .name = "init",
        .summary = "make a root and an intermediate certificate",
        .description =
                "Makes a certificate authority: a root, and an intermediate that signs, both with keys on P-384.\n\n"
                "DIR/root.key is needed only to make intermediates: keep it elsewhere.",
        .run = init,
        COMMAND_OPTIONS(known, struct options, .name = "Cashew", .curve = "p384"),
};
