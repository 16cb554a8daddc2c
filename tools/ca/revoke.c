/* tools/ca/revoke.c - `cashew ca revoke`: a certificate is no longer good. */
#include "tools/ca/command.h"
#include "tools/ca/authority/crl.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/authority/issuer.h"
#include "tools/ca/authority/records.h"
#include "tools/ca/authority/serial.h"
#include "tools/common/command.h"
#include "tools/ca/authority/name.h"

#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
        const char *directory;
        const char *serial;
        const char *reason;
};

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "serial", "SERIAL", OPTION_TEXT(struct options, serial),
          "the certificate: hexadecimal, with colons or 0x or without, or decimal",
          .required = true },
        { "reason", "REASON", OPTION_WORD_TEXT(struct options, reason), "why",
          .words = &crl_reason_words },
        { 0 },
};

/* What is on record of a certificate. */
struct state {
        bool intermediate;
        char revoked[64]; /* when and why; empty: it is good */
};

static void take_state(void *context, const struct recorded *found)
{
        struct state *state = context;

        state->intermediate = strcmp(found->record.purpose, RECORDS_INTERMEDIATE) == 0;
        if (found->revoked_at)
                snprintf(state->revoked, sizeof(state->revoked), "%s (%s)", found->revoked_at,
                         found->reason);
}

/* Nobody signs a list with the root on it but the root itself: whom it is revoked to must hear it otherwise. */
static bool is_root(const char *directory, const char *serial)
{
        X509 *root = issuer_load_certificate(directory, "root.pem");
        char *own = root ? intermediate_serial(root) : NULL;
        bool is = own && strcmp(own, serial) == 0;

        OPENSSL_free(own);
        X509_free(root);
        return is;
}

/* 1: done; 0: there is no such certificate; -1 with a line on stderr. */
static int revoke_one(const struct options *options, sqlite3 *records, const char *serial)
{
        struct state state = { 0 };
        int count = records_list(records, serial, take_state, &state);

        if (count <= 0)
                return count;
        if (state.revoked[0])
                return -command_error(
                        "ca", "no valid certificate has the serial %s: it was revoked at %s",
                        serial, state.revoked);
        count = records_revoke(records, serial, options->reason);
        if (count == 1 && state.intermediate)
                printf("an intermediate: `cashew ca crl --root` tells the world, `cashew ca renew` "
                       "makes another\n");
        return count;
}

/* Digits may be hexadecimal or decimal; only one of them is on record. */
static int revoke_any(const struct options *options, sqlite3 *records, const struct serial *serial)
{
        int count = 0;

        for (unsigned int i = 0; i < serial->count && count == 0; i++) {
                if (is_root(options->directory, serial->readings[i]))
                        return -command_error("ca",
                                              "%s is the root: verifiers must be told not to "
                                              "trust it any more",
                                              serial->readings[i]);
                count = revoke_one(options, records, serial->readings[i]);
        }
        if (count == 0)
                return -command_error("ca", "no valid certificate has the serial %s",
                                      options->serial);
        return count < 0 ? -1 : 0;
}

static int revoke(void *arguments)
{
        struct options *options = arguments;
        struct serial serial = serial_read(options->serial);
        sqlite3 *records;
        int result;

        if (serial.count == 0)
                return command_error("ca",
                                     "%s: not a serial number: hexadecimal or decimal digits "
                                     "are, of at most 20 bytes",
                                     options->serial);
        options->directory = ca_directory(options->directory);
        records = records_open(options->directory);
        if (!records)
                return 1;
        result = intermediate_record_own(records, options->directory) ||
                 revoke_any(options, records, &serial);
        sqlite3_close(records);
        return result ? 1 : 0;
}

const struct command ca_revoke = {
        .name = "revoke",
        .summary = "a certificate is no longer good",
        .description = "Marks a certificate as revoked; `cashew ca crl` tells the world.",
        .run = revoke,
        COMMAND_OPTIONS(known, struct options, .reason = "unspecified"),
};
