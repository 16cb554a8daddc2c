/* tools/x509/make.c - see make.h. */
#include "tools/x509/make.h"

#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

X509 *x509_begin(EVP_PKEY *key)
{
        X509 *certificate = X509_new();

        if (certificate && X509_set_version(certificate, X509_VERSION_3) &&
            X509_set_pubkey(certificate, key))
                return certificate;
        X509_free(certificate);
        return NULL;
}

bool x509_add_name(X509_NAME *name, const char *field, int type, const char *text)
{
        return X509_NAME_add_entry_by_txt(name, field, type, (const unsigned char *)text, -1, -1,
                                          0) == 1;
}

static bool add_and_free(X509 *certificate, X509_EXTENSION *extension)
{
        bool added = extension && X509_add_ext(certificate, extension, -1) == 1;

        X509_EXTENSION_free(extension);
        return added;
}

bool x509_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
        X509V3_CTX context;

        X509V3_set_ctx(&context, issuer ? issuer : certificate, certificate, NULL, NULL, 0);
        return add_and_free(certificate, X509V3_EXT_conf_nid(NULL, &context, nid, value));
}

bool x509_add_bytes(X509 *certificate, const char *oid, const void *value, size_t size)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        ASN1_OCTET_STRING *string = ASN1_OCTET_STRING_new();
        X509_EXTENSION *extension = NULL;

        if (object && string && ASN1_OCTET_STRING_set(string, value, (int)size))
                extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, string);
        ASN1_OCTET_STRING_free(string);
        ASN1_OBJECT_free(object);
        return add_and_free(certificate, extension);
}

/*
 * A uniformResourceIdentifier. Built from its parts, for in openssl-x509v3_config(5)'s texts a comma ends a value. NULL if OpenSSL
 * failed.
 */
static GENERAL_NAME *url_name(const char *url)
{
        GENERAL_NAME *name = GENERAL_NAME_new();
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();

        if (name && text && ASN1_STRING_set(text, url, -1) == 1) {
                GENERAL_NAME_set0_value(name, GEN_URI, text);
                return name;
        }
        ASN1_IA5STRING_free(text);
        GENERAL_NAME_free(name);
        return NULL;
}

bool x509_add_issuer_url(X509 *certificate, const char *url)
{
        AUTHORITY_INFO_ACCESS *access = AUTHORITY_INFO_ACCESS_new();
        ACCESS_DESCRIPTION *description = ACCESS_DESCRIPTION_new();
        GENERAL_NAME *name = url_name(url);
        bool added = false;

        if (access && description && name) {
                ASN1_OBJECT_free(description->method);
                GENERAL_NAME_free(description->location);
                description->method = OBJ_nid2obj(NID_ad_ca_issuers);
                description->location = name;
                name = NULL; /* description's now */
                if (sk_ACCESS_DESCRIPTION_push(access, description) > 0) {
                        description = NULL; /* access's now */
                        added = X509_add1_ext_i2d(certificate, NID_info_access, access, 0,
                                                  X509V3_ADD_DEFAULT) == 1;
                }
        }
        GENERAL_NAME_free(name);
        ACCESS_DESCRIPTION_free(description);
        AUTHORITY_INFO_ACCESS_free(access);
        return added;
}

/* A distribution point with that one name; frees @name if it cannot be. */
static DIST_POINT *url_point(GENERAL_NAME *name)
{
        DIST_POINT *point = DIST_POINT_new();
        GENERAL_NAMES *names = GENERAL_NAMES_new();

        if (point)
                point->distpoint = DIST_POINT_NAME_new();
        if (name && names && point && point->distpoint && sk_GENERAL_NAME_push(names, name) > 0) {
                point->distpoint->type = 0; /* fullName */
                point->distpoint->name.fullname = names;
                return point;
        }
        GENERAL_NAME_free(name);
        GENERAL_NAMES_free(names);
        DIST_POINT_free(point);
        return NULL;
}

bool x509_add_crl_url(X509 *certificate, const char *url)
{
        CRL_DIST_POINTS *points = CRL_DIST_POINTS_new();
        DIST_POINT *point = url_point(url_name(url));
        bool added = false;

        if (points && point && sk_DIST_POINT_push(points, point) > 0) {
                point = NULL; /* points' now */
                added = X509_add1_ext_i2d(certificate, NID_crl_distribution_points, points, 0,
                                          X509V3_ADD_DEFAULT) == 1;
        }
        DIST_POINT_free(point);
        CRL_DIST_POINTS_free(points);
        return added;
}

/* The mask of PSS is made with the hash that the certificate is hashed with, as in AMD's. */
static bool set_padding(EVP_PKEY_CTX *context, const struct x509_signing *signing)
{
        return signing->pss_salt == 0 ||
               (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
                EVP_PKEY_CTX_set_rsa_mgf1_md(context, signing->digest) > 0 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(context, signing->pss_salt) > 0);
}

X509 *x509_sign(X509 *certificate, bool complete, const struct x509_signing *signing)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *padding;
        bool is_signed =
                complete && context &&
                EVP_DigestSignInit(context, &padding, signing->digest, NULL, signing->key) > 0 &&
                set_padding(padding, signing) && X509_sign_ctx(certificate, context) > 0;

        EVP_MD_CTX_free(context);
        if (is_signed)
                return certificate;
        X509_free(certificate);
        return NULL;
}
