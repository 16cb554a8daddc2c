/*
 * tools/ca/authority/records.h - what was issued, in SQLite.
 *
 *   CREATE TABLE issued (
 *       serial      TEXT PRIMARY KEY,  -- hexadecimal, as openssl x509 -serial prints it
 *       issued_at   TEXT NOT NULL,     -- UTC, 2026-11-22T21:40:00Z
 *       purpose     TEXT NOT NULL,     -- endorsement, attestation ...; intermediate: what the root has signed
 *       nv_index    INTEGER NOT NULL,  -- where the TPM keeps it
 *       key_sha256  TEXT NOT NULL,     -- of the key's TPMT_PUBLIC, hexadecimal
 *       tpm         TEXT NOT NULL,     -- manufacturer, model, firmware as in the certificate
 *       certificate BLOB NOT NULL,     -- DER
 *       profile     TEXT NOT NULL,     -- name of the profile that made the TPM
 *       measurement TEXT NOT NULL,     -- launch digest in the report, hexadecimal; '': no report
 *       chip_id     TEXT NOT NULL,     -- CHIP_ID in the report
 *       revoked_at  TEXT,              -- NULL: it is valid
 *       reason      TEXT)              -- of the revocation, as RFC 5280 calls it
 *
 *   CREATE TABLE crl_numbers (
 *       issuer TEXT PRIMARY KEY,       -- subjectKeyIdentifier, hexadecimal; '': where all begin
 *       number INTEGER NOT NULL)       -- of its last list
 *
 * user_version 0 is a database of before the last five columns, 1 of before the second table; it is
 * brought up to 2 when it is opened. A certificate is given away only after it has been recorded.
 */
#ifndef TOOLS_CA_AUTHORITY_RECORDS_H
#define TOOLS_CA_AUTHORITY_RECORDS_H

#include "lib/wire/manufacture.h"

#include <sqlite3.h>

struct record {
        const char *serial;
        const char *purpose;
        uint32_t nv_index;
        const char *key_sha256;
        const char *tpm;
        struct wire_blob certificate;
        const char *profile;
        const char *measurement; /* these two empty: no report */
        const char *chip_id;
        const char *issued_at; /* to be added: NULL is now */
};

/* A record that is read. The pointers are valid during the call. */
struct recorded {
        struct record record;
        const char *revoked_at; /* NULL: it is valid */
        const char *reason;     /* with revoked_at */
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

/* purpose of what the root has signed. */
#define RECORDS_INTERMEDIATE "intermediate"

/*
 * Calls @visit for each certificate of a TPM's keys, oldest first; with a @serial for that one only,
 * whatever it is. Returns how many, or -1.
 */
__attribute__((warn_unused_result)) int records_list(sqlite3 *records, const char *serial,
                                                     records_visit visit, void *context);

/* The same for each intermediate. */
__attribute__((warn_unused_result)) int
records_list_intermediates(sqlite3 *records, records_visit visit, void *context);

/*
 * The number of the next list of revoked certificates of @issuer, one more than that of its last; it is kept with the
 * transaction. -1 with a line on stderr.
 */
__attribute__((warn_unused_result)) int
records_next_crl_number(sqlite3 *records, const char *issuer, uint64_t *number);

/*
 * Marks a certificate as revoked from now on. Returns 1, 0 if there is none with that @serial that is
 * not revoked already, or -1 with a line on stderr.
 */
__attribute__((warn_unused_result)) int records_revoke(sqlite3 *records, const char *serial,
                                                       const char *reason);

#endif
