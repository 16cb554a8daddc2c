/*
 * lib/wire/x509.h - of an X.509 certificate only what who asked for it must know: how long it is, whose key it is for, and what it
 * calls its issuer and subject. Nothing is verified and nothing is converted: the parts are the certificate's own bytes.
 *
 * The reader takes DER (X.690, section 10) and refuses everything else: lengths in more bytes than they need or without an end,
 * tags of more than one byte, fields in another order than RFC 5280, section 4.1, has them, and bytes behind the last.
 */
#ifndef LIB_WIRE_X509_H
#define LIB_WIRE_X509_H

#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

/* Pointers into the certificate. Each is a whole element, with its tag and length. */
struct x509 {
        size_t size; /* bytes of the certificate, whatever follows */
        struct wire_blob issuer;
        struct wire_blob subject;
        struct wire_blob key; /* SubjectPublicKeyInfo */
};

/* Reads the certificate that the @size bytes at @data begin with. Returns 0, or -1: they begin with none. */
__attribute__((warn_unused_result)) int x509_read(const void *data, size_t size, struct x509 *out);

/* The largest SubjectPublicKeyInfo that is written: RSA-4096. */
#define X509_KEY_MAX 560

/*
 * The SubjectPublicKeyInfo of a TPM's key, in the one form that DER has: rsaEncryption (RFC 3279, section 2.3.1) or a point on a
 * named curve (RFC 5480, section 2). The key must have passed tpm_public_has_key(). Returns its bytes.
 */
size_t x509_write_key(const struct tpm_public *key, uint8_t out[X509_KEY_MAX]);

/*
 * The first common name in @name, as printable ASCII that is cut to fit; what cannot be printed becomes `?`. Empty if there is none.
 */
void x509_common_name(struct wire_blob name, char *out, size_t size);

#endif
