/* tools/ca/list.c - `cashew ca list`: what has been issued. */
#include "tools/ca/command.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/ca/authority/name.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>

struct options {
        const char *directory;
        const char *serial; /* or NULL: a line for each */
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "pem", "SERIAL", OPTION_TEXT(struct options, serial),
          "print that certificate as PEM instead" },
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
        printf("%s  %s  %s  0x%08x  %s  ", found->issued_at, record->serial, record->purpose,
               (unsigned int)record->nv_index, record->tpm);
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

static int list(void *arguments)
{
        const struct options *options = arguments;
        sqlite3 *records;
        int count;

        records = records_open(ca_directory(options->directory));
        if (!records)
                return 1;
        count = records_list(records, options->serial, options->serial ? print_pem : print_line,
                             NULL);
        sqlite3_close(records);
        if (count == 0 && options->serial)
                return command_error("ca", "no certificate has the serial %s", options->serial);
        return count < 0 ? 1 : 0;
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
