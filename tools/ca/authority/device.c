/* tools/ca/authority/device.c - see device.h. The structures are declared as ASN.1 templates, for OpenSSL 3.0 has none. */
#include "tools/ca/authority/device.h"

#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/x509/make.h"

#define OID_HARDWARE_MODULE_NAME "1.3.6.1.5.5.7.8.4" /* id-on-hardwareModuleName */
#define OID_PERMANENT_IDENTIFIER "1.3.6.1.5.5.7.8.3" /* id-on-permanentIdentifier */
#define OID_TPM_2_0              "2.23.133.1.2"      /* tcg-sv-tpm20 */
#define OID_EK_DIGEST            "2.23.133.12.1"     /* tcg-on-ekPermIdSha256 */

/* TCG OID Registry: what was verified before the certificate was given. */
#define OID_TPM_RESIDENCY  "2.23.133.11.1.1" /* tcg-cap-verifiedTPMResidency */
#define OID_TPM_FIXED      "2.23.133.11.1.2" /* tcg-cap-verifiedTPMFixed */
#define OID_TPM_RESTRICTED "2.23.133.11.1.3" /* tcg-cap-verifiedTPMRestricted */

#define DIGEST_TEXT (2 * SHA256_DIGEST_LENGTH + 1)
#define SERIAL_TEXT 256

/* HardwareModuleName ::= SEQUENCE { hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING } */
typedef struct {
        ASN1_OBJECT *type;
        ASN1_OCTET_STRING *serial;
} HARDWARE_MODULE_NAME;

ASN1_SEQUENCE(HARDWARE_MODULE_NAME) = {
        ASN1_SIMPLE(HARDWARE_MODULE_NAME, type, ASN1_OBJECT),
        ASN1_SIMPLE(HARDWARE_MODULE_NAME, serial, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END(HARDWARE_MODULE_NAME)

/* PermanentIdentifier ::= SEQUENCE { identifierValue UTF8String OPTIONAL, assigner OBJECT IDENTIFIER OPTIONAL } */
typedef struct {
        ASN1_UTF8STRING *value;
        ASN1_OBJECT *assigner;
} PERMANENT_IDENTIFIER;

ASN1_SEQUENCE(PERMANENT_IDENTIFIER) = {
        ASN1_OPT(PERMANENT_IDENTIFIER, value, ASN1_UTF8STRING),
        ASN1_OPT(PERMANENT_IDENTIFIER, assigner, ASN1_OBJECT),
} static_ASN1_SEQUENCE_END(PERMANENT_IDENTIFIER)

static void digest_text(struct wire_blob endorsement, char out[DIGEST_TEXT])
{
        unsigned char digest[SHA256_DIGEST_LENGTH];

        SHA256(endorsement.data, endorsement.size, digest);
        for (size_t i = 0; i < sizeof(digest); i++)
                snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/*
 * "49424D00:" and both numbers of the EK certificate, hexadecimal: manufacturer, authority key identifier and serial number in
 * ASCII, a colon between (TCG TPM 2.0 Keys for Device Identity and Attestation 1.00 revision 12, on hwSerialNum of a TPM that has an
 * EK certificate). In which case digits are it does not say; HIRS splits at the colons (IDevIDCertificate).
 */
static bool serial_text(const struct wire_tpm_facts *tpm, struct wire_blob endorsement,
                        char out[SERIAL_TEXT])
{
        const unsigned char *der = endorsement.data;
        X509 *certificate = d2i_X509(NULL, &der, (long)endorsement.size);
        const ASN1_OCTET_STRING *issuer = X509_get0_authority_key_id(certificate);
        BIGNUM *number =
                certificate ? ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL) : NULL;
        char *serial = number ? BN_bn2hex(number) : NULL;
        char *key = issuer ? OPENSSL_buf2hexstr(ASN1_STRING_get0_data(issuer),
                                                ASN1_STRING_length(issuer))
                           : NULL;
        size_t length = 0;

        for (char *c = key; c && *c; c++) {
                if (*c != ':')
                        key[length++] = *c;
        }
        if (serial && key)
                snprintf(out, SERIAL_TEXT, "%08X:%.*s:%s", (unsigned int)tpm->manufacturer,
                         (int)length, key, serial);
        OPENSSL_free(key);
        OPENSSL_free(serial);
        BN_free(number);
        X509_free(certificate);
        return length > 0;
}

/* An otherName of @oid with that structure in it, behind the others. */
static bool add_other(GENERAL_NAMES *names, const char *oid, const void *value,
                      const ASN1_ITEM *item)
{
        GENERAL_NAME *name = GENERAL_NAME_new();
        ASN1_OBJECT *type = OBJ_txt2obj(oid, 1);
        ASN1_STRING *sequence = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
        ASN1_TYPE *any = ASN1_TYPE_new();
        unsigned char *der = NULL;
        int size = ASN1_item_i2d(value, &der, item);
        bool added = false;

        if (name && type && sequence && any && size > 0 &&
            ASN1_STRING_set(sequence, der, size) == 1) {
                ASN1_TYPE_set(any, V_ASN1_SEQUENCE, sequence);
                sequence = NULL; /* any's now */
                if (GENERAL_NAME_set0_othername(name, type, any) == 1) {
                        type = NULL; /* name's now */
                        any = NULL;
                        added = sk_GENERAL_NAME_push(names, name) > 0;
                }
        }
        if (!added)
                GENERAL_NAME_free(name);
        OPENSSL_free(der);
        ASN1_OBJECT_free(type);
        ASN1_STRING_free(sequence);
        ASN1_TYPE_free(any);
        return added;
}

static bool add_module(GENERAL_NAMES *names, const char *serial)
{
        HARDWARE_MODULE_NAME module = { OBJ_txt2obj(OID_TPM_2_0, 1), ASN1_OCTET_STRING_new() };
        bool added = module.type && module.serial &&
                     ASN1_STRING_set(module.serial, serial, -1) == 1 &&
                     add_other(names, OID_HARDWARE_MODULE_NAME, &module,
                               ASN1_ITEM_rptr(HARDWARE_MODULE_NAME));

        ASN1_OBJECT_free(module.type);
        ASN1_OCTET_STRING_free(module.serial);
        return added;
}

static bool add_identifier(GENERAL_NAMES *names, const char *digest)
{
        PERMANENT_IDENTIFIER identifier = { ASN1_UTF8STRING_new(), OBJ_txt2obj(OID_EK_DIGEST, 1) };
        bool added = identifier.value && identifier.assigner &&
                     ASN1_STRING_set(identifier.value, digest, -1) == 1 &&
                     add_other(names, OID_PERMANENT_IDENTIFIER, &identifier,
                               ASN1_ITEM_rptr(PERMANENT_IDENTIFIER));

        ASN1_UTF8STRING_free(identifier.value);
        ASN1_OBJECT_free(identifier.assigner);
        return added;
}

int device_add_subject(X509 *certificate, struct wire_blob endorsement)
{
        char digest[DIGEST_TEXT];

        digest_text(endorsement, digest);
        return x509_add_name(X509_get_subject_name(certificate), "serialNumber",
                             V_ASN1_PRINTABLESTRING, digest)
                       ? 0
                       : -1;
}

int device_add_names(X509 *certificate, const struct wire_tpm_facts *tpm,
                     struct wire_blob endorsement)
{
        GENERAL_NAMES *names = GENERAL_NAMES_new();
        char digest[DIGEST_TEXT];
        char serial[SERIAL_TEXT];
        bool added;

        digest_text(endorsement, digest);
        added = names && serial_text(tpm, endorsement, serial) && add_module(names, serial) &&
                add_identifier(names, digest) &&
                X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0,
                                  X509V3_ADD_DEFAULT) == 1;
        GENERAL_NAMES_free(names);
        return added ? 0 : -1;
}

static bool add_policy(CERTIFICATEPOLICIES *policies, const char *oid)
{
        POLICYINFO *policy = POLICYINFO_new();

        if (policy) {
                ASN1_OBJECT_free(policy->policyid);
                policy->policyid = OBJ_txt2obj(oid, 1);
        }
        if (policy && policy->policyid && sk_POLICYINFO_push(policies, policy) > 0)
                return true;
        POLICYINFO_free(policy);
        return false;
}

int device_add_policies(X509 *certificate, bool restricted)
{
        CERTIFICATEPOLICIES *policies = CERTIFICATEPOLICIES_new();
        bool added = policies && add_policy(policies, OID_TPM_RESIDENCY) &&
                     add_policy(policies, restricted ? OID_TPM_RESTRICTED : OID_TPM_FIXED) &&
                     X509_add1_ext_i2d(certificate, NID_certificate_policies, policies, 0,
                                       X509V3_ADD_DEFAULT) == 1;

        CERTIFICATEPOLICIES_free(policies);
        return added ? 0 : -1;
}
