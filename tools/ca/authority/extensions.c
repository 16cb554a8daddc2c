/*
 * tools/ca/authority/extensions.c - see extensions.h. OpenSSL has no names for the TCG's OIDs and
 * no types for its structures: they are declared here as ASN.1 templates, from swtpm's tpm.asn.
 */
#include "tools/ca/authority/extensions.h"

#include <openssl/asn1t.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>

#include "tools/x509/make.h"

#define OID_TPM_MANUFACTURER  "2.23.133.2.1"
#define OID_TPM_MODEL         "2.23.133.2.2"
#define OID_TPM_VERSION       "2.23.133.2.3"
#define OID_TPM_SPECIFICATION "2.23.133.2.16"

#define OID_DIRECTORY_ATTRIBUTES \
        "2.5.29.9" /* subjectDirectoryAttributes (RFC 5280, section 4.2.1.8) */

/* TPMSpecification ::= SEQUENCE { family UTF8String, level INTEGER, revision INTEGER } */
typedef struct {
        ASN1_UTF8STRING *family;
        ASN1_INTEGER *level;
        ASN1_INTEGER *revision;
} TPM_SPECIFICATION;

ASN1_SEQUENCE(TPM_SPECIFICATION) = {
        ASN1_SIMPLE(TPM_SPECIFICATION, family, ASN1_UTF8STRING),
        ASN1_SIMPLE(TPM_SPECIFICATION, level, ASN1_INTEGER),
        ASN1_SIMPLE(TPM_SPECIFICATION, revision, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END(TPM_SPECIFICATION)

/* SubjectDirectoryAttributes ::= SEQUENCE OF Attribute, here of one. */
ASN1_ITEM_TEMPLATE(ATTRIBUTES) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, attributes,
                                                       X509_ATTRIBUTE)
static_ASN1_ITEM_TEMPLATE_END(ATTRIBUTES)

/*
 * Numbers are written as "id:" and eight hexadecimal digits (TCG EK Credential Profile, section
 * 3.2.9); the model is the vendor string as it stands.
 */
static X509_NAME *tpm_name(const struct wire_tpm_facts *tpm)
{
        char manufacturer[16];
        char model[WIRE_VENDOR_MAX + 1];
        char version[16];
        X509_NAME *name = X509_NAME_new();

        snprintf(manufacturer, sizeof(manufacturer), "id:%08X", (unsigned int)tpm->manufacturer);
        snprintf(model, sizeof(model), "%.*s", (int)tpm->vendor.size,
                 (const char *)tpm->vendor.data);
        snprintf(version, sizeof(version), "id:%08X", (unsigned int)tpm->firmware_version[0]);
        if (name && x509_add_name(name, OID_TPM_MANUFACTURER, V_ASN1_UTF8STRING, manufacturer) &&
            x509_add_name(name, OID_TPM_MODEL, V_ASN1_UTF8STRING, model) &&
            x509_add_name(name, OID_TPM_VERSION, V_ASN1_UTF8STRING, version))
                return name;
        X509_NAME_free(name);
        return NULL;
}

/* Critical, since the subject is empty (RFC 5280, section 4.2.1.6). */
int extension_add_tpm_name(X509 *certificate, const struct wire_tpm_facts *tpm)
{
        GENERAL_NAMES *names = GENERAL_NAMES_new();
        GENERAL_NAME *general = GENERAL_NAME_new();
        X509_NAME *name = tpm_name(tpm);
        bool added = false;

        if (names && general && name) {
                GENERAL_NAME_set0_value(general, GEN_DIRNAME, name);
                name = NULL; /* general's now */
                if (sk_GENERAL_NAME_push(names, general) > 0) {
                        general = NULL; /* names' now */
                        added = X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 1,
                                                  X509V3_ADD_DEFAULT) == 1;
                }
        }
        X509_NAME_free(name);
        GENERAL_NAME_free(general);
        GENERAL_NAMES_free(names);
        return added ? 0 : -1;
}

void extension_family(uint32_t family, char text[5])
{
        for (int i = 0; i < 4; i++)
                text[i] = (char)(family >> (24 - 8 * i));
        text[4] = '\0';
}

/* The DER of the specification's structure. */
static int encode_specification(const struct wire_tpm_facts *tpm, unsigned char **der)
{
        char family[5];
        TPM_SPECIFICATION *specification =
                (TPM_SPECIFICATION *)ASN1_item_new(ASN1_ITEM_rptr(TPM_SPECIFICATION));
        int size = -1;

        extension_family(tpm->family, family);
        if (specification && ASN1_STRING_set(specification->family, family, -1) &&
            ASN1_INTEGER_set_uint64(specification->level, tpm->level) &&
            ASN1_INTEGER_set_uint64(specification->revision, tpm->revision))
                size = ASN1_item_i2d((ASN1_VALUE *)specification, der,
                                     ASN1_ITEM_rptr(TPM_SPECIFICATION));
        ASN1_item_free((ASN1_VALUE *)specification, ASN1_ITEM_rptr(TPM_SPECIFICATION));
        return size;
}

/* The attribute with the structure as its one value. */
static X509_ATTRIBUTE *specification_attribute(const struct wire_tpm_facts *tpm)
{
        ASN1_OBJECT *object = OBJ_txt2obj(OID_TPM_SPECIFICATION, 1);
        unsigned char *der = NULL;
        int size = encode_specification(tpm, &der);
        X509_ATTRIBUTE *attribute = NULL;

        if (object && size > 0)
                attribute = X509_ATTRIBUTE_create_by_OBJ(NULL, object, V_ASN1_SEQUENCE, der, size);
        OPENSSL_free(der);
        ASN1_OBJECT_free(object);
        return attribute;
}

int extension_add_tpm_specification(X509 *certificate, const struct wire_tpm_facts *tpm)
{
        STACK_OF(X509_ATTRIBUTE) *attributes = sk_X509_ATTRIBUTE_new_null();
        X509_ATTRIBUTE *attribute = specification_attribute(tpm);
        unsigned char *der = NULL;
        bool added = false;
        int size;

        if (attributes && attribute && sk_X509_ATTRIBUTE_push(attributes, attribute) > 0) {
                attribute = NULL; /* attributes' now */
                size = ASN1_item_i2d((ASN1_VALUE *)attributes, &der, ASN1_ITEM_rptr(ATTRIBUTES));
                added = size > 0 &&
                        x509_add_bytes(certificate, OID_DIRECTORY_ATTRIBUTES, der, (size_t)size);
        }
        OPENSSL_free(der);
        X509_ATTRIBUTE_free(attribute);
        sk_X509_ATTRIBUTE_pop_free(attributes, X509_ATTRIBUTE_free);
        return added ? 0 : -1;
}
