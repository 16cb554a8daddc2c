/* tools/ca/authority/crl.c - see crl.h. */
#include "tools/ca/authority/crl.h"

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/x509/error.h"

#define DAY_SECONDS 86400L

/* A list in the making. */
struct making {
        X509_CRL *crl;
        X509 *issuer;
        bool failed;
};

static const struct word reasons[] = {
        { "unspecified", CRL_REASON_UNSPECIFIED },
        { "keyCompromise", CRL_REASON_KEY_COMPROMISE },
        { "affiliationChanged", CRL_REASON_AFFILIATION_CHANGED },
        { "superseded", CRL_REASON_SUPERSEDED },
        { "cessationOfOperation", CRL_REASON_CESSATION_OF_OPERATION },
        { "privilegeWithdrawn", CRL_REASON_PRIVILEGE_WITHDRAWN },
};
const struct words crl_reason_words = WORDS(reasons);

/* RFC 5280, section 5.3.1: no extension rather than "unspecified"; and it is not critical. */
static bool add_reason(X509_REVOKED *entry, const char *name)
{
        ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
        uint32_t code = 0;
        bool known = word_find(crl_reason_words, name, &code);
        bool added = known && code == CRL_REASON_UNSPECIFIED;

        if (!added && known && reason && ASN1_ENUMERATED_set(reason, code))
                added = X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0) == 1;
        ASN1_ENUMERATED_free(reason);
        return added;
}

/* Serial numbers are kept as text: SQLite has no integers of 20 bytes. */
static bool set_serial(X509_REVOKED *entry, const char *hex)
{
        BIGNUM *number = NULL;
        ASN1_INTEGER *serial = BN_hex2bn(&number, hex) ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
        bool set = serial && X509_REVOKED_set_serialNumber(entry, serial) == 1;

        ASN1_INTEGER_free(serial);
        BN_free(number);
        return set;
}

/* "2026-11-22T21:40:00Z", as records.c writes it. */
static bool set_date(X509_REVOKED *entry, const char *text)
{
        char compact[16];
        ASN1_TIME *date = ASN1_TIME_new();
        bool set;

        snprintf(compact, sizeof(compact), "%.4s%.2s%.2s%.2s%.2s%.2sZ", text, text + 5, text + 8,
                 text + 11, text + 14, text + 17);
        set = date && ASN1_TIME_set_string_X509(date, compact) == 1 &&
              X509_REVOKED_set_revocationDate(entry, date) == 1;
        ASN1_TIME_free(date);
        return set;
}

/* A CA may have had another key before: of what that has signed this issuer cannot speak. */
static bool is_issuers(const struct making *making, const struct recorded *found)
{
        const unsigned char *der = found->record.certificate.data;
        X509 *certificate = d2i_X509(NULL, &der, (long)found->record.certificate.size);
        bool is = !certificate || X509_check_issued(making->issuer, certificate) == X509_V_OK;

        X509_free(certificate);
        return is;
}

/*
 * For records_list(): certificates that are good are not on the list. One that cannot be put on it
 * spoils the whole list, for a list with a gap would be believed.
 */
static void add_entry(void *context, const struct recorded *found)
{
        struct making *making = context;
        X509_REVOKED *entry;

        if (!found->revoked_at || making->failed || !is_issuers(making, found))
                return;
        entry = X509_REVOKED_new();
        making->failed = !entry || strlen(found->revoked_at) != 20 ||
                         !set_serial(entry, found->record.serial) ||
                         !set_date(entry, found->revoked_at) || !add_reason(entry, found->reason) ||
                         X509_CRL_add0_revoked(making->crl, entry) != 1;
        if (making->failed)
                X509_REVOKED_free(entry);
}

/* Who signs, as crl_numbers has it. */
static bool name_issuer(X509 *issuer, char out[64])
{
        const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(issuer);
        int size = id ? ASN1_STRING_length(id) : 0;

        for (int i = 0; i < size && i < 31; i++)
                snprintf(out + 2 * (size_t)i, 3, "%02X", ASN1_STRING_get0_data(id)[i]);
        return size > 0 && size <= 31;
}

/* The number must grow with every list and is not critical (RFC 5280, section 5.2.3). */
static bool add_extensions(X509_CRL *crl, const struct issuer *issuer, uint64_t count)
{
        ASN1_INTEGER *number = ASN1_INTEGER_new();
        X509V3_CTX context;
        X509_EXTENSION *authority;
        bool added;

        X509V3_set_ctx(&context, issuer->certificate, NULL, NULL, crl, 0);
        authority =
                X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
        added = authority && X509_CRL_add_ext(crl, authority, -1) == 1 && number &&
                ASN1_INTEGER_set_uint64(number, count) &&
                X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1;
        X509_EXTENSION_free(authority);
        ASN1_INTEGER_free(number);
        return added;
}

/* nextUpdate is a promise: verifiers refuse a list that is older. Nobody signs another one after the issuer's end. */
static bool set_times(X509_CRL *crl, const struct issuer *issuer, int days)
{
        const ASN1_TIME *end = X509_get0_notAfter(issuer->certificate);
        ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
        ASN1_TIME *next = X509_gmtime_adj(NULL, days * DAY_SECONDS);
        bool set =
                now && next && X509_CRL_set1_lastUpdate(crl, now) == 1 &&
                X509_CRL_set1_nextUpdate(crl, ASN1_TIME_compare(next, end) < 0 ? next : end) == 1;

        ASN1_TIME_free(now);
        ASN1_TIME_free(next);
        return set;
}

/* Intermediates are the root's; keys of TPMs the intermediate's. Whose of them is not @issuer's is left out by add_entry(). */
static bool add_entries(sqlite3 *records, struct making *making)
{
        return records_list(records, NULL, add_entry, making) >= 0 &&
               records_list_intermediates(records, add_entry, making) >= 0 && !making->failed;
}

X509_CRL *crl_make(sqlite3 *records, const struct issuer *issuer, int days)
{
        struct making making = { .crl = X509_CRL_new(), .issuer = issuer->certificate };
        const char *problem = certificate_time_problem(issuer->certificate);
        char name[64];
        uint64_t number = 0;

        if (problem)
                command_error("ca", "%s", problem);
        else if (making.crl && X509_CRL_set_version(making.crl, X509_CRL_VERSION_2) == 1 &&
                 X509_CRL_set_issuer_name(making.crl, X509_get_subject_name(issuer->certificate)) ==
                         1 &&
                 set_times(making.crl, issuer, days) && add_entries(records, &making) &&
                 name_issuer(issuer->certificate, name) &&
                 records_next_crl_number(records, name, &number) == 0 &&
                 add_extensions(making.crl, issuer, number) && X509_CRL_sort(making.crl) &&
                 X509_CRL_sign(making.crl, issuer->key, certificate_digest(issuer->key)) > 0)
                return making.crl;
        else
                x509_error("ca", "the list cannot be made");
        X509_CRL_free(making.crl);
        return NULL;
}
