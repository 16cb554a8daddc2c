/* tests/unit/ca/test_records.c - records: of older CAs too; revocation, and OpenSSL believes the list. */
#include "tests/unit/ca/machine.h"

#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/ca/authority/crl.h"
#include "tools/ca/authority/serial.h"

static const char old_database[] =
        "CREATE TABLE issued (serial TEXT PRIMARY KEY, issued_at TEXT NOT NULL,"
        "purpose TEXT NOT NULL, nv_index INTEGER NOT NULL, key_sha256 TEXT NOT NULL,"
        "tpm TEXT NOT NULL, certificate BLOB NOT NULL);"
        "INSERT INTO issued VALUES ('4A01', '2026-11-22T21:40:00Z', 'endorsement', 29360130, 'AA',"
        " 'id:49424D00 SW id:1', x'3000')";

static int visited;

static void check_old(void *context, const struct recorded *found)
{
        (void)context;
        visited++;
        assert_string_equal(found->record.serial, "4A01");
        assert_string_equal(found->record.profile, "");
        assert_string_equal(found->record.measurement, "");
        assert_int_equal(found->record.certificate.size, 2);
        assert_null(found->revoked_at);
}

static void check_revoked(void *context, const struct recorded *found)
{
        (void)context;
        visited++;
        assert_int_equal(strlen(found->revoked_at), 20);
        assert_string_equal(found->reason, "keyCompromise");
}

static sqlite3 *open_with(const struct machine *machine, const char *statements)
{
        char path[96];
        sqlite3 *database;

        snprintf(path, sizeof(path), "%s/old", machine->directory);
        (void)mkdir(path, 0700);
        snprintf(path, sizeof(path), "%s/old/issued.db", machine->directory);
        unlink(path);
        assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
        assert_int_equal(sqlite3_exec(database, statements, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(database);
        snprintf(path, sizeof(path), "%s/old", machine->directory);
        return records_open(path);
}

static void records_of_an_older_ca_stay(void **state)
{
        sqlite3 *records = open_with(*state, old_database);

        assert_non_null(records);
        visited = 0;
        assert_int_equal(records_list(records, NULL, check_old, NULL), 1);
        assert_int_equal(visited, 1);
        sqlite3_close(records);
}

static void records_of_a_later_ca_are_left_alone(void **state)
{
        assert_null(open_with(*state, "PRAGMA user_version = 3"));
}

static void a_certificate_is_revoked_once(void **state)
{
        sqlite3 *records = open_with(*state, old_database);

        assert_int_equal(records_revoke(records, "4A02", "keyCompromise"), 0);
        assert_int_equal(records_revoke(records, "4A01", "keyCompromise"), 1);
        assert_int_equal(records_revoke(records, "4A01", "superseded"), 0);
        visited = 0;
        assert_int_equal(records_list(records, "4A01", check_revoked, NULL), 1);
        assert_int_equal(visited, 1);
        sqlite3_close(records);
}

/* OpenSSL's verdict with crl_check: X509_V_OK, or why not. */
static int verify(const struct machine *machine, X509 *certificate, X509_CRL *crl)
{
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        STACK_OF(X509) *between = sk_X509_new_null();
        int error;

        sk_X509_push(between, machine->issuer.certificate);
        X509_STORE_add_cert(store, machine->issuer.root);
        X509_STORE_add_crl(store, crl);
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_X509_STRICT);
        assert_int_equal(X509_STORE_CTX_init(context, store, certificate, between), 1);
        error = X509_verify_cert(context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context);
        X509_STORE_CTX_free(context);
        X509_STORE_free(store);
        sk_X509_free(between);
        return error;
}

static void openssl_believes_the_list(void **state)
{
        struct machine *machine = *state;
        struct answer answer = machine_ask(machine);
        X509 *first = machine_certificate(&answer, 0);
        X509 *second = machine_certificate(&answer, 1);
        BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(first), NULL);
        char *serial = BN_bn2hex(number);
        X509_CRL *crl = crl_make(machine->ca.records, &machine->issuer, 7);
        X509_REVOKED *entry;
        int critical;
        ASN1_ENUMERATED *reason;

        assert_int_equal(verify(machine, first, crl), X509_V_OK);
        X509_CRL_free(crl);
        assert_int_equal(records_revoke(machine->ca.records, serial, "keyCompromise"), 1);
        crl = crl_make(machine->ca.records, &machine->issuer, 7);
        assert_int_equal(verify(machine, first, crl), X509_V_ERR_CERT_REVOKED);
        assert_int_equal(verify(machine, second, crl), X509_V_OK);
        assert_int_equal(X509_CRL_get0_by_cert(crl, &entry, first), 1);
        reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, NULL);
        assert_int_equal(ASN1_ENUMERATED_get(reason), CRL_REASON_KEY_COMPROMISE);
        ASN1_ENUMERATED_free(reason);
        X509_CRL_free(crl);
        OPENSSL_free(serial);
        BN_free(number);
        X509_free(first);
        X509_free(second);
        answer_free(&answer);
}

static uint64_t number_of(X509_CRL *crl)
{
        ASN1_INTEGER *number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
        uint64_t value = 0;

        assert_int_equal(ASN1_INTEGER_get_uint64(&value, number), 1);
        ASN1_INTEGER_free(number);
        X509_CRL_free(crl);
        return value;
}

/* Also when what was made is not wanted after all. */
static void numbers_of_lists_grow_by_one(void **state)
{
        struct machine *machine = *state;
        sqlite3 *records = machine->ca.records;
        uint64_t first = number_of(crl_make(records, &machine->issuer, 7));

        assert_int_equal(records_begin(records), 0);
        assert_int_equal(number_of(crl_make(records, &machine->issuer, 7)), first + 1);
        records_roll_back(records);
        assert_int_equal(number_of(crl_make(records, &machine->issuer, 7)), first + 1);
}

/* Before version 2 the time was the number. */
static void numbers_of_an_older_ca_do_not_become_smaller(void **state)
{
        sqlite3 *records = open_with(*state, old_database);
        uint64_t number = 0;

        assert_int_equal(sqlite3_exec(records, "DROP TABLE crl_numbers; PRAGMA user_version = 1",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        sqlite3_close(records);
        {
                char directory[96];

                snprintf(directory, sizeof(directory), "%s/old",
                         ((struct machine *)*state)->directory);
                records = records_open(directory);
        }
        assert_int_equal(records_next_crl_number(records, "AA", &number), 0);
        assert_true(number > UINT64_C(1700000000));
        sqlite3_close(records);
}

static void assert_readings(const char *text, const char *first, const char *second)
{
        struct serial serial = serial_read(text);

        assert_int_equal(serial.count, (first != NULL) + (second != NULL));
        if (first)
                assert_string_equal(serial.readings[0], first);
        if (second)
                assert_string_equal(serial.readings[1], second);
}

static void serial_numbers_in_any_notation(void **state)
{
        (void)state;
        assert_readings("4a:01:ff", "4A01FF", NULL);
        assert_readings("0x4A01ff", "4A01FF", NULL);
        assert_readings("serial=4A01FF\n", "4A01FF", NULL);
        assert_readings("00 4a 01 ff", "4A01FF", NULL);
        assert_readings("4850175", "04850175", "4A01FF");
        assert_readings("", NULL, NULL);
        assert_readings("0x", NULL, NULL);
        assert_readings("-5", NULL, NULL);
        assert_readings("000", NULL, NULL);
        /* 21 bytes */
        assert_readings("41:23456789abcdef0123456789abcdef0123456789", NULL, NULL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(records_of_an_older_ca_stay, machine_reset),
                cmocka_unit_test_setup(records_of_a_later_ca_are_left_alone, machine_reset),
                cmocka_unit_test_setup(a_certificate_is_revoked_once, machine_reset),
                cmocka_unit_test_setup(openssl_believes_the_list, machine_reset),
                cmocka_unit_test_setup(numbers_of_lists_grow_by_one, machine_reset),
                cmocka_unit_test_setup(numbers_of_an_older_ca_do_not_become_smaller, machine_reset),
                cmocka_unit_test(serial_numbers_in_any_notation),
        };

        return cmocka_run_group_tests(tests, machine_make, machine_free);
}
