/*
 * tools/ca/authority/gce.c - see gce.h. The structure and its nested one are ASN.1 templates; their
 * members stand in the order of the encoding.
 */
#include "tools/ca/authority/gce.h"

#include <openssl/asn1t.h>
#include <stdbool.h>
#include <stdio.h>

#include "tools/x509/make.h"

#define OID_GCE_INSTANCE "1.3.6.1.4.1.11129.2.1.21"
#define DER_TRUE         0xff /* OpenSSL writes the number as it stands */

typedef struct {
        ASN1_INTEGER *security_version;
        ASN1_BOOLEAN production;
        ASN1_BOOLEAN unknown_2;
        ASN1_BOOLEAN unknown_3;
        ASN1_BOOLEAN unknown_4;
        ASN1_BOOLEAN unknown_5;
} GCE_SECURITY;

ASN1_SEQUENCE(GCE_SECURITY) = {
        ASN1_EXP(GCE_SECURITY, security_version, ASN1_INTEGER, 0),
        ASN1_EXP(GCE_SECURITY, production, ASN1_BOOLEAN, 1),
        ASN1_EXP(GCE_SECURITY, unknown_2, ASN1_BOOLEAN, 2),
        ASN1_EXP(GCE_SECURITY, unknown_3, ASN1_BOOLEAN, 3),
        ASN1_EXP(GCE_SECURITY, unknown_4, ASN1_BOOLEAN, 4),
        ASN1_EXP(GCE_SECURITY, unknown_5, ASN1_BOOLEAN, 5),
} static_ASN1_SEQUENCE_END(GCE_SECURITY)

typedef struct {
        ASN1_UTF8STRING *zone;
        ASN1_INTEGER *project_number;
        ASN1_UTF8STRING *project_id;
        ASN1_INTEGER *instance_id;
        ASN1_UTF8STRING *instance_name;
        GCE_SECURITY *security;
} GCE_INSTANCE;

ASN1_SEQUENCE(GCE_INSTANCE) = {
        ASN1_SIMPLE(GCE_INSTANCE, zone, ASN1_UTF8STRING),
        ASN1_SIMPLE(GCE_INSTANCE, project_number, ASN1_INTEGER),
        ASN1_SIMPLE(GCE_INSTANCE, project_id, ASN1_UTF8STRING),
        ASN1_SIMPLE(GCE_INSTANCE, instance_id, ASN1_INTEGER),
        ASN1_SIMPLE(GCE_INSTANCE, instance_name, ASN1_UTF8STRING),
        ASN1_EXP(GCE_INSTANCE, security, GCE_SECURITY, 0),
} static_ASN1_SEQUENCE_END(GCE_INSTANCE)

/*
 * The unknown flags are written although they are FALSE: a published certificate has all of them.
 */
static bool fill(GCE_INSTANCE *out, const struct gce_instance *instance)
{
        out->security->production = instance->production ? DER_TRUE : 0;
        out->security->unknown_2 = 0;
        out->security->unknown_3 = 0;
        out->security->unknown_4 = 0;
        out->security->unknown_5 = 0;
        return ASN1_STRING_set(out->zone, instance->zone, -1) &&
               ASN1_INTEGER_set_uint64(out->project_number, instance->project_number) &&
               ASN1_STRING_set(out->project_id, instance->project_id, -1) &&
               ASN1_INTEGER_set_uint64(out->instance_id, instance->instance_id) &&
               ASN1_STRING_set(out->instance_name, instance->instance_name, -1) &&
               ASN1_INTEGER_set_uint64(out->security->security_version, instance->security_version);
}

static int encode(const struct gce_instance *instance, unsigned char **der)
{
        GCE_INSTANCE *structure = (GCE_INSTANCE *)ASN1_item_new(ASN1_ITEM_rptr(GCE_INSTANCE));
        int size = -1;

        if (structure && fill(structure, instance))
                size = ASN1_item_i2d((ASN1_VALUE *)structure, der, ASN1_ITEM_rptr(GCE_INSTANCE));
        ASN1_item_free((ASN1_VALUE *)structure, ASN1_ITEM_rptr(GCE_INSTANCE));
        return size;
}

int gce_add_extension(X509 *certificate, const struct gce_instance *instance)
{
        unsigned char *der = NULL;
        int size = encode(instance, &der);
        bool added = size > 0 && x509_add_bytes(certificate, OID_GCE_INSTANCE, der, (size_t)size);

        OPENSSL_free(der);
        return added ? 0 : -1;
}

static bool add(X509_NAME *name, const char *field, const char *text)
{
        return x509_add_name(name, field, MBSTRING_UTF8, text);
}

/* In the order of a published certificate. */
int gce_add_subject(X509 *certificate, const struct gce_instance *instance)
{
        X509_NAME *name = X509_get_subject_name(certificate);
        char id[24];

        snprintf(id, sizeof(id), "%llu", (unsigned long long)instance->instance_id);
        return add(name, "L", instance->zone) && add(name, "O", "Google Compute Engine") &&
                               add(name, "OU", instance->project_id) && add(name, "CN", id)
                       ? 0
                       : -1;
}
