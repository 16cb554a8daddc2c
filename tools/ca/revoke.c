/* tools/ca/revoke.c - `cashew ca revoke`: a certificate is no longer good. */
#include "tools/ca/command.h"
#include "tools/ca/authority/crl.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/ca/authority/name.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIAL_DIGITS 40

struct options {
        const char *directory;
        const char *serial;
        const char *reason;
};

static void usage(FILE *out)
{
        fputs("usage: cashew ca revoke [--dir DIR] --serial SERIAL [--reason REASON]\n\n"
              "Marks a certificate as revoked; `cashew ca crl` tells the world.\n\n"
              "  --dir DIR        the CA (default ~/.local/share/cashew/ca)\n"
              "  --serial SERIAL  as `cashew ca list` shows it\n"
              "  --reason REASON  unspecified (default), keyCompromise, affiliationChanged,\n"
              "                   superseded, cessationOfOperation or privilegeWithdrawn\n",
              out);
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "dir", required_argument, NULL, 'd' },
                { "serial", required_argument, NULL, 's' },
                { "reason", required_argument, NULL, 'r' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 'd')
                        options->directory = optarg;
                else if (option == 's')
                        options->serial = optarg;
                else if (option == 'r')
                        options->reason = optarg;
                else {
                        usage(option == 'h' ? stdout : stderr);
                        exit(option == 'h' ? 0 : 2);
                }
        }
        if (optind != argc || !options->serial || crl_reason_code(options->reason) < 0) {
                usage(stderr);
                exit(2);
        }
        if (!options->directory)
                options->directory = ca_default_directory();
}

/* Records have capital letters. */
static void copy_serial(const char *text, char out[SERIAL_DIGITS + 1])
{
        size_t length = 0;

        for (; text[length] && length < SERIAL_DIGITS; length++)
                out[length] = (char)toupper((unsigned char)text[length]);
        out[length] = '\0';
}

int ca_revoke(int argc, char **argv)
{
        struct options options = { .reason = "unspecified" };
        char serial[SERIAL_DIGITS + 1];
        sqlite3 *records;
        int count;

        parse(argc, argv, &options);
        copy_serial(options.serial, serial);
        records = records_open(options.directory);
        if (!records)
                return 1;
        count = records_revoke(records, serial, options.reason);
        sqlite3_close(records);
        if (count == 0)
                return command_error("ca", "no valid certificate has the serial %s", serial);
        return count < 0 ? 1 : 0;
}
