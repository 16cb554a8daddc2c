/* tools/ca/crl.c - `cashew ca crl`. */
#include "tools/ca/authority/crl.h"
#include "tools/ca/command.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/ca/authority/name.h"

#include <openssl/pem.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_DEFAULT 7
#define DAYS_MOST    365

struct options {
        const char *directory;
        const char *output;   /* NULL: stdout, as PEM */
        const char *root_key; /* URI, or NULL: root.key */
        unsigned int days;
        bool root;
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "days", "N", OPTION_NUMBER(struct options, days),
          "the list says that the next one will be there after so many days", .least = 1,
          .most = DAYS_MOST },
        { "output", "FILE", OPTION_FILE(struct options, output),
          "where to; DER if its name ends with .crl or .der (default: PEM on standard output)",
          .letter = 'o' },
        { "root", NULL, OPTION_FLAG(struct options, root),
          "the root's list: of intermediates that were revoked" },
        { CA_OPTION_ROOT_KEY(struct options), .needs = "root" },
        { 0 },
};

/* RFC 2585, section 3: what is at a URL that ends with .crl is DER. */
static bool is_der(const char *name)
{
        size_t length = name ? strlen(name) : 0;

        return length > 4 &&
               (strcmp(name + length - 4, ".der") == 0 || strcmp(name + length - 4, ".crl") == 0);
}

static int write_list(const struct options *options, X509_CRL *crl)
{
        BIO *bio = BIO_new(BIO_s_mem());
        char *data = NULL;
        int error = -1;

        if (bio && (is_der(options->output) ? i2d_X509_CRL_bio(bio, crl)
                                            : PEM_write_bio_X509_CRL(bio, crl)) == 1) {
                size_t size = (size_t)BIO_get_mem_data(bio, &data);

                if (!options->output)
                        error = fwrite(data, 1, size, stdout) == size ? 0 : -1;
                else
                        error = file_write(options->output, data, size);
        }
        BIO_free(bio);
        if (!error)
                return 0;
        return command_error("ca", "%s: cannot be written",
                             options->output ? options->output : "the list");
}

/* A list that could not be written has no number. */
static int make(const struct options *options, sqlite3 *records, const struct issuer *issuer)
{
        X509_CRL *list;
        int result = -1;

        if (intermediate_record_own(records, options->directory) || records_begin(records))
                return -1;
        list = crl_make(records, issuer, (int)options->days);
        if (list)
                result = write_list(options, list);
        if (result)
                records_roll_back(records);
        else
                result = records_commit(records);
        X509_CRL_free(list);
        return result;
}

static int crl(void *arguments)
{
        struct options *options = arguments;
        struct issuer issuer;
        sqlite3 *records;
        int result;

        options->directory = ca_directory(options->directory);
        result = options->root ? issuer_load_root(options->directory, options->root_key, &issuer)
                               : issuer_load(options->directory, &issuer);
        if (result)
                return 1;
        records = records_open(options->directory);
        result = records ? make(options, records, &issuer) : -1;
        sqlite3_close(records);
        issuer_free(&issuer);
        return result ? 1 : 0;
}

const struct command ca_crl = {
        .name = "crl",
        .summary = "the list of revoked certificates",
        .description =
                "Signs the list of revoked certificates as it is now, for verifiers: of TPMs' keys, or with --root "
                "of intermediates. Each list has a number, one more than that of the last.",
        .run = crl,
        COMMAND_OPTIONS(known, struct options, .days = DAYS_DEFAULT),
};
