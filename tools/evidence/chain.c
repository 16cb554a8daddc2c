/*
 * tools/evidence/chain.c - from a VCEK or VLEK to a root that is trusted here. Besides what OpenSSL
 * verifies (RFC 5280, section 6), the chain has to look as AMD's do: ARK, ASK, VCEK, or ARK, ASVK,
 * VLEK, names and algorithms included; else any CA below a trusted root could make a chip.
 */
#include "tools/evidence/certificates.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <string.h>

#define CHAIN_LENGTH    3 /* leaf, intermediate, root */
#define COMMON_NAME_MAX 64

/* Certificates of AMD's are all signed this way. */
static bool signed_as_amds(X509 *certificate)
{
        int digest;
        int algorithm;

        return X509_get_signature_info(certificate, &digest, &algorithm, NULL, NULL) == 1 &&
               digest == NID_sha384 && algorithm == NID_rsassaPss;
}

static bool is_named(const X509 *certificate, const char *expected)
{
        char name[COMMON_NAME_MAX];

        return strcmp(certificate_common_name(certificate, name, sizeof(name)), expected) == 0;
}

static const char *check_links(STACK_OF(X509) * chain, bool vlek, const char *product)
{
        char intermediate[COMMON_NAME_MAX];
        char root[COMMON_NAME_MAX];

        if (!chain || sk_X509_num(chain) != CHAIN_LENGTH)
                return "it is not of three certificates";
        for (int i = 0; i < CHAIN_LENGTH; i++) {
                if (!signed_as_amds(sk_X509_value(chain, i)))
                        return "a certificate is not signed with RSA-PSS and SHA-384";
        }
        snprintf(intermediate, sizeof(intermediate), "SEV-%s%s", vlek ? "VLEK-" : "", product);
        snprintf(root, sizeof(root), "ARK-%s", product);
        if (!is_named(sk_X509_value(chain, 0), vlek ? "SEV-VLEK" : "SEV-VCEK"))
                return "the last certificate is of another kind";
        if (!is_named(sk_X509_value(chain, 1), intermediate) ||
            !is_named(sk_X509_value(chain, 2), root))
                return "its names are not of one product";
        return NULL;
}

/* When a certificate was valid, since who looks at old evidence wants to know what to say instead of now. */
static const char *time_problem(X509_STORE_CTX *context, int error, char text[CHAIN_REASON_MAX])
{
        X509 *certificate = X509_STORE_CTX_get_current_cert(context);
        bool late = error == X509_V_ERR_CERT_HAS_EXPIRED;
        const ASN1_TIME *end =
                late ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate);
        char name[COMMON_NAME_MAX];
        char when[32];
        struct tm tm;

        certificate_common_name(certificate, name, sizeof(name));
        if (ASN1_TIME_to_tm(end, &tm) != 1 || !strftime(when, sizeof(when), "%FT%TZ", &tm))
                return X509_verify_cert_error_string(error);
        snprintf(text, CHAIN_REASON_MAX, "%s %s %s; --time says when the evidence was made", name,
                 late ? "has expired at" : "is not valid before", when);
        return text;
}

static const char *verify_problem(X509_STORE_CTX *context, char text[CHAIN_REASON_MAX])
{
        int error = X509_STORE_CTX_get_error(context);

        if ((error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID) &&
            X509_STORE_CTX_get_current_cert(context))
                return time_problem(context, error, text);
        return X509_verify_cert_error_string(error);
}

/* AMD gives out CRLs of the root's. That there is none of the intermediate's, about leaves, is no reason to doubt. */
static int accept_missing_list(int good, X509_STORE_CTX *context)
{
        if (!good && X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_CRL &&
            X509_STORE_CTX_get_error_depth(context) == 0) {
                X509_STORE_CTX_set_error(context, X509_V_OK);
                return 1;
        }
        return good;
}

/* Who looks at evidence of last year has the list of today: whoever is on it since is not to be trusted either. */
static int accept_later_list(int good, X509_STORE_CTX *context)
{
        if (!good && X509_STORE_CTX_get_error(context) == X509_V_ERR_CRL_NOT_YET_VALID) {
                X509_STORE_CTX_set_error(context, X509_V_OK);
                return 1;
        }
        return accept_missing_list(good, context);
}

/* A context for the leaf and the intermediates that came with it; NULL if OpenSSL has no memory. */
static X509_STORE_CTX *open_context(const struct amd_certificates *certificates, bool vlek,
                                    const struct report_rules *rules, STACK_OF(X509) * between)
{
        X509 *leaf = vlek ? certificates->vlek : certificates->vcek;
        X509_STORE_CTX *context = X509_STORE_CTX_new();

        for (int i = 0; between && i < sk_X509_num(certificates->more); i++)
                sk_X509_push(between, sk_X509_value(certificates->more, i));
        if (!between || !context || sk_X509_push(between, certificates->intermediate) <= 0 ||
            X509_STORE_CTX_init(context, rules->roots, leaf, between) != 1) {
                X509_STORE_CTX_free(context);
                return NULL;
        }
        if (rules->time_given)
                X509_STORE_CTX_set_time(context, 0, (time_t)rules->time);
        return context;
}

/*
 * OpenSSL takes the roots from the store only: what came with the report is not trusted, however it
 * is signed.
 */
const char *certificates_verify(const struct amd_certificates *certificates, bool vlek,
                                const struct report_rules *rules, const struct amd_facts *facts,
                                char reason[CHAIN_REASON_MAX])
{
        const char *product = snp_product_facts(facts->product)->name;
        STACK_OF(X509) *between = sk_X509_new_null();
        X509_STORE_CTX *context = NULL;
        const char *problem = NULL;

        if (!certificates->intermediate)
                problem = "the intermediate certificate is missing";
        else
                context = open_context(certificates, vlek, rules, between);
        if (!context && !problem)
                problem = "OpenSSL has no memory";
        else if (context && X509_verify_cert(context) != 1)
                problem = verify_problem(context, reason);
        else if (context)
                problem = check_links(X509_STORE_CTX_get0_chain(context), vlek, product);
        X509_STORE_CTX_free(context);
        sk_X509_free(between);
        ERR_clear_error();
        return problem;
}

const char *certificates_check_crls(const struct amd_certificates *certificates, bool vlek,
                                    const struct report_rules *rules, char reason[CHAIN_REASON_MAX])
{
        STACK_OF(X509) *between = sk_X509_new_null();
        X509_STORE_CTX *context = open_context(certificates, vlek, rules, between);
        const char *problem = "OpenSSL has no memory";

        if (context) {
                X509_STORE_CTX_set0_crls(context, rules->crls);
                X509_STORE_CTX_set_flags(context,
                                         X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
                X509_STORE_CTX_set_verify_cb(context, rules->time_given ? accept_later_list
                                                                        : accept_missing_list);
                problem = X509_verify_cert(context) == 1 ? NULL : verify_problem(context, reason);
        }
        X509_STORE_CTX_free(context);
        sk_X509_free(between);
        ERR_clear_error();
        return problem;
}
