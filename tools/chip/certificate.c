/*
 * tools/chip/certificate.c - ARK, ASK and VCEK: names, extensions and their order as in AMD's own
 * certificates, so that verifiers written for those take these.
 */
#include "tools/chip/identity.h"

#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>

#include "tools/x509/make.h"

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

/*
 * The same times for every chip: certificates of test keys, which outlive whoever tests with them.
 * A VCEK ends before the keys above it.
 */
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
        [SNP_PRODUCT_VENICE] = { 0x40000, 0x40001, "Venice", 2 },
};

/* AMD's order. */
static bool set_name(X509_NAME *name, const char *common_name)
{
        return x509_add_name(name, "OU", V_ASN1_UTF8STRING, "Engineering") &&
               x509_add_name(name, "C", V_ASN1_PRINTABLESTRING, "US") &&
               x509_add_name(name, "L", V_ASN1_UTF8STRING, "Santa Clara") &&
               x509_add_name(name, "ST", V_ASN1_UTF8STRING, "CA") &&
               x509_add_name(name, "O", V_ASN1_UTF8STRING, "Advanced Micro Devices") &&
               x509_add_name(name, "CN", V_ASN1_UTF8STRING, common_name);
}

/* What all have. The serial number, names and times are AMD's for the product, the same at each making. */
static X509 *begin(EVP_PKEY *key, long serial, const char *subject, const char *issuer,
                   const char *until)
{
        X509 *certificate = x509_begin(key);

        if (certificate && ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), valid_from) &&
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), until) &&
            set_name(X509_get_subject_name(certificate), subject) &&
            set_name(X509_get_issuer_name(certificate), issuer))
                return certificate;
        X509_free(certificate);
        return NULL;
}

/* A DER integer of 0 to 255; with the top bit set it needs a zero in front. */
static bool add_number(X509 *certificate, const char *oid, uint8_t number)
{
        const uint8_t one_byte[] = { DER_INTEGER, 1, number };
        const uint8_t two_bytes[] = { DER_INTEGER, 2, 0, number };

        return number < 0x80 ? x509_add_bytes(certificate, oid, one_byte, sizeof(one_byte))
                             : x509_add_bytes(certificate, oid, two_bytes, sizeof(two_bytes));
}

/* IA5String of less than 128 characters: one byte of length. */
static bool add_text(X509 *certificate, const char *oid, const char *text)
{
        uint8_t value[32] = { DER_IA5 };
        size_t length = 0;

        for (; text[length] != '\0'; length++)
                value[2 + length] = (uint8_t)text[length];
        value[1] = (uint8_t)length;
        return x509_add_bytes(certificate, oid, value, 2 + length);
}

/*
 * The order of the numbers differs by product. Of Venice those that its TCB has: what else AMD's certificates of it have was not to
 * be read.
 */
static bool add_tcb(X509 *certificate, enum snp_product product, const struct snp_tcb *tcb)
{
        if (product == SNP_PRODUCT_VENICE)
                return add_number(certificate, OID_FMC, tcb->fmc) &&
                       add_number(certificate, OID_TEE, tcb->tee) &&
                       add_number(certificate, OID_SNP, tcb->snp);
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

/* RSASSA-PSS with SHA-384, as AMD's keys sign certificates. */
static X509 *sign(X509 *certificate, bool complete, EVP_PKEY *key)
{
        const struct x509_signing signing = { key, EVP_sha384(), SALT_SIZE };

        return x509_sign(certificate, complete, &signing);
}

/*
 * Extensions in the order of AMD's. The CRL's place is AMD's too, and has nothing of this chip:
 * verifiers look whether it is named (google/go-sev-guest).
 */
static X509 *make_ark(const struct snp_chip *chip, const struct chip_keys *keys, const char *name,
                      const char *crl)
{
        X509 *ark = begin(keys->ark, lines[chip->product].ark_serial, name, name, authority_until);
        bool complete =
                ark &&
                x509_add_extension(ark, ark, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                x509_add_extension(ark, ark, NID_subject_key_identifier, "hash") &&
                x509_add_extension(ark, ark, NID_basic_constraints, "critical,CA:TRUE") &&
                x509_add_extension(ark, ark, NID_crl_distribution_points, crl);

        return sign(ark, complete, keys->ark);
}

/*
 * No certificate authority may be below it: pathlen 0 leaves only VCEKs (RFC 5280, section
 * 4.2.1.9).
 */
static X509 *make_ask(const struct snp_chip *chip, const struct chip_keys *keys, const char *name,
                      const char *issuer, const char *crl, X509 *ark)
{
        X509 *ask =
                begin(keys->ask, lines[chip->product].ask_serial, name, issuer, authority_until);
        bool complete =
                ask && x509_add_extension(ask, ark, NID_subject_key_identifier, "hash") &&
                x509_add_extension(ask, ark, NID_authority_key_identifier, "keyid:always") &&
                x509_add_extension(ask, ark, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                x509_add_extension(ask, ark, NID_key_usage, "critical,keyCertSign") &&
                x509_add_extension(ask, ark, NID_crl_distribution_points, crl);

        return sign(ask, complete, keys->ark);
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
                        x509_add_bytes(vcek, OID_HWID, chip->chip_id,
                                       snp_product_facts(chip->product)->chip_id_size);

        return sign(vcek, complete, keys->ask);
}

/*
 * From the root down, since each is signed by the one before. What is there already stays: after
 * init --force that is ARK and ASK.
 */
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

/* All that were made or loaded; the structure is empty afterwards and may be freed again. */
void chip_certificates_free(struct chip_certificates *certificates)
{
        X509_free(certificates->ark);
        X509_free(certificates->ask);
        X509_free(certificates->vcek);
        *certificates = (struct chip_certificates){ 0 };
}
