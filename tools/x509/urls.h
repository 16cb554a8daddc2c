/*
 * tools/x509/urls.h - where verifiers find a CA's certificates and its lists of revoked ones. Of a base URL these are root.cer,
 * root.crl, issuer.cer and issuer.crl, all DER, with the endings of RFC 2585.
 */
#ifndef TOOLS_X509_URLS_H
#define TOOLS_X509_URLS_H

#include <openssl/x509.h>
#include <stdbool.h>

#define URL_MAX 255

/* Of a certificate: where its issuer's certificate is, and its issuer's list. Empty: nowhere. */
struct urls {
        char certificate[URL_MAX + 1];
        char list[URL_MAX + 1];
};

/* True for a URL of http, https or file without characters that a URL has not (RFC 3986, section 2). */
bool url_is_good(const char *text);

/* "@base/@issuer.cer" and "@base/@issuer.crl"; false if they are too long. */
bool urls_of_base(const char *base, const char *issuer, struct urls *out);

/* A base URL for the table of a command's options: @place is a const char *. NULL, or what was expected. */
const char *urls_read_base(const char *text, void *place);

/* Those of a certificate. */
struct urls urls_of_certificate(const X509 *certificate);

#endif
