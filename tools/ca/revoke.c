/* tools/ca/revoke.c - `cashew ca revoke`: a certificate is no longer good. */
#include "tools/ca/command.h"
#include "tools/ca/authority/crl.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/ca/authority/name.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIAL_DIGITS 40

struct options {
        const char *directory;
        const char *serial;
        const char *reason;
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "serial", "SERIAL", OPTION_TEXT(struct options, serial),
          "the certificate, as `cashew ca list` shows it", .required = true },
        { "reason", "REASON", OPTION_WORD_TEXT(struct options, reason), "why",
          .words = &crl_reason_words },
        { 0 },
};

/* Records have capital letters. */
static void copy_serial(const char *text, char out[SERIAL_DIGITS + 1])
{
        size_t length = 0;

        for (; text[length] && length < SERIAL_DIGITS; length++)
                out[length] = (char)toupper((unsigned char)text[length]);
        out[length] = '\0';
}

static int revoke(void *arguments)
{
        const struct options *options = arguments;
        char serial[SERIAL_DIGITS + 1];
        sqlite3 *records;
        int count;

        copy_serial(options->serial, serial);
        records = records_open(ca_directory(options->directory));
        if (!records)
                return 1;
        count = records_revoke(records, serial, options->reason);
        sqlite3_close(records);
        if (count == 0)
                return command_error("ca", "no valid certificate has the serial %s", serial);
        return count < 0 ? 1 : 0;
}

const struct command ca_revoke = {
        .name = "revoke",
        .summary = "a certificate is no longer good",
        .description = "Marks a certificate as revoked; `cashew ca crl` tells the world.",
        .run = revoke,
        COMMAND_OPTIONS(known, struct options, .reason = "unspecified"),
};
