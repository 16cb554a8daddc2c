/*
 * tools/ca/records.h - what was issued, in SQLite.
 *
 *   CREATE TABLE issued (
 *       serial      TEXT PRIMARY KEY,  -- hexadecimal, as openssl x509 -serial prints it
 *       issued_at   TEXT NOT NULL,     -- UTC, 2026-11-22T21:40:00Z
 *       purpose     TEXT NOT NULL,     -- endorsement
 *       nv_index    INTEGER NOT NULL,  -- where the TPM keeps it
 *       key_sha256  TEXT NOT NULL,     -- of the key's TPMT_PUBLIC, hexadecimal
 *       tpm         TEXT NOT NULL,     -- manufacturer, model, firmware as in the certificate
 *       certificate BLOB NOT NULL)     -- DER
 *
 * A certificate is given away only after it has been recorded.
 */
#ifndef TOOLS_CA_RECORDS_H
#define TOOLS_CA_RECORDS_H

#include "lib/wire/manufacture.h"

#include <sqlite3.h>

struct record {
        const char *serial;
        const char *purpose;
        uint32_t nv_index;
        const char *key_sha256;
        const char *tpm;
        struct wire_blob certificate;
};

/* A record that is read. The pointers are valid during the call. */
struct recorded {
        struct record record;
        const char *issued_at;
};
typedef void (*records_visit)(void *context, const struct recorded *found);

/*
 * Opens, and makes if it is not there, the database of the CA in @directory. NULL with a line on
 * stderr.
 */
sqlite3 *records_open(const char *directory);

/* Several records belong together: all or none. Each returns 0, or -1 with a line on stderr. */
__attribute__((warn_unused_result)) int records_begin(sqlite3 *records);
__attribute__((warn_unused_result)) int records_add(sqlite3 *records, const struct record *record);
__attribute__((warn_unused_result)) int records_commit(sqlite3 *records);
void records_roll_back(sqlite3 *records);

/*
 * Calls @visit for each record, oldest first; with a @serial for that one only. Returns how many,
 * or -1.
 */
__attribute__((warn_unused_result)) int records_list(sqlite3 *records, const char *serial,
                                                     records_visit visit, void *context);

#endif
