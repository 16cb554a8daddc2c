/* tools/evidence/certificates_given.c - see certificates.h: certificates in whatever form people have them. */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tools/evidence/certificates.h"
#include "tools/evidence/text_form.h"

static const char *take(const void *data, size_t size, struct amd_certificates *out)
{
        struct amd_certificates from_table;
        const char *problem = certificates_from_table(data, size, &from_table);

        if (!problem && (from_table.vcek || from_table.vlek)) {
                certificates_add_intermediates(out, &from_table);
                certificates_free(out);
                *out = from_table;
                return NULL;
        }
        certificates_free(&from_table);
        return certificates_from_file(data, size, out);
}

/* What is PEM is not decoded as a text of digits. */
const char *certificates_from_any(const void *data, size_t size, struct amd_certificates *out)
{
        uint8_t decoded[TEXT_FORM_MAX];
        size_t decoded_size;

        if (size == 0)
                return NULL;
        if (text_form_is_text(data, size) && !text_form_decode(data, size, decoded, &decoded_size))
                return take(decoded, decoded_size, out);
        return take(data, size, out);
}

X509 *certificate_read_first(const void *data, size_t size)
{
        const unsigned char *next = data;
        X509 *certificate = size > INT32_MAX ? NULL : d2i_X509(NULL, &next, (long)size);
        STACK_OF(X509) * list;

        if (!certificate) {
                list = certificates_read(data, size);
                certificate = list ? sk_X509_shift(list) : NULL;
                sk_X509_pop_free(list, X509_free);
        }
        ERR_clear_error();
        return certificate;
}

static bool add_other(X509 *certificate, STACK_OF(X509) * others)
{
        if (X509_up_ref(certificate) != 1)
                return false;
        if (sk_X509_push(others, certificate) > 0)
                return true;
        X509_free(certificate);
        return false;
}

const char *certificates_trust(const void *data, size_t size, X509_STORE *store,
                               STACK_OF(X509) * others, size_t *count)
{
        STACK_OF(X509) *list = certificates_read(data, size);
        bool good = true;

        if (!list)
                return "expected certificates in PEM or DER";
        for (int i = 0; good && i < sk_X509_num(list); i++) {
                X509 *certificate = sk_X509_value(list, i);

                if (X509_check_issued(certificate, certificate) == X509_V_OK) {
                        good = X509_STORE_add_cert(store, certificate) == 1;
                        *count += good;
                } else if (others) {
                        good = add_other(certificate, others);
                }
        }
        sk_X509_pop_free(list, X509_free);
        ERR_clear_error();
        return good ? NULL : "OpenSSL has no memory";
}
