/*
 * tools/chip/certificate.c - ARK, ASK and VCEK: names, extensions and their order as in AMD's own
 * certificates, so that verifiers written for those take these.
 */
#include "tools/chip/chip.h"

#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SALT_SIZE   48
#define DER_INTEGER 0x02
#define DER_IA5     0x16

/* AMD's arc (google/go-sev-guest, kds; AMD 57230). */
#define OID_AMD         "1.3.6.1.4.1.3704.1."
#define OID_VERSION     OID_AMD "1"
#define OID_PRODUCT     OID_AMD "2"
#define OID_BOOT_LOADER OID_AMD "3.1"
#define OID_TEE         OID_AMD "3.2"
#define OID_SNP         OID_AMD "3.3"
#define OID_SPL_4       OID_AMD "3.4" /* to SPL_7: always 0 */
#define OID_SPL_5       OID_AMD "3.5"
#define OID_SPL_6       OID_AMD "3.6"
#define OID_SPL_7       OID_AMD "3.7"
#define OID_MICROCODE   OID_AMD "3.8"
#define OID_FMC         OID_AMD "3.9"
#define OID_HWID        OID_AMD "4"

static const char valid_from[] = "20200101000000Z";
static const char authority_until[] = "20450101000000Z";
static const char vcek_until[] = "20370101000000Z";

/* What the certificates of one product line have of their own. */
struct line {
        long ark_serial;
        long ask_serial;
        const char *vcek_product;
        unsigned int structure_version;
};
static const struct line lines[SNP_PRODUCT_COUNT] = {
        [SNP_PRODUCT_MILAN] = { 0x10000, 0x10001, "Milan-B1", 0 },
        [SNP_PRODUCT_GENOA] = { 0x20000, 0x20002, "Genoa", 0 },
        [SNP_PRODUCT_TURIN] = { 0x30000, 0x30001, "Turin", 1 },
};

static bool add_name(X509_NAME *name, const char *field, int type, const char *text)
{
        return X509_NAME_add_entry_by_txt(name, field, type, (const unsigned char *)text, -1, -1,
                                          0) == 1;
}

/* AMD's order. */
static bool set_name(X509_NAME *name, const char *common_name)
{
        return add_name(name, "OU", V_ASN1_UTF8STRING, "Engineering") &&
               add_name(name, "C", V_ASN1_PRINTABLESTRING, "US") &&
               add_name(name, "L", V_ASN1_UTF8STRING, "Santa Clara") &&
               add_name(name, "ST", V_ASN1_UTF8STRING, "CA") &&
               add_name(name, "O", V_ASN1_UTF8STRING, "Advanced Micro Devices") &&
               add_name(name, "CN", V_ASN1_UTF8STRING, common_name);
}

static X509 *begin(EVP_PKEY *key, long serial, const char *subject, const char *issuer,
                   const char *until)
{
        X509 *certificate = X509_new();

        if (certificate && X509_set_version(certificate, X509_VERSION_3) &&
            ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), valid_from) &&
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), until) &&
            set_name(X509_get_subject_name(certificate), subject) &&
            set_name(X509_get_issuer_name(certificate), issuer) &&
            X509_set_pubkey(certificate, key))
                return certificate;
        X509_free(certificate);
        return NULL;
}

static bool add_standard(X509 *certificate, X509 *issuer, int nid, const char *value)
{
        X509_EXTENSION *extension;
        X509V3_CTX context;
        bool added;

        X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
        extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
        added = extension && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        return added;
}

/* @value as it stands is what the extension's octet string holds. */
static bool add_raw(X509 *certificate, const char *oid, const uint8_t *value, size_t size)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        ASN1_OCTET_STRING *string = ASN1_OCTET_STRING_new();
        X509_EXTENSION *extension = NULL;
        bool added;

        if (object && string && ASN1_OCTET_STRING_set(string, value, (int)size))
                extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, string);
        added = extension && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        ASN1_OCTET_STRING_free(string);
        ASN1_OBJECT_free(object);
        return added;
}

/* A DER integer of 0 to 255; with the top bit set it needs a zero in front. */
static bool add_number(X509 *certificate, const char *oid, uint8_t number)
{
        const uint8_t one_byte[] = { DER_INTEGER, 1, number };
        const uint8_t two_bytes[] = { DER_INTEGER, 2, 0, number };

        return number < 0x80 ? add_raw(certificate, oid, one_byte, sizeof(one_byte))
                             : add_raw(certificate, oid, two_bytes, sizeof(two_bytes));
}

static bool add_text(X509 *certificate, const char *oid, const char *text)
{
        uint8_t value[32] = { DER_IA5 };
        size_t length = 0;

        for (; text[length] != '\0'; length++)
                value[2 + length] = (uint8_t)text[length];
        value[1] = (uint8_t)length;
        return add_raw(certificate, oid, value, 2 + length);
}

/* The order of the numbers differs by product. */
static bool add_tcb(X509 *certificate, enum snp_product product, const struct snp_tcb *tcb)
{
        if (product == SNP_PRODUCT_TURIN)
                return add_number(certificate, OID_FMC, tcb->fmc) &&
                       add_number(certificate, OID_BOOT_LOADER, tcb->boot_loader) &&
                       add_number(certificate, OID_TEE, tcb->tee) &&
                       add_number(certificate, OID_SNP, tcb->snp) &&
                       add_number(certificate, OID_SPL_5, 0) &&
                       add_number(certificate, OID_SPL_6, 0) &&
                       add_number(certificate, OID_SPL_7, 0) &&
                       add_number(certificate, OID_MICROCODE, tcb->microcode);
        return add_number(certificate, OID_BOOT_LOADER, tcb->boot_loader) &&
               add_number(certificate, OID_TEE, tcb->tee) &&
               add_number(certificate, OID_SPL_4, 0) && add_number(certificate, OID_SPL_5, 0) &&
               add_number(certificate, OID_SPL_6, 0) && add_number(certificate, OID_SPL_7, 0) &&
               add_number(certificate, OID_SNP, tcb->snp) &&
               add_number(certificate, OID_MICROCODE, tcb->microcode);
}

static X509 *sign_or_free(X509 *certificate, bool complete, EVP_PKEY *key)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *padding;
        bool is_signed = complete && context &&
                         EVP_DigestSignInit(context, &padding, EVP_sha384(), NULL, key) > 0 &&
                         EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) > 0 &&
                         EVP_PKEY_CTX_set_rsa_mgf1_md(padding, EVP_sha384()) > 0 &&
                         EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, SALT_SIZE) > 0 &&
                         X509_sign_ctx(certificate, context) > 0;

        EVP_MD_CTX_free(context);
        if (is_signed)
                return certificate;
        X509_free(certificate);
        return NULL;
}

static X509 *make_ark(const struct snp_chip *chip, const struct chip_keys *keys, const char *name,
                      const char *crl)
{
        X509 *ark = begin(keys->ark, lines[chip->product].ark_serial, name, name, authority_until);
        bool complete = ark &&
                        add_standard(ark, ark, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                        add_standard(ark, ark, NID_subject_key_identifier, "hash") &&
                        add_standard(ark, ark, NID_basic_constraints, "critical,CA:TRUE") &&
                        add_standard(ark, ark, NID_crl_distribution_points, crl);

        return sign_or_free(ark, complete, keys->ark);
}

static X509 *make_ask(const struct snp_chip *chip, const struct chip_keys *keys, const char *name,
                      const char *issuer, const char *crl, X509 *ark)
{
        X509 *ask =
                begin(keys->ask, lines[chip->product].ask_serial, name, issuer, authority_until);
        bool complete =
                ask && add_standard(ask, ark, NID_subject_key_identifier, "hash") &&
                add_standard(ask, ark, NID_authority_key_identifier, "keyid:always") &&
                add_standard(ask, ark, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                add_standard(ask, ark, NID_key_usage, "critical,keyCertSign") &&
                add_standard(ask, ark, NID_crl_distribution_points, crl);

        return sign_or_free(ask, complete, keys->ark);
}

/* Extensions of AMD's only, as real ones have. The hardware ID stands there without a DER tag. */
static X509 *make_vcek(const struct snp_chip *chip, const struct chip_keys *keys,
                       const char *issuer)
{
        const struct line *line = &lines[chip->product];
        X509 *vcek = begin(keys->vcek, 0, "SEV-VCEK", issuer, vcek_until);
        struct snp_tcb tcb;
        bool complete = vcek && snp_tcb_decode(chip->product, chip->reported_tcb, &tcb) &&
                        add_number(vcek, OID_VERSION, (uint8_t)line->structure_version) &&
                        add_text(vcek, OID_PRODUCT, line->vcek_product) &&
                        add_tcb(vcek, chip->product, &tcb) &&
                        add_raw(vcek, OID_HWID, chip->chip_id,
                                snp_product_facts(chip->product)->chip_id_size);

        return sign_or_free(vcek, complete, keys->ask);
}

int chip_certify(const struct snp_chip *chip, const struct chip_keys *keys,
                 struct chip_certificates *certificates)
{
        const char *product = snp_product_facts(chip->product)->name;
        char ark_name[16];
        char ask_name[16];
        char crl[80];

        snprintf(ark_name, sizeof(ark_name), "ARK-%s", product);
        snprintf(ask_name, sizeof(ask_name), "SEV-%s", product);
        snprintf(crl, sizeof(crl), "URI:https://kdsintf.amd.com/vcek/v1/%s/crl", product);
        if (!certificates->ark)
                certificates->ark = make_ark(chip, keys, ark_name, crl);
        if (certificates->ark && !certificates->ask)
                certificates->ask =
                        make_ask(chip, keys, ask_name, ark_name, crl, certificates->ark);
        if (certificates->ask && !certificates->vcek)
                certificates->vcek = make_vcek(chip, keys, ask_name);
        return certificates->vcek ? 0 : -1;
}

void chip_certificates_free(struct chip_certificates *certificates)
{
        X509_free(certificates->ark);
        X509_free(certificates->ask);
        X509_free(certificates->vcek);
        *certificates = (struct chip_certificates){ 0 };
}
