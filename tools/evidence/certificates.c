/* tools/evidence/certificates.c - see certificates.h: where certificates come from. */
#include "tools/evidence/certificates.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "lib/snp/certificate_table.h"
#include "lib/snp/report.h"

/* One certificate that fills all of @size bytes. */
static X509 *decode(const uint8_t *der, size_t size)
{
        const unsigned char *end = der;
        X509 *certificate = d2i_X509(NULL, &end, (long)size);

        ERR_clear_error();
        if (certificate && end == der + size)
                return certificate;
        X509_free(certificate);
        return NULL;
}

/* False if the table has it, but it is none. */
static bool take(const struct certificate_table *table, const uint8_t *guid, X509 **out)
{
        struct certificate found;

        if (certificate_table_find(table, guid, &found))
                return true;
        *out = decode(found.der, found.size);
        return *out != NULL;
}

const char *certificates_from_table(const void *table, size_t size, struct amd_certificates *out)
{
        static const uint8_t ask[] = SNP_GUID_ASK;
        static const uint8_t vcek[] = SNP_GUID_VCEK;
        static const uint8_t vlek[] = SNP_GUID_VLEK;
        struct certificate_table entries;
        enum certificate_table_error error = certificate_table_open(&entries, table, size);

        *out = (struct amd_certificates){ 0 };
        if (error != CERTIFICATE_TABLE_OK)
                return certificate_table_error_text(error);
        if (take(&entries, ask, &out->intermediate) && take(&entries, vcek, &out->vcek) &&
            take(&entries, vlek, &out->vlek))
                return NULL;
        certificates_free(out);
        return "one of its certificates is not DER";
}

/* What is between the certificates of a PEM file is skipped; one that cannot be read is no end. */
static STACK_OF(X509) * read_pem(const void *data, size_t size)
{
        STACK_OF(X509) *list = sk_X509_new_null();
        BIO *bio = BIO_new_mem_buf(data, (int)size);
        bool good = list && bio;
        X509 *certificate;

        ERR_clear_error();
        while (good && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
                good = sk_X509_push(list, certificate) > 0;
                if (!good)
                        X509_free(certificate);
        }
        good = good && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        BIO_free(bio);
        ERR_clear_error();
        if (good && sk_X509_num(list) > 0)
                return list;
        sk_X509_pop_free(list, X509_free);
        return NULL;
}

/* DER if all of it is one certificate, else PEM. */
STACK_OF(X509) * certificates_read(const void *data, size_t size)
{
        X509 *single = size > INT32_MAX ? NULL : decode(data, size);
        STACK_OF(X509) * list;

        if (!single)
                return size > INT32_MAX ? NULL : read_pem(data, size);
        list = sk_X509_new_null();
        if (list && sk_X509_push(list, single) > 0)
                return list;
        sk_X509_free(list);
        X509_free(single);
        return NULL;
}

const char *certificate_common_name(const X509 *certificate, char *out, size_t size)
{
        X509_NAME *name = X509_get_subject_name(certificate);
        int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
        const ASN1_STRING *text =
                at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));

        *out = '\0';
        if (!text || (size_t)ASN1_STRING_length(text) >= size)
                return out;
        memcpy(out, ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text));
        out[ASN1_STRING_length(text)] = '\0';
        for (const char *c = out; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *out = '\0';
        }
        return out;
}

/* Where a certificate belongs; NULL for an ARK. */
static X509 **place_of(const X509 *certificate, struct amd_certificates *out)
{
        char name[64];

        certificate_common_name(certificate, name, sizeof(name));
        if (strcmp(name, "SEV-VCEK") == 0)
                return &out->vcek;
        if (strcmp(name, "SEV-VLEK") == 0)
                return &out->vlek;
        return strncmp(name, "SEV-", 4) == 0 ? &out->intermediate : NULL;
}

static bool add_more(X509 *certificate, struct amd_certificates *out)
{
        if (!out->more)
                out->more = sk_X509_new_null();
        if (!out->more || !X509_up_ref(certificate))
                return false;
        if (sk_X509_push(out->more, certificate) > 0)
                return true;
        X509_free(certificate);
        return false;
}

/* NULL, or why there is no place for it. */
static const char *add(X509 *certificate, struct amd_certificates *out)
{
        X509 **place = place_of(certificate, out);

        if (!place || (*place && X509_cmp(*place, certificate) == 0))
                return NULL;
        if (!*place) {
                *place = X509_up_ref(certificate) ? certificate : NULL;
                return *place ? NULL : "OpenSSL has no memory";
        }
        if (place == &out->intermediate)
                return add_more(certificate, out) ? NULL : "OpenSSL has no memory";
        return place == &out->vcek ? "there are certificates of two VCEKs"
                                   : "there are certificates of two VLEKs";
}

const char *certificates_from_file(const void *data, size_t size, struct amd_certificates *out)
{
        STACK_OF(X509) *list = certificates_read(data, size);
        const char *problem = list ? NULL : "there is no certificate";

        for (int i = 0; list && i < sk_X509_num(list) && !problem; i++)
                problem = add(sk_X509_value(list, i), out);
        sk_X509_pop_free(list, X509_free);
        return problem;
}

/* One that cannot be added is missed when the chain is verified. */
void certificates_add_intermediates(const struct amd_certificates *from,
                                    struct amd_certificates *out)
{
        if (from->intermediate)
                (void)!add(from->intermediate, out);
        for (int i = 0; i < sk_X509_num(from->more); i++)
                (void)!add(sk_X509_value(from->more, i), out);
}

void certificates_free(struct amd_certificates *certificates)
{
        X509_free(certificates->intermediate);
        sk_X509_pop_free(certificates->more, X509_free);
        X509_free(certificates->vcek);
        X509_free(certificates->vlek);
        *certificates = (struct amd_certificates){ 0 };
}
