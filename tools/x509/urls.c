/* tools/x509/urls.c - see urls.h. */
#include "tools/x509/urls.h"

#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

bool url_is_good(const char *text)
{
        static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-._~:/?#[]@!$&'()*+,;=%";
        const char *rest = strstr(text, "://");
        size_t scheme = rest ? (size_t)(rest - text) : 0;

        return ((scheme == 4 && strncmp(text, "http", 4) == 0) ||
                (scheme == 5 && strncmp(text, "https", 5) == 0) ||
                (scheme == 4 && strncmp(text, "file", 4) == 0)) &&
               rest[3] != '\0' && text[strspn(text, characters)] == '\0';
}

bool urls_of_base(const char *base, const char *issuer, struct urls *out)
{
        size_t length = strlen(base);
        int size;

        while (length > 0 && base[length - 1] == '/')
                length--;
        size = snprintf(out->certificate, sizeof(out->certificate), "%.*s/%s.cer", (int)length,
                        base, issuer);
        snprintf(out->list, sizeof(out->list), "%.*s/%s.crl", (int)length, base, issuer);
        return size > 0 && (size_t)size < sizeof(out->certificate);
}

const char *urls_read_base(const char *text, void *place)
{
        struct urls urls;

        if (!url_is_good(text) || !urls_of_base(text, "issuer", &urls))
                return "a URL of http, https or file, without spaces, of at most 240 characters";
        *(const char **)place = text;
        return NULL;
}

/* A name that is no URL, or is too long, is left out. */
static void copy_url(const GENERAL_NAME *name, char out[URL_MAX + 1])
{
        int type;
        const ASN1_STRING *text = GENERAL_NAME_get0_value(name, &type);
        int length = type == GEN_URI ? ASN1_STRING_length(text) : 0;

        if (length > 0 && length <= URL_MAX)
                snprintf(out, URL_MAX + 1, "%.*s", length,
                         (const char *)ASN1_STRING_get0_data(text));
}

static void read_issuer(const X509 *certificate, char out[URL_MAX + 1])
{
        AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);

        for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++) {
                const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(access, i);

                if (OBJ_obj2nid(one->method) == NID_ad_ca_issuers)
                        copy_url(one->location, out);
        }
        AUTHORITY_INFO_ACCESS_free(access);
}

static void read_list(const X509 *certificate, char out[URL_MAX + 1])
{
        CRL_DIST_POINTS *points =
                X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);

        for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
                const DIST_POINT *point = sk_DIST_POINT_value(points, i);

                if (point->distpoint && point->distpoint->type == 0 &&
                    sk_GENERAL_NAME_num(point->distpoint->name.fullname) > 0)
                        copy_url(sk_GENERAL_NAME_value(point->distpoint->name.fullname, 0), out);
        }
        CRL_DIST_POINTS_free(points);
}

struct urls urls_of_certificate(const X509 *certificate)
{
        struct urls urls = { 0 };

        read_issuer(certificate, urls.certificate);
        read_list(certificate, urls.list);
        return urls;
}
