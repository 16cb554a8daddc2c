/*
 * lib/wire/x509.c - see x509.h.
 *
 * DER (ITU-T X.690, section 8.1 for tag and length); the certificate is RFC 5280, section 4.1. Lengths are in the shortest form,
 * as section 10.1 wants it, so that one certificate has one encoding.
 */
#include "lib/wire/x509.h"

#include <stdbool.h>

#include "lib/base/memory.h"

#define INTEGER    0x02
#define BIT_STRING 0x03
#define OBJECT_ID  0x06
#define SEQUENCE   0x30
#define SET        0x31
#define VERSION    0xa0 /* of TBSCertificate: [0] */
#define ISSUER_ID  0x81 /* [1], implicit */
#define SUBJECT_ID 0x82 /* [2], implicit */
#define EXTENSIONS 0xa3 /* [3] */

#define TAG_LONG    0x1f /* the low bits of a tag of several bytes */
#define LENGTH_LONG 0x80
#define ANY_TAG     0

struct element {
        uint8_t tag;
        struct wire_blob whole;
        struct wire_blob content;
};

/* The length behind a tag: one byte below 0x80, or as few as it needs, at most two. */
static bool read_length(struct bytes_reader *in, size_t *out)
{
        uint8_t first = bytes_read_u8(in);

        switch (first) {
        case LENGTH_LONG | 1:
                *out = bytes_read_u8(in);
                return *out >= LENGTH_LONG;
        case LENGTH_LONG | 2:
                *out = bytes_read_be16(in);
                return *out > UINT8_MAX;
        default:
                *out = first;
                return first < LENGTH_LONG;
        }
}

/* Takes the first element off @list; it must have that tag. */
static bool take(struct wire_blob *list, uint8_t tag, struct element *out)
{
        struct bytes_reader in = bytes_reader(list->data, list->size);
        size_t length;

        out->tag = bytes_read_u8(&in);
        if (!read_length(&in, &length) || in.failed || (out->tag & TAG_LONG) == TAG_LONG ||
            (tag != ANY_TAG && out->tag != tag) || length > bytes_left(&in))
                return false;
        out->content = (struct wire_blob){ list->data + in.offset, length };
        out->whole = (struct wire_blob){ list->data, in.offset + length };
        list->data += out->whole.size;
        list->size -= out->whole.size;
        return true;
}

/* The same, if it is there. False: it is there and makes no sense. */
static bool take_optional(struct wire_blob *list, uint8_t tag)
{
        struct element ignored;

        return list->size == 0 || list->data[0] != tag || take(list, tag, &ignored);
}

static bool same(struct wire_blob left, struct wire_blob right)
{
        return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

/* TBSCertificate; its algorithm is the one that stands behind it too (RFC 5280, section 4.1.1.2). */
static bool read_signed_part(struct wire_blob fields, struct element *algorithm, struct x509 *out)
{
        struct element serial, issuer, validity, subject, key;

        if (!take_optional(&fields, VERSION) || !take(&fields, INTEGER, &serial) ||
            !take(&fields, SEQUENCE, algorithm) || !take(&fields, SEQUENCE, &issuer) ||
            !take(&fields, SEQUENCE, &validity) || !take(&fields, SEQUENCE, &subject) ||
            !take(&fields, SEQUENCE, &key))
                return false;
        out->issuer = issuer.whole;
        out->subject = subject.whole;
        out->key = key.whole;
        return take_optional(&fields, ISSUER_ID) && take_optional(&fields, SUBJECT_ID) &&
               take_optional(&fields, EXTENSIONS) && fields.size == 0;
}

int x509_read(const void *data, size_t size, struct x509 *out)
{
        struct wire_blob all = { data, size };
        struct element certificate, signed_part, algorithm, outer_algorithm, signature;

        if (!take(&all, SEQUENCE, &certificate))
                return -1;
        out->size = certificate.whole.size;
        if (!take(&certificate.content, SEQUENCE, &signed_part) ||
            !take(&certificate.content, SEQUENCE, &outer_algorithm) ||
            !take(&certificate.content, BIT_STRING, &signature) || certificate.content.size != 0 ||
            !read_signed_part(signed_part.content, &algorithm, out))
                return -1;
        return same(algorithm.whole, outer_algorithm.whole) ? 0 : -1;
}

/* ---- SubjectPublicKeyInfo. */

static void write_header(struct bytes_writer *out, uint8_t tag, size_t length)
{
        bytes_write_u8(out, tag);
        if (length > UINT8_MAX) {
                bytes_write_u8(out, LENGTH_LONG | 2);
                bytes_write_be16(out, (uint16_t)length);
                return;
        }
        if (length >= LENGTH_LONG)
                bytes_write_u8(out, LENGTH_LONG | 1);
        bytes_write_u8(out, (uint8_t)length);
}

/* A positive number of big-endian bytes: no zeros in front but the one that keeps it positive. */
static void write_number(struct bytes_writer *out, const uint8_t *bytes, size_t size)
{
        size_t zeros = 0;
        bool sign;

        while (zeros + 1 < size && bytes[zeros] == 0)
                zeros++;
        sign = bytes[zeros] & 0x80;
        write_header(out, INTEGER, size - zeros + sign);
        bytes_write_zero(out, sign);
        bytes_write(out, bytes + zeros, size - zeros);
}

/* SEQUENCE { SEQUENCE { @algorithm }, BIT STRING { @key } }, no unused bits. */
static size_t write_key_info(const uint8_t *algorithm, size_t algorithm_size, const uint8_t *key,
                             size_t key_size, uint8_t out[X509_KEY_MAX])
{
        uint8_t inner[X509_KEY_MAX];
        struct bytes_writer part = bytes_writer(inner, sizeof(inner));
        struct bytes_writer all = bytes_writer(out, X509_KEY_MAX);

        write_header(&part, SEQUENCE, algorithm_size);
        bytes_write(&part, algorithm, algorithm_size);
        write_header(&part, BIT_STRING, 1 + key_size);
        bytes_write_u8(&part, 0);
        bytes_write(&part, key, key_size);
        write_header(&all, SEQUENCE, part.size);
        bytes_write(&all, inner, part.size);
        return part.failed || all.failed ? 0 : all.size;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017, appendix A.1.1). */
static size_t write_rsa_key(const struct tpm_public *key, uint8_t out[X509_KEY_MAX])
{
        /* rsaEncryption, 1.2.840.113549.1.1.1, and NULL */
        static const uint8_t algorithm[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                             0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
        uint8_t numbers[TPM_RSA_BYTES_MAX + 16];
        uint8_t sequence[TPM_RSA_BYTES_MAX + 24];
        uint8_t exponent[sizeof(uint32_t)];
        struct bytes_writer part = bytes_writer(exponent, sizeof(exponent));
        struct bytes_writer all = bytes_writer(sequence, sizeof(sequence));

        bytes_write_be32(&part, key->rsa_exponent);
        part = bytes_writer(numbers, sizeof(numbers));
        write_number(&part, key->modulus, key->modulus_size);
        write_number(&part, exponent, sizeof(exponent));
        write_header(&all, SEQUENCE, part.size);
        bytes_write(&all, numbers, part.size);
        return part.failed || all.failed
                       ? 0
                       : write_key_info(algorithm, sizeof(algorithm), sequence, all.size, out);
}

/* id-ecPublicKey, 1.2.840.10045.2.1, and the curve's name. */
static size_t write_ecc_key(const struct tpm_public *key, uint8_t out[X509_KEY_MAX])
{
        static const uint8_t p256[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                        0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
        static const uint8_t p384[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
                                        0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };
        static const uint8_t p521[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
                                        0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23 };
        uint8_t point[TPM_POINT_BYTES_MAX];
        size_t size = tpm_public_point(key, point);

        switch (key->curve) {
        case TPM_ECC_NIST_P256:
                return write_key_info(p256, sizeof(p256), point, size, out);
        case TPM_ECC_NIST_P384:
                return write_key_info(p384, sizeof(p384), point, size, out);
        default:
                return write_key_info(p521, sizeof(p521), point, size, out);
        }
}

size_t x509_write_key(const struct tpm_public *key, uint8_t out[X509_KEY_MAX])
{
        return key->type == TPM_ALG_RSA ? write_rsa_key(key, out) : write_ecc_key(key, out);
}

/* ---- Names: SEQUENCE OF SET OF SEQUENCE { type, value } (RFC 5280, section 4.1.2.4). */

static void copy_text(struct wire_blob text, char *out, size_t size)
{
        size_t i;

        for (i = 0; i < text.size && i + 1 < size; i++)
                out[i] = text.data[i] >= 0x20 && text.data[i] <= 0x7e ? (char)text.data[i] : '?';
        out[i] = '\0';
}

/* True if the attribute is a common name, 2.5.4.3. */
static bool is_common_name(struct wire_blob attribute, struct element *value)
{
        static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };
        struct element type;

        return take(&attribute, OBJECT_ID, &type) &&
               same(type.content, (struct wire_blob){ common_name, sizeof(common_name) }) &&
               take(&attribute, ANY_TAG, value);
}

void x509_common_name(struct wire_blob name, char *out, size_t size)
{
        struct element list, set, attribute, value;

        out[0] = '\0';
        if (!take(&name, SEQUENCE, &list))
                return;
        while (take(&list.content, SET, &set)) {
                while (take(&set.content, SEQUENCE, &attribute)) {
                        if (is_common_name(attribute.content, &value)) {
                                copy_text(value.content, out, size);
                                return;
                        }
                }
        }
}
