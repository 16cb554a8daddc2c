/* tools/ca/authority/records.c - see records.h. */
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/common/path.h"

#include <stdbool.h>

#define BUSY_MILLISECONDS 2000 /* another process may be reading */

static const char schema[] = "CREATE TABLE IF NOT EXISTS issued ("
                             "serial TEXT PRIMARY KEY, issued_at TEXT NOT NULL,"
                             "purpose TEXT NOT NULL, nv_index INTEGER NOT NULL,"
                             "key_sha256 TEXT NOT NULL, tpm TEXT NOT NULL,"
                             "certificate BLOB NOT NULL)";

/* Version 1; what was issued before has no report. */
static const char migration[] =
        "BEGIN IMMEDIATE;"
        "ALTER TABLE issued ADD COLUMN profile TEXT NOT NULL DEFAULT '';"
        "ALTER TABLE issued ADD COLUMN measurement TEXT NOT NULL DEFAULT '';"
        "ALTER TABLE issued ADD COLUMN chip_id TEXT NOT NULL DEFAULT '';"
        "ALTER TABLE issued ADD COLUMN revoked_at TEXT;"
        "ALTER TABLE issued ADD COLUMN reason TEXT;"
        "PRAGMA user_version = 1;"
        "COMMIT";

/* Version 2. A new CA's lists are numbered from 1. */
#define NUMBERS "CREATE TABLE crl_numbers (issuer TEXT PRIMARY KEY, number INTEGER NOT NULL);"
static const char numbers[] = "BEGIN IMMEDIATE;" NUMBERS "PRAGMA user_version = 2;"
                              "COMMIT";

/* Before, lists had the time as their number, which must not become smaller (RFC 5280, section 5.2.3). */
static const char numbers_from_time[] =
        "BEGIN IMMEDIATE;" NUMBERS "INSERT INTO crl_numbers VALUES ('', strftime('%s', 'now'));"
        "PRAGMA user_version = 2;"
        "COMMIT";
#define VERSION 2

static int failed(sqlite3 *records)
{
        command_error("ca", "issued.db: %s", sqlite3_errmsg(records));
        return -1;
}

static int run(sqlite3 *records, const char *statement)
{
        return sqlite3_exec(records, statement, NULL, NULL, NULL) == SQLITE_OK ? 0
                                                                               : failed(records);
}

/* PRAGMA user_version, or -1 after a line on stderr. */
static int read_version(sqlite3 *records)
{
        sqlite3_stmt *statement;
        int version = -1;

        if (sqlite3_prepare_v2(records, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        if (sqlite3_step(statement) == SQLITE_ROW)
                version = sqlite3_column_int(statement, 0);
        else
                failed(records);
        sqlite3_finalize(statement);
        return version;
}

/* Brings an older database up to date; one of a later Cashew is left alone. */
static int migrate(sqlite3 *records)
{
        int version = read_version(records);

        if (version > VERSION) {
                command_error("ca", "issued.db: of a later version of Cashew");
                return -1;
        }
        if (version == VERSION)
                return 0;
        if (version < 0 || (version == 0 && run(records, migration)) ||
            run(records, version == 0 ? numbers : numbers_from_time)) {
                records_roll_back(records);
                return -1;
        }
        return 0;
}

sqlite3 *records_open(const char *directory)
{
        char path[PATH_IN_MAX];
        sqlite3 *records = NULL;

        if (sqlite3_open(path_in(path, "ca", directory, "issued.db"), &records) != SQLITE_OK) {
                failed(records);
                sqlite3_close(records);
                return NULL;
        }
        sqlite3_busy_timeout(records, BUSY_MILLISECONDS);
        if (run(records, schema) || migrate(records)) {
                sqlite3_close(records);
                return NULL;
        }
        return records;
}

int records_begin(sqlite3 *records)
{
        return run(records, "BEGIN IMMEDIATE");
}

int records_commit(sqlite3 *records)
{
        return run(records, "COMMIT");
}

void records_roll_back(sqlite3 *records)
{
        sqlite3_exec(records, "ROLLBACK", NULL, NULL, NULL);
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
        sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
}

/* A value that cannot be bound stays NULL, which the table refuses. */
static void bind_record(sqlite3_stmt *statement, const struct record *record)
{
        bind_text(statement, 1, record->serial);
        bind_text(statement, 2, record->purpose);
        sqlite3_bind_int64(statement, 3, record->nv_index);
        bind_text(statement, 4, record->key_sha256);
        bind_text(statement, 5, record->tpm);
        sqlite3_bind_blob(statement, 6, record->certificate.data, (int)record->certificate.size,
                          SQLITE_STATIC);
        bind_text(statement, 7, record->profile);
        bind_text(statement, 8, record->measurement);
        bind_text(statement, 9, record->chip_id);
        if (record->issued_at)
                bind_text(statement, 10, record->issued_at);
}

int records_add(sqlite3 *records, const struct record *record)
{
        static const char insert[] =
                "INSERT INTO issued VALUES (?1,"
                " coalesce(?10, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, NULL)";
        sqlite3_stmt *statement;
        bool done;

        if (sqlite3_prepare_v2(records, insert, -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        bind_record(statement, record);
        done = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_finalize(statement);
        return done ? 0 : failed(records);
}

static const char *column_text(sqlite3_stmt *statement, int column)
{
        const unsigned char *text = sqlite3_column_text(statement, column);

        return text ? (const char *)text : "";
}

static void visit_row(sqlite3_stmt *statement, records_visit visit, void *context)
{
        struct recorded found = {
                .revoked_at = (const char *)sqlite3_column_text(statement, 10),
                .reason = column_text(statement, 11),
                .record = {
                        .serial = column_text(statement, 0),
                        .purpose = column_text(statement, 2),
                        .nv_index = (uint32_t)sqlite3_column_int64(statement, 3),
                        .key_sha256 = column_text(statement, 4),
                        .tpm = column_text(statement, 5),
                        .certificate = { sqlite3_column_blob(statement, 6),
                                         (size_t)sqlite3_column_bytes(statement, 6) },
                        .profile = column_text(statement, 7),
                        .measurement = column_text(statement, 8),
                        .chip_id = column_text(statement, 9),
                        .issued_at = column_text(statement, 1),
                },
        };

        visit(context, &found);
}

/* All that @serial and @intermediates say. */
static int visit_all(sqlite3 *records, const char *serial, bool intermediates, records_visit visit,
                     void *context)
{
        static const char select[] =
                "SELECT * FROM issued WHERE CASE WHEN ?1 IS NULL"
                " THEN (purpose = '" RECORDS_INTERMEDIATE "') = ?2 ELSE serial = ?1 END"
                " ORDER BY rowid";
        sqlite3_stmt *statement;
        int result;
        int count = 0;

        if (sqlite3_prepare_v2(records, select, -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        if (serial)
                bind_text(statement, 1, serial);
        sqlite3_bind_int(statement, 2, intermediates);
        while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
                visit_row(statement, visit, context);
                count++;
        }
        sqlite3_finalize(statement);
        return result == SQLITE_DONE ? count : failed(records);
}

int records_list(sqlite3 *records, const char *serial, records_visit visit, void *context)
{
        return visit_all(records, serial, false, visit, context);
}

int records_list_intermediates(sqlite3 *records, records_visit visit, void *context)
{
        return visit_all(records, NULL, true, visit, context);
}

int records_next_crl_number(sqlite3 *records, const char *issuer, uint64_t *number)
{
        static const char next[] =
                "INSERT INTO crl_numbers VALUES (?1,"
                " 1 + coalesce((SELECT number FROM crl_numbers WHERE issuer = ''), 0))"
                " ON CONFLICT (issuer) DO UPDATE SET number = number + 1 RETURNING number";
        sqlite3_stmt *statement;
        bool done;

        if (sqlite3_prepare_v2(records, next, -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        bind_text(statement, 1, issuer);
        done = sqlite3_step(statement) == SQLITE_ROW;
        if (done)
                *number = (uint64_t)sqlite3_column_int64(statement, 0);
        done = done && sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_finalize(statement);
        return done ? 0 : failed(records);
}

int records_revoke(sqlite3 *records, const char *serial, const char *reason)
{
        static const char update[] =
                "UPDATE issued SET revoked_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),"
                " reason = ?2 WHERE serial = ?1 AND revoked_at IS NULL";
        sqlite3_stmt *statement;
        bool done;

        if (sqlite3_prepare_v2(records, update, -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        bind_text(statement, 1, serial);
        bind_text(statement, 2, reason);
        done = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_finalize(statement);
        return done ? sqlite3_changes(records) : failed(records);
}
