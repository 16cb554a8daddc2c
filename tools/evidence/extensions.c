/*
 * tools/evidence/extensions.c - AMD's extensions in a VCEK or VLEK (OIDs: AMD 57230; encodings as in
 * certificates of real chips: DER but for the hardware ID, which stands there bare).
 */
#include "tools/evidence/certificates.h"

#include <openssl/asn1.h>
#include <string.h>

#define OID_AMD     "1.3.6.1.4.1.3704.1."
#define DER_INTEGER 0x02
#define DER_IA5     0x16
#define SVN_MOST    127 /* of all but the microcode */

/* The value of the one extension with that OID; NULL if it is not there, or there twice. */
static const ASN1_OCTET_STRING *find(const X509 *certificate, const char *oid)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        int at = object ? X509_get_ext_by_OBJ(certificate, object, -1) : -1;
        bool once = at >= 0 && X509_get_ext_by_OBJ(certificate, object, at) < 0;

        ASN1_OBJECT_free(object);
        return once ? X509_EXTENSION_get_data(X509_get_ext(certificate, at)) : NULL;
}

/* A DER INTEGER of 0 to 255, in its one encoding. */
static bool read_number(const X509 *certificate, const char *oid, uint8_t *out)
{
        const ASN1_OCTET_STRING *value = find(certificate, oid);
        const uint8_t *der = value ? ASN1_STRING_get0_data(value) : NULL;
        int size = value ? ASN1_STRING_length(value) : 0;

        if (size == 3 && der[0] == DER_INTEGER && der[1] == 1 && der[2] < 0x80)
                *out = der[2];
        else if (size == 4 && der[0] == DER_INTEGER && der[1] == 2 && der[2] == 0 && der[3] >= 0x80)
                *out = der[3];
        else
                return false;
        return true;
}

/* Names of products that have another's certificates: Genoa's intermediate signs for all of Zen 4 (AMD 57230). */
static const struct {
        const char *name;
        enum snp_product product;
} other_names[] = {
        { "Siena", SNP_PRODUCT_GENOA },
        { "Bergamo", SNP_PRODUCT_GENOA },
};

/* The line is what comes before a hyphen: "Milan-B1", "Genoa". */
static bool is_line(const uint8_t *text, int size, const char *line)
{
        int length = (int)strlen(line);

        return size >= length && memcmp(text, line, (size_t)length) == 0 &&
               (size == length || text[length] == '-');
}

static bool find_product(const uint8_t *text, int size, enum snp_product *out)
{
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                *out = (enum snp_product)product;
                if (is_line(text, size, snp_product_facts(*out)->name))
                        return true;
        }
        for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++) {
                *out = other_names[i].product;
                if (is_line(text, size, other_names[i].name))
                        return true;
        }
        return false;
}

static const char *read_product(const X509 *certificate, enum snp_product *out)
{
        const ASN1_OCTET_STRING *value = find(certificate, OID_AMD "2");
        const uint8_t *der = value ? ASN1_STRING_get0_data(value) : NULL;
        int size = value ? ASN1_STRING_length(value) : 0;

        if (size < 2 || der[0] != DER_IA5 || der[1] != size - 2)
                return "it does not name its product";
        return find_product(der + 2, size - 2, out) ? NULL : "its product is none that is known";
}

static bool read_tcb(const X509 *certificate, enum snp_product product, struct snp_tcb *out)
{
        const struct snp_product_facts *facts = snp_product_facts(product);

        *out = (struct snp_tcb){ 0 };
        if (facts->has_fmc && !read_number(certificate, OID_AMD "3.9", &out->fmc))
                return false;
        if (facts->has_microcode && (!read_number(certificate, OID_AMD "3.1", &out->boot_loader) ||
                                     !read_number(certificate, OID_AMD "3.8", &out->microcode)))
                return false;
        return read_number(certificate, OID_AMD "3.2", &out->tee) &&
               read_number(certificate, OID_AMD "3.3", &out->snp) && out->fmc <= SVN_MOST &&
               out->boot_loader <= SVN_MOST && out->tee <= SVN_MOST && out->snp <= SVN_MOST;
}

/*
 * A VLEK names the provider instead (OID 5). Turin's chip ID has 8 bytes; 64 with zeros behind are the same, as CHIP_ID has it.
 */
static bool read_chip_id(const X509 *certificate, struct amd_facts *out)
{
        const ASN1_OCTET_STRING *value = find(certificate, OID_AMD "4");
        int size = value ? ASN1_STRING_length(value) : 0;

        if (!value)
                return find(certificate, OID_AMD "5") != NULL;
        if (size != snp_product_facts(out->product)->chip_id_size && size != SNP_CHIP_ID_SIZE)
                return false;
        out->chip_id_size = (size_t)size;
        memcpy(out->chip_id, ASN1_STRING_get0_data(value), (size_t)size);
        return true;
}

const char *amd_facts_read(const X509 *certificate, struct amd_facts *out)
{
        const char *problem;

        *out = (struct amd_facts){ 0 };
        problem = read_product(certificate, &out->product);
        if (problem)
                return problem;
        if (!read_tcb(certificate, out->product, &out->tcb))
                return "its TCB is not there as AMD writes it";
        if (!read_chip_id(certificate, out))
                return "it names neither a chip nor a provider";
        return NULL;
}
