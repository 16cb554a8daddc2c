/*
 * tools/x509/make.h - the steps in which a certificate is made (RFC 5280, section 4.1): begun, filled, signed.
 *
 * Functions that return bool return false if OpenSSL failed; its error queue says why.
 */
#ifndef TOOLS_X509_MAKE_H
#define TOOLS_X509_MAKE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A certificate of version 3 for @key, with nothing else in it; NULL if OpenSSL failed. The caller frees it, or x509_sign(). */
X509 *x509_begin(EVP_PKEY *key);

/* One more attribute behind the others of a name, each a relative distinguished name of its own; @type as V_ASN1_UTF8STRING. */
__attribute__((warn_unused_result)) bool x509_add_name(X509_NAME *name, const char *field, int type,
                                                       const char *text);

/*
 * One of OpenSSL's own extensions, by its NID_* and the value's text as in openssl-x509v3_config(5). @issuer may be NULL: the
 * certificate is its own.
 */
__attribute__((warn_unused_result)) bool x509_add_extension(X509 *certificate, X509 *issuer,
                                                            int nid, const char *value);

/* An extension that is not critical, by its OID in digits and dots: @value is what its octet string holds, as it stands. */
__attribute__((warn_unused_result)) bool x509_add_bytes(X509 *certificate, const char *oid,
                                                        const void *value, size_t size);

/* authorityInfoAccess: where its issuer's certificate is (RFC 5280, section 4.2.2.1). Any URL, with commas or not. */
__attribute__((warn_unused_result)) bool x509_add_issuer_url(X509 *certificate, const char *url);

/* cRLDistributionPoints: where its issuer's list of revoked certificates is (RFC 5280, section 4.2.1.13). */
__attribute__((warn_unused_result)) bool x509_add_crl_url(X509 *certificate, const char *url);

/* How a certificate is signed. */
struct x509_signing {
        EVP_PKEY *key; /* the issuer's */
        const EVP_MD *digest;
        int pss_salt; /* bytes; with an RSA key this makes it RSASSA-PSS with MGF1 of @digest. 0: the key's usual way */
};

/* Signs @certificate and returns it. Frees it and returns NULL if OpenSSL failed, or if it is not @complete; it may be NULL then. */
__attribute__((warn_unused_result)) X509 *x509_sign(X509 *certificate, bool complete,
                                                    const struct x509_signing *signing);

#endif
