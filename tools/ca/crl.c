/* tools/ca/crl.c - `cashew ca crl`. */
#include "tools/ca/authority/crl.h"
#include "tools/ca/command.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/ca/authority/name.h"

#include <openssl/pem.h>

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_DEFAULT 7
#define DAYS_MOST    365

struct options {
        const char *directory;
        const char *output; /* NULL: stdout, as PEM */
        int days;
};

static void usage(FILE *out)
{
        fputs("usage: cashew ca crl [--dir DIR] [--days N] [-o FILE.pem|FILE.der]\n\n"
              "Signs the list of revoked certificates as it is now, for verifiers.\n\n"
              "  --dir DIR  the CA (default ~/.local/share/cashew/ca)\n"
              "  --days N   until when the next one will be there (default 7)\n"
              "  -o FILE    where to; DER if its name ends with .der (default: PEM on stdout)\n",
              out);
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "dir", required_argument, NULL, 'd' },
                { "days", required_argument, NULL, 'n' },
                { "output", required_argument, NULL, 'o' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "ho:", known, NULL)) != -1) {
                if (option == 'd')
                        options->directory = optarg;
                else if (option == 'n')
                        options->days = (int)strtol(optarg, NULL, 10);
                else if (option == 'o')
                        options->output = optarg;
                else {
                        usage(option == 'h' ? stdout : stderr);
                        exit(option == 'h' ? 0 : 2);
                }
        }
        if (optind != argc || options->days < 1 || options->days > DAYS_MOST) {
                usage(stderr);
                exit(2);
        }
        if (!options->directory)
                options->directory = ca_default_directory();
}

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

int ca_crl(int argc, char **argv)
{
        struct options options = { .days = DAYS_DEFAULT };
        struct issuer issuer;
        sqlite3 *records;
        X509_CRL *crl = NULL;
        int result = 1;

        parse(argc, argv, &options);
        if (issuer_load(options.directory, &issuer))
                return 1;
        records = records_open(options.directory);
        if (records)
                crl = crl_make(records, &issuer, options.days);
        if (crl)
                result = write_list(&options, crl);
        X509_CRL_free(crl);
        sqlite3_close(records);
        issuer_free(&issuer);
        return result;
}
