/* tools/ca/init.c - `cashew ca init`: a root and an intermediate. */
#include "tools/ca/command.h"
#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/issuer.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/authority/records.h"
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

#define DAYS_30_YEARS 10957
#define NAME_LENGTH   48 /* an X.520 common name has 64 characters at most, and more follows */

struct options {
        const char *directory;
        const char *key; /* URI, or NULL: make one */
        const char *name;
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

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "name", "NAME", OPTION_READ(struct options, name),
          "first words of the names in its certificates (default Cashew)", .read = read_name },
        { "key", "URI", OPTION_FILE(struct options, key),
          "the intermediate's key is there already: a file, or what an OpenSSL store "
          "knows, e.g. org.openssl.engine:pkcs11:pkcs11:token=ca;object=issuer" },
        { 0 },
};

/* Makes the directory and those above it. */
static int make_directory(const char *directory)
{
        char path[PATH_IN_MAX];
        struct stat found;

        path_in(path, "ca", directory, "");
        for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
                *slash = '\0';
                if (mkdir(path, 0700) && errno != EEXIST)
                        return command_error("ca", "%s: %s", path, strerror(errno));
                *slash = '/';
        }
        if (stat(path_in(path, "ca", directory, "root.pem"), &found) == 0)
                return command_error("ca", "%s is there already: nothing was changed", path);
        return 0;
}

/* A new file; the mode keeps keys from others whatever the umask is. */
static FILE *create(const char *directory, const char *name, mode_t mode)
{
        char path[PATH_IN_MAX];
        int fd = open(path_in(path, "ca", directory, name), O_WRONLY | O_CREAT | O_EXCL, mode);
        FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

        if (!file)
                command_error("ca", "%s: %s", path, strerror(errno));
        return file;
}

static int finish(FILE *file, bool written, const char *name)
{
        if (fclose(file) == 0 && written)
                return 0;
        return x509_error("ca", name);
}

static int write_key(const char *directory, const char *name, EVP_PKEY *key)
{
        FILE *file = create(directory, name, 0600);

        if (!file)
                return -1;
        return finish(file, PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, name);
}

/* One certificate, or two one after the other. */
static int write_certificates(const char *directory, const char *name, X509 *first, X509 *second)
{
        FILE *file = create(directory, name, 0644);

        if (!file)
                return -1;
        return finish(file,
                      PEM_write_X509(file, first) == 1 &&
                              (!second || PEM_write_X509(file, second) == 1),
                      name);
}

static int write_uri(const char *directory, const char *uri)
{
        FILE *file = create(directory, "issuer.uri", 0600);

        if (!file)
                return -1;
        return finish(file, fprintf(file, "%s\n", uri) > 0, "issuer.uri");
}

static int make_root(const struct options *options, struct new_authority *ca)
{
        char name[NAME_LENGTH + 32];
        struct certificate_issuer self = { 0 };

        snprintf(name, sizeof(name), "%s TPM Root CA", options->name);
        ca->root_key = EVP_EC_gen("P-384");
        self.key = ca->root_key;
        if (ca->root_key)
                ca->root = certificate_make_authority(name, ca->root_key, DAYS_30_YEARS, &self);
        return ca->root ? 0 : x509_error("ca", "the root cannot be made");
}

static int make_issuer(const struct options *options, struct new_authority *ca)
{
        struct certificate_issuer root = { ca->root, ca->root_key };
        char name[NAME_LENGTH + 32];

        snprintf(name, sizeof(name), "%s TPM EK CA", options->name);
        ca->issuer_key = options->key ? store_key_private("ca", options->key) : EVP_EC_gen("P-256");
        if (!ca->issuer_key)
                return -1;
        ca->issuer = certificate_make_authority(name, ca->issuer_key, DAYS_30_YEARS, &root);
        return ca->issuer ? 0 : x509_error("ca", "the intermediate cannot be made");
}

/* root.pem comes last: it says that the rest is there. */
static int write_all(const struct options *options, const struct new_authority *ca)
{
        const char *directory = options->directory;
        int result = options->key ? write_uri(directory, options->key)
                                  : write_key(directory, "issuer.key", ca->issuer_key);

        if (result || write_key(directory, "root.key", ca->root_key) ||
            write_certificates(directory, "issuer.pem", ca->issuer, NULL) ||
            write_certificates(directory, "chain.pem", ca->issuer, ca->root))
                return -1;
        return write_certificates(directory, "root.pem", ca->root, NULL);
}

static int make_records(const char *directory)
{
        sqlite3 *records = records_open(directory);

        return sqlite3_close(records) == SQLITE_OK && records ? 0 : -1;
}

static int init(void *arguments)
{
        struct options *options = arguments;
        struct new_authority ca = { 0 };
        int result;

        options->directory = ca_directory(options->directory);
        if (make_directory(options->directory))
                return 1;
        result = make_root(options, &ca) || make_issuer(options, &ca) ||
                 make_records(options->directory) || write_all(options, &ca);
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
                "Makes a certificate authority: a P-384 root, and a P-256 intermediate that signs.\n\n"
                "DIR/root.key is needed only to make intermediates: keep it elsewhere.",
        .run = init,
        COMMAND_OPTIONS(known, struct options, .name = "Cashew"),
};
