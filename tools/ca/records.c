/* tools/ca/records.c - see records.h. */
#include "tools/ca/records.h"
#include "tools/ca/name.h"
#include "tools/command.h"

#include <stdbool.h>

#define BUSY_MILLISECONDS 2000 /* another process may be reading */

static const char schema[] = "CREATE TABLE IF NOT EXISTS issued ("
                             "serial TEXT PRIMARY KEY, issued_at TEXT NOT NULL,"
                             "purpose TEXT NOT NULL, nv_index INTEGER NOT NULL,"
                             "key_sha256 TEXT NOT NULL, tpm TEXT NOT NULL,"
                             "certificate BLOB NOT NULL)";

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

sqlite3 *records_open(const char *directory)
{
        char path[CA_PATH_MAX];
        sqlite3 *records = NULL;

        if (sqlite3_open(ca_path(path, directory, "issued.db"), &records) != SQLITE_OK) {
                failed(records);
                sqlite3_close(records);
                return NULL;
        }
        sqlite3_busy_timeout(records, BUSY_MILLISECONDS);
        if (run(records, schema)) {
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
}

int records_add(sqlite3 *records, const struct record *record)
{
        static const char insert[] =
                "INSERT INTO issued VALUES (?1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),"
                " ?2, ?3, ?4, ?5, ?6)";
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
                .issued_at = column_text(statement, 1),
                .record = {
                        .serial = column_text(statement, 0),
                        .purpose = column_text(statement, 2),
                        .nv_index = (uint32_t)sqlite3_column_int64(statement, 3),
                        .key_sha256 = column_text(statement, 4),
                        .tpm = column_text(statement, 5),
                        .certificate = { sqlite3_column_blob(statement, 6),
                                         (size_t)sqlite3_column_bytes(statement, 6) },
                },
        };

        visit(context, &found);
}

int records_list(sqlite3 *records, const char *serial, records_visit visit, void *context)
{
        static const char select[] = "SELECT * FROM issued WHERE ?1 IS NULL OR serial = ?1"
                                     " ORDER BY rowid";
        sqlite3_stmt *statement;
        int result;
        int count = 0;

        if (sqlite3_prepare_v2(records, select, -1, &statement, NULL) != SQLITE_OK)
                return failed(records);
        if (serial)
                bind_text(statement, 1, serial);
        while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
                visit_row(statement, visit, context);
                count++;
        }
        sqlite3_finalize(statement);
        return result == SQLITE_DONE ? count : failed(records);
}
