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

static const char *verify(X509_STORE_CTX *context, bool vlek, const char *product)
{
        if (X509_verify_cert(context) != 1)
                return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
        return check_links(X509_STORE_CTX_get0_chain(context), vlek, product);
}

/*
 * OpenSSL takes the roots from the store only: what came with the report is not trusted, however it
 * is signed.
 */
const char *certificates_verify(const struct amd_certificates *certificates, bool vlek,
                                X509_STORE *roots, const struct amd_facts *facts)
{
        X509 *leaf = vlek ? certificates->vlek : certificates->vcek;
        const char *product = snp_product_facts(facts->product)->name;
        STACK_OF(X509) *between = sk_X509_new_null();
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        const char *problem = "OpenSSL has no memory";

        if (!certificates->intermediate)
                problem = "the intermediate certificate is missing";
        else if (between && context && sk_X509_push(between, certificates->intermediate) > 0 &&
                 X509_STORE_CTX_init(context, roots, leaf, between) == 1)
                problem = verify(context, vlek, product);
        X509_STORE_CTX_free(context);
        sk_X509_free(between);
        ERR_clear_error();
        return problem;
}
