/* tools/ca/renew.c - `cashew ca renew`: the root signs a new intermediate. */
#include "tools/ca/authority/files.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/authority/issuer.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/authority/records.h"
#include "tools/ca/command.h"
#include "tools/ca/policy/urls.h"
#include "tools/common/command.h"
#include "tools/common/path.h"
#include "tools/common/store_key.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct options {
        const char *directory;
        const char *url;      /* NULL: as before */
        const char *key;      /* URI of another key, or NULL */
        const char *root_key; /* URI, or NULL: root.key */
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { CA_OPTION_URL(struct options) },
        { "key", "URI", OPTION_FILE(struct options, key),
          "another key of the intermediate that is there already, as for init" },
        { CA_OPTION_ROOT_KEY(struct options) },
        { 0 },
};

/* What a renewal begins with. */
struct renewal {
        sqlite3 *records;
        struct issuer root; /* the root as it signs */
        X509 *before;       /* the intermediate so far */
        EVP_PKEY *key;      /* of the one that is made */
        bool new_key;       /* and it goes to issuer.key */
};

/* A new key is no weaker than the one before, and on P-384 if that was in a token of another kind. */
static char *curve_of(X509 *certificate)
{
        return EVP_PKEY_get_bits(X509_get0_pubkey(certificate)) == 521 ? "P-521" : "P-384";
}

/*
 * The same key as long as its certificate is good, so that what it has signed stays good. One that has been revoked must not
 * come back: then it is a new one.
 */
static int choose_key(const struct options *options, struct renewal *renewal)
{
        int revoked = intermediate_is_revoked(renewal->records, renewal->before);
        struct issuer issuer;

        if (revoked < 0)
                return -1;
        if (options->key) {
                renewal->key = store_key_private("ca", options->key);
                if (revoked && renewal->key &&
                    EVP_PKEY_eq(X509_get0_pubkey(renewal->before), renewal->key) == 1)
                        return -command_error("ca",
                                              "%s is the key of the intermediate that was "
                                              "revoked: make a new one",
                                              options->key);
                return renewal->key ? 0 : -1;
        }
        if (!revoked) {
                if (issuer_load(options->directory, &issuer))
                        return -1;
                renewal->key = issuer.key;
                issuer.key = NULL;
                issuer_free(&issuer);
                return 0;
        }
        if (issuer_has_uri(options->directory))
                return -command_error("ca", "the intermediate was revoked, and its key is in a "
                                            "token: make a new one there, and give its URI by "
                                            "--key");
        renewal->new_key = true;
        renewal->key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve_of(renewal->before));
        return renewal->key ? 0 : -command_error("ca", "no key can be made");
}

static int begin(const struct options *options, struct renewal *renewal)
{
        renewal->before = issuer_load_certificate(options->directory, "issuer.pem");
        if (!renewal->before ||
            issuer_load_root(options->directory, options->root_key, &renewal->root))
                return -1;
        renewal->records = records_open(options->directory);
        if (!renewal->records || intermediate_record(renewal->records, renewal->before))
                return -1;
        return choose_key(options, renewal);
}

/* A key that is replaced is of no use to anybody: its certificate has been revoked. */
static int write_key(const struct options *options, const struct renewal *renewal)
{
        char path[PATH_IN_MAX];

        if (renewal->new_key)
                return files_write_key(options->directory, "issuer.key", renewal->key);
        if (!options->key)
                return 0;
        if (files_write_uri(options->directory, options->key))
                return -1;
        unlink(path_in(path, "ca", options->directory, "issuer.key"));
        return 0;
}

static int make(const struct options *options, struct renewal *renewal)
{
        const struct root root = { renewal->root.certificate, renewal->root.key };
        struct urls urls = urls_of_certificate(renewal->before);
        char name[AUTHORITY_NAME_SIZE];
        X509 *certificate;
        int result;

        if (options->url && !urls_of_base(options->url, "root", &urls))
                return -command_error("ca", "%s: too long for a URL", options->url);
        if (!issuer_copy_name(renewal->before, name, sizeof(name)))
                return -command_error("ca", "issuer.pem has no common name");
        certificate = intermediate_make(renewal->records, &root, name, renewal->key, &urls);
        if (!certificate)
                return -1;
        result = write_key(options, renewal) ||
                                 files_write_certificates(options->directory, certificate,
                                                          renewal->root.certificate)
                         ? -1
                         : 0;
        X509_free(certificate);
        if (!result && options->url)
                result = policy_add_urls(options->directory, options->url);
        return result;
}

static int renew(void *arguments)
{
        struct options *options = arguments;
        struct renewal renewal = { 0 };
        int result;

        options->directory = ca_directory(options->directory);
        result = begin(options, &renewal) || make(options, &renewal);
        if (!result)
                printf("%s: a new intermediate, %s key; start `cashew ca serve` again\n",
                       options->directory,
                       renewal.new_key || options->key ? "another" : "the same");
        sqlite3_close(renewal.records);
        issuer_free(&renewal.root);
        X509_free(renewal.before);
        EVP_PKEY_free(renewal.key);
        return result ? 1 : 0;
}

const struct command ca_renew = {
        .name = "renew",
        .summary = "make a new intermediate certificate",
        .description =
                "Makes a new certificate for the intermediate, signed by the root: because the one before "
                "ends, because verifiers are to find what they need at a URL, or because it was revoked. "
                "Its key stays, and so what it has signed stays good; a new one is made if it was "
                "revoked.",
        .run = renew,
        COMMAND_OPTIONS(known, struct options),
};
