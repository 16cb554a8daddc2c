/* tools/ca/crl.c - `cashew ca crl`. */
#include "tools/ca/authority/crl.h"
#include "tools/ca/command.h"
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
        const char *output; /* NULL: stdout, as PEM */
        unsigned int days;
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "days", "N", OPTION_NUMBER(struct options, days),
          "the list says that the next one will be there after so many days", .least = 1,
          .most = DAYS_MOST },
        { "output", "FILE", OPTION_FILE(struct options, output),
          "where to; DER if its name ends with .der (default: PEM on standard output)",
          .letter = 'o' },
        { 0 },
};

static bool is_der(const char *name)
{
        size_t length = name ? strlen(name) : 0;

        return length > 4 && strcmp(name + length - 4, ".der") == 0;
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

static int crl(void *arguments)
{
        struct options *options = arguments;
        struct issuer issuer;
        sqlite3 *records;
        X509_CRL *list = NULL;
        int result = 1;

        options->directory = ca_directory(options->directory);
        if (issuer_load(options->directory, &issuer))
                return 1;
        records = records_open(options->directory);
        if (records)
                list = crl_make(records, &issuer, (int)options->days);
        if (list)
                result = write_list(options, list);
        X509_CRL_free(list);
        sqlite3_close(records);
        issuer_free(&issuer);
        return result;
}

const struct command ca_crl = {
        .name = "crl",
        .summary = "the list of revoked certificates",
        .description = "Signs the list of revoked certificates as it is now, for verifiers.",
        .run = crl,
        COMMAND_OPTIONS(known, struct options, .days = DAYS_DEFAULT),
};
