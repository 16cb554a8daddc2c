/* tools/tpm/conform/certificates.c - the certificates that a profile puts into NV indices. */
#include "tools/tpm/device/certificate.h"
#include "tools/tpm/device/compare.h"
#include "tools/tpm/conform/checks.h"

#include "lib/wire/manufacture.h"

/* TCG EK Credential Profile: tcg-kp-EKCertificate, tcg-kp-AIKCertificate. */
#define OID_EK_CERTIFICATE "2.23.133.8.1"
#define OID_AK_CERTIFICATE "2.23.133.8.3"
#define OID_GCE_INSTANCE   "1.3.6.1.4.1.11129.2.1.21"

/* TCG OID Registry: tcg-cap-verifiedTPMResidency, -Fixed, -Restricted. */
#define OID_TPM_RESIDENCY  "2.23.133.11.1.1"
#define OID_TPM_FIXED      "2.23.133.11.1.2"
#define OID_TPM_RESTRICTED "2.23.133.11.1.3"

/* What certificates of a purpose have: an extended key usage (or NULL), and policies (or NULL). */
static const struct {
        const char *usage;
        const char *usage_expected;
        const char *policy;
        const char *policy_expected;
} forms[] = {
        [WIRE_PURPOSE_ENDORSEMENT] = { OID_EK_CERTIFICATE, "the key usage " OID_EK_CERTIFICATE,
                                       NULL, NULL },
        [WIRE_PURPOSE_ATTESTATION] = { OID_AK_CERTIFICATE, "the key usage " OID_AK_CERTIFICATE,
                                       NULL, NULL },
        [WIRE_PURPOSE_IDEVID] = { NULL, NULL, OID_TPM_FIXED,
                                  "the policies " OID_TPM_RESIDENCY " and " OID_TPM_FIXED },
        [WIRE_PURPOSE_IAK] = { OID_AK_CERTIFICATE, "the key usage " OID_AK_CERTIFICATE,
                               OID_TPM_RESTRICTED,
                               "the policies " OID_TPM_RESIDENCY " and " OID_TPM_RESTRICTED },
};

/* What is wrong with it, or NULL; *@expected is then what should be. */
static const char *problem(const struct profile_certificate *it, X509 *certificate,
                           const struct observed_key *key, const char **expected)
{
        struct tpm_public public;

        *expected = "a certificate of this TPM's key";
        if (key->public.size == 0 || tpm_public_read(key->public.area, key->public.size, &public))
                return "there is no key to compare it with";
        if (!certificate_has_key(certificate, &public))
                return "a certificate of another key";
        *expected = forms[it->purpose].usage_expected;
        if (forms[it->purpose].usage &&
            !certificate_has_usage(certificate, forms[it->purpose].usage))
                return "a certificate without its extended key usage";
        *expected = forms[it->purpose].policy_expected;
        if (forms[it->purpose].policy &&
            !(certificate_has_policy(certificate, OID_TPM_RESIDENCY) &&
              certificate_has_policy(certificate, forms[it->purpose].policy)))
                return "a certificate without its policies";
        *expected = "the extension " OID_GCE_INSTANCE;
        if (it->extension == PROFILE_EXTENSION_GCE_INSTANCE &&
            !certificate_has_extension(certificate, OID_GCE_INSTANCE))
                return "a certificate without the instance";
        return NULL;
}

/* Behind the certificate, as far as the index goes, there are zeros. */
static const char *padding_problem(const struct observed_nv *nv, size_t used)
{
        for (size_t i = used; i < nv->size; i++)
                if (nv->content[i])
                        return "bytes behind the certificate";
        return NULL;
}

static void check_certificate(struct report *report, const struct profile_certificate *it,
                              const struct observed_nv *nv, const struct observed_key *key,
                              const char *what)
{
        const char *expected = "zeros behind the certificate";
        const char *found;
        char issuer[CERTIFICATE_TEXT_MAX];
        struct text text = { 0 };
        size_t used;
        X509 *certificate = certificate_parse(nv->content, nv->size, &used);

        if (!certificate) {
                report_line(report, what, "something else", "a certificate in DER");
                return;
        }
        found = padding_problem(nv, used);
        if (!found)
                found = problem(it, certificate, key, &expected);
        if (found) {
                report_line(report, what, found, expected);
        } else {
                certificate_issuer(certificate, issuer);
                text_add(&text, "%zu bytes, of this key, by %s", used, issuer);
                report_line(report, what, text.data, NULL);
        }
        X509_free(certificate);
}

static void check(struct report *report, const struct observed *observed,
                  const struct profile_certificate *it)
{
        const struct profile_key *key = &observed->profile->keys[it->key];
        const struct observed_nv *nv = &observed->nv[it->nv];
        char what[96];

        snprintf(what, sizeof(what), "certificate of %.*s", (int)key->name.size,
                 (const char *)key->name.data);
        if (observed_nothing(nv->code) && !it->required)
                report_line(report, what, "not there, and need not be", NULL);
        else if (nv->read_code)
                report_line(report, what, device_problem(nv->read_code), "a certificate");
        else
                check_certificate(report, it, nv, &observed->keys[it->key], what);
}

void conform_certificates(struct report *report, const struct observed *observed)
{
        for (uint32_t i = 0; i < observed->profile->certificate_count; i++)
                check(report, observed, &observed->profile->certificates[i]);
}
