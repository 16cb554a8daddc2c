/* tools/ca/list.c - `cashew ca list`: what has been issued. */
#include "tools/ca/command.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/authority/records.h"
#include "tools/ca/authority/serial.h"
#include "tools/common/command.h"
#include "tools/ca/authority/name.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct options {
        const char *directory;
        const char *serial; /* or NULL: a line for each */
        bool intermediates;
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "pem", "SERIAL", OPTION_TEXT(struct options, serial),
          "print that certificate as PEM instead; SERIAL as for revoke" },
        { "intermediates", NULL, OPTION_FLAG(struct options, intermediates),
          "what the root has signed, instead of certificates of TPMs' keys", .excludes = "pem" },
        { 0 },
};

static const char *or_dash(const char *text)
{
        return *text ? text : "-";
}

static void print_line(void *context, const struct recorded *found)
{
        const struct record *record = &found->record;

        (void)context;
        printf("%s  %s  %s  0x%08x  %s  ", record->issued_at, record->serial, record->purpose,
               (unsigned int)record->nv_index, or_dash(record->tpm));
        if (found->revoked_at)
                printf("revoked %s %s", found->revoked_at, found->reason);
        else
                fputs("valid", stdout);
        printf("  %s  %s  %s\n", or_dash(record->profile), or_dash(record->measurement),
               or_dash(record->chip_id));
}

static void print_pem(void *context, const struct recorded *found)
{
        const unsigned char *der = found->record.certificate.data;
        X509 *certificate = d2i_X509(NULL, &der, (long)found->record.certificate.size);

        (void)context;
        if (!certificate || PEM_write_X509(stdout, certificate) != 1)
                command_error("ca", "the record of %s is damaged", found->record.serial);
        X509_free(certificate);
}

/* The one with that serial number, whichever way it is read. */
static int print_one(sqlite3 *records, const char *text)
{
        struct serial serial = serial_read(text);
        int count = 0;

        if (serial.count == 0)
                return command_error("ca",
                                     "%s: not a serial number: hexadecimal or decimal digits "
                                     "are, of at most 20 bytes",
                                     text);
        for (unsigned int i = 0; i < serial.count && count == 0; i++)
                count = records_list(records, serial.readings[i], print_pem, NULL);
        if (count == 0)
                return command_error("ca", "no certificate has the serial %s", text);
        return count < 0 ? 1 : 0;
}

static int print_intermediates(sqlite3 *records, const char *directory)
{
        return intermediate_record_own(records, directory) ||
                               records_list_intermediates(records, print_line, NULL) < 0
                       ? 1
                       : 0;
}

static int list(void *arguments)
{
        const struct options *options = arguments;
        const char *directory = ca_directory(options->directory);
        sqlite3 *records = records_open(directory);
        int result;

        if (!records)
                return 1;
        if (options->serial)
                result = print_one(records, options->serial);
        else if (options->intermediates)
                result = print_intermediates(records, directory);
        else
                result = records_list(records, NULL, print_line, NULL) < 0 ? 1 : 0;
        sqlite3_close(records);
        return result;
}

const struct command ca_list = {
        .name = "list",
        .summary = "what has been issued",
        .description =
                "Prints a line for each certificate: time, serial, purpose, NV index, TPM; then valid or "
                "why it was revoked, profile, and the report's measurement and chip ID (\"-\": none).",
        .run = list,
        COMMAND_OPTIONS(known, struct options),
};
