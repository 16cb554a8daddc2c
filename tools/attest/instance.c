/* tools/attest/instance.c - see instance.h. */
#include "tools/attest/instance.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <string.h>

#define INSTANCE_OID "1.3.6.1.4.1.11129.2.1.21"
#define TEXT_MAX     64

/* The text of element @index, or an empty one. */
static void take_text(const ASN1_SEQUENCE_ANY *sequence, int index, char out[TEXT_MAX])
{
        const ASN1_TYPE *element = sk_ASN1_TYPE_value(sequence, index);
        const ASN1_STRING *string;
        int length;

        out[0] = '\0';
        if (!element || ASN1_TYPE_get(element) != V_ASN1_UTF8STRING)
                return;
        string = element->value.utf8string;
        length = ASN1_STRING_length(string);
        snprintf(out, TEXT_MAX, "%.*s", length, (const char *)ASN1_STRING_get0_data(string));
        for (char *c = out; *c; c++)
                *c = *c < 0x20 || *c > 0x7e ? '?' : *c;
}

static uint64_t take_number(const ASN1_SEQUENCE_ANY *sequence, int index)
{
        const ASN1_TYPE *element = sk_ASN1_TYPE_value(sequence, index);
        uint64_t value = 0;

        if (!element || ASN1_TYPE_get(element) != V_ASN1_INTEGER ||
            ASN1_INTEGER_get_uint64(&value, element->value.integer) != 1)
                return 0;
        return value;
}

static ASN1_SEQUENCE_ANY *find_sequence(const X509 *certificate)
{
        ASN1_OBJECT *oid = OBJ_txt2obj(INSTANCE_OID, 1);
        int at = oid ? X509_get_ext_by_OBJ(certificate, oid, -1) : -1;
        const ASN1_OCTET_STRING *value;
        const unsigned char *next;

        ASN1_OBJECT_free(oid);
        if (at < 0)
                return NULL;
        value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
        next = ASN1_STRING_get0_data(value);
        return d2i_ASN1_SEQUENCE_ANY(NULL, &next, ASN1_STRING_length(value));
}

bool instance_text(const X509 *certificate, char *out, size_t size)
{
        ASN1_SEQUENCE_ANY *sequence = find_sequence(certificate);
        char zone[TEXT_MAX];
        char project[TEXT_MAX];
        char name[TEXT_MAX];
        bool good = sequence && sk_ASN1_TYPE_num(sequence) >= 5;

        if (good) {
                take_text(sequence, 0, zone);
                take_text(sequence, 2, project);
                take_text(sequence, 4, name);
                snprintf(out, size, "%s (%llu) of %s (%llu) in %s", name,
                         (unsigned long long)take_number(sequence, 3), project,
                         (unsigned long long)take_number(sequence, 1), zone);
        }
        sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
        ERR_clear_error();
        return good;
}
