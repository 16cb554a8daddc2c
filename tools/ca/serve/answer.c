/*
 * tools/ca/serve/answer.c - see answer.h. Everything is checked before anything is made, and
 * everything is recorded before anything is sent: a certificate that nobody knows of could not be
 * revoked. All certificates of a request are recorded, or none.
 */
#include "tools/ca/serve/answer.h"

#include <openssl/bn.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "lib/wire/tpm_public.h"
#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/intermediate.h"
#include "tools/ca/policy/requests.h"
#include "tools/ca/authority/records.h"
#include "tools/x509/error.h"

static const char *const purpose_names[] = {
        [WIRE_PURPOSE_ENDORSEMENT] = "endorsement",
        [WIRE_PURPOSE_ATTESTATION] = "attestation",
        [WIRE_PURPOSE_IDEVID] = "idevid",
        [WIRE_PURPOSE_IAK] = "iak",
};

/* For what is wrong here and no business of who asks. */
static const char no_certificates[] = "certificates cannot be made, see the CA";

void answer_free(struct answer *answer)
{
        for (size_t i = 0; i < WIRE_KEYS_MAX; i++) {
                EVP_PKEY_free(answer->keys[i]);
                OPENSSL_free(answer->certificates[i]);
        }
        for (size_t i = 0; i < ANSWER_CHAIN; i++)
                OPENSSL_free(answer->chain[i]);
}

/* Makes the answer a refusal; what was ready is not sent. Returns -1. */
static int refuse(struct answer *answer, enum wire_status status, const char *text)
{
        snprintf(answer->text, sizeof(answer->text), "%s", text);
        fprintf(stderr, "cashew ca: refused: %s\n", answer->text);
        answer->reply = (struct wire_reply){
                .status = status,
                .text = { (const uint8_t *)answer->text, strlen(answer->text) },
        };
        return -1;
}

static int refuse_key(struct answer *answer, uint32_t key, const char *problem)
{
        char text[WIRE_TEXT_MAX];

        snprintf(text, sizeof(text), "key %u %s", (unsigned int)key + 1, problem);
        return refuse(answer, WIRE_STATUS_REFUSED, text);
}

static void hex(const uint8_t *data, size_t size, char *out)
{
        for (size_t i = 0; i < size; i++)
                snprintf(out + 2 * i, 3, "%02X", data[i]);
}

/* A chain is as strong as its weakest signature: whoever set the CA up may want another (`cashew ca init --curve`). */
static void say_if_weak(const struct session_ca *ca, const EVP_PKEY *key, uint32_t nv_index)
{
        int bits = EVP_PKEY_get_security_bits(ca->issuer->key);

        if (!ca->quiet && bits > 0 && EVP_PKEY_get_security_bits(key) > bits)
                fprintf(stderr,
                        "cashew ca: note: the key for NV index 0x%08x has %d bits of strength, the CA's that "
                        "signs %d\n",
                        (unsigned int)nv_index, EVP_PKEY_get_security_bits(key), bits);
}

/*
 * Recorded before it is given away. The key is known by the digest of its public area, which a
 * holder can compute again.
 */
static int add_record(const struct session_ca *ca, const struct wire_request *request,
                      const struct wire_key *key, X509 *certificate, struct wire_blob der,
                      const struct answer *answer)
{
        BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
        char *serial = number ? BN_bn2hex(number) : NULL;
        uint8_t digest[SHA256_DIGEST_LENGTH];
        char digest_hex[2 * SHA256_DIGEST_LENGTH + 1];
        char tpm[96];
        char profile[WIRE_PROFILE_MAX + 1];
        struct record record = {
                .serial = serial,
                .purpose = purpose_names[key->purpose],
                .nv_index = key->nv_index,
                .key_sha256 = digest_hex,
                .tpm = tpm,
                .certificate = der,
                .profile = profile,
                .measurement = answer->attested.measurement,
                .chip_id = answer->attested.chip_id,
        };
        int result;

        say_if_weak(ca, answer->keys[key - request->keys], key->nv_index);
        SHA256(key->public.data, key->public.size, digest);
        hex(digest, sizeof(digest), digest_hex);
        snprintf(tpm, sizeof(tpm), "id:%08X %.*s id:%08X", (unsigned int)request->tpm.manufacturer,
                 (int)request->tpm.vendor.size, (const char *)request->tpm.vendor.data,
                 (unsigned int)request->tpm.firmware_version[0]);
        snprintf(profile, sizeof(profile), "%.*s", (int)request->profile_name.size,
                 (const char *)request->profile_name.data);
        result = records_add(ca->records, &record);
        if (!result && !ca->quiet)
                fprintf(stderr, "cashew ca: issued %s for NV index 0x%08x of %s, profile %s%s\n",
                        serial, (unsigned int)key->nv_index, tpm, profile,
                        *record.measurement ? "" : ", UNATTESTED: nothing proves whose key it is");
        OPENSSL_free(serial);
        BN_free(number);
        return result;
}

/* The EK certificate by which the device is named: a profile has it in front of those that need it (lib/profile/check.c). */
static struct wire_blob find_endorsement(const struct wire_request *request,
                                         const struct answer *answer)
{
        for (uint32_t i = 0; i < answer->reply.certificate_count; i++) {
                if (request->keys[i].purpose == WIRE_PURPOSE_ENDORSEMENT)
                        return answer->reply.certificates[i].der;
        }
        return (struct wire_blob){ 0 };
}

static X509 *make_certificate(const struct session_ca *ca, const struct wire_request *request,
                              uint32_t number, const struct answer *answer)
{
        const struct profile_certificate *record = &answer->profile->certificates[number];
        bool instance = record->extension == PROFILE_EXTENSION_GCE_INSTANCE;
        struct certificate_issuer issuer = {
                .certificate = ca->issuer->certificate,
                .key = ca->issuer->key,
                .issuer_url = ca->policy->issuer_url,
                .crl_url = ca->policy->crl_url,
        };
        EVP_PKEY *key = answer->keys[number];
        uint16_t purpose = request->keys[number].purpose;

        if (purpose == WIRE_PURPOSE_ENDORSEMENT)
                return certificate_make_endorsement(key, &request->tpm, &issuer);
        if (purpose == WIRE_PURPOSE_ATTESTATION)
                return certificate_make_attestation(key, &request->tpm,
                                                    instance ? &ca->policy->gce : NULL, &issuer);
        return certificate_make_identity(key, &request->tpm, find_endorsement(request, answer),
                                         purpose == WIRE_PURPOSE_IAK, &issuer);
}

static int issue(const struct session_ca *ca, const struct wire_request *request, uint32_t number,
                 struct answer *answer)
{
        const struct wire_key *key = &request->keys[number];
        struct wire_certificate *out = &answer->reply.certificates[number];
        X509 *certificate = make_certificate(ca, request, number, answer);
        int size = certificate ? i2d_X509(certificate, &answer->certificates[number]) : -1;
        int result = -1;

        if (size > 0 && size <= WIRE_CERTIFICATE_MAX) {
                out->nv_index = key->nv_index;
                out->der = (struct wire_blob){ answer->certificates[number], (size_t)size };
                result = add_record(ca, request, key, certificate, out->der, answer);
        } else {
                x509_error("ca", "a certificate cannot be made");
        }
        X509_free(certificate);
        return result;
}

/* A certificate that no verifier will believe is not issued: the intermediate must be good itself. */
static int check_issuer(const struct session_ca *ca, struct answer *answer)
{
        const char *problem = certificate_time_problem(ca->issuer->certificate);
        int revoked;

        if (problem)
                return refuse(answer, WIRE_STATUS_FAILED, problem);
        revoked = intermediate_is_revoked(ca->records, ca->issuer->certificate);
        if (revoked > 0)
                return refuse(answer, WIRE_STATUS_FAILED,
                              "the CA's intermediate was revoked: see cashew ca renew");
        return revoked == 0 ? 0 : refuse(answer, WIRE_STATUS_FAILED, no_certificates);
}

/* One transaction: half a TPM's certificates are of no use, and must not be on record as issued. */
static int issue_all(const struct session_ca *ca, const struct wire_request *request,
                     struct answer *answer)
{
        if (records_begin(ca->records))
                return -1;
        for (uint32_t i = 0; i < request->key_count; i++) {
                if (issue(ca, request, i, answer)) {
                        records_roll_back(ca->records);
                        return -1;
                }
                answer->reply.certificate_count++;
        }
        return records_commit(ca->records);
}

/* The intermediate, then the root: a guest that has no other way to them reads them from NV. */
static int add_chain(const struct session_ca *ca, struct answer *answer)
{
        X509 *chain[ANSWER_CHAIN] = { ca->issuer->certificate, ca->issuer->root };

        for (size_t i = 0; i < ANSWER_CHAIN; i++) {
                int size = i2d_X509(chain[i], &answer->chain[i]);

                if (size <= 0)
                        return -1;
                answer->reply.chain[i] = (struct wire_blob){ answer->chain[i], (size_t)size };
        }
        answer->reply.chain_count = ANSWER_CHAIN;
        return 0;
}

/* The keys that may be certified, or a refusal. */
static int check_keys(const struct wire_request *request, struct answer *answer)
{
        struct tpm_public publics[WIRE_KEYS_MAX];
        uint32_t key;
        const char *problem = policy_check(request, publics, &key);

        if (problem)
                return refuse_key(answer, key, problem);
        for (key = 0; key < request->key_count; key++) {
                answer->keys[key] = certificate_key(&publics[key]);
                if (!answer->keys[key])
                        return refuse_key(answer, key, "is no valid public key");
        }
        return 0;
}

/* Who asks, and for what: everything but the keys themselves. */
static int check_request(const struct session_ca *ca, const struct wire_request *request,
                         struct answer *answer)
{
        char reason[WIRE_TEXT_MAX + 1];
        const struct profile_file *known;
        const char *problem;

        if (!ca->policy)
                return refuse(answer, WIRE_STATUS_FAILED, "the policy cannot be read, see the CA");
        if (!request_check_report(ca, request, &answer->attested, reason, sizeof(reason)))
                return refuse(answer, WIRE_STATUS_REFUSED, reason);
        problem = policy_check_facts(&request->tpm);
        if (problem)
                return refuse(answer, WIRE_STATUS_REFUSED, problem);
        known = policy_find_profile(ca->policy, request->profile_digest.data,
                                    request->profile_digest.size);
        if (!known) {
                snprintf(reason, sizeof(reason), "profile %.*s with that digest is not known here",
                         (int)request->profile_name.size, (const char *)request->profile_name.data);
                return refuse(answer, WIRE_STATUS_REFUSED, reason);
        }
        answer->profile = &known->profile;
        if (!request_check_profile(answer->profile, request, reason, sizeof(reason)))
                return refuse(answer, WIRE_STATUS_REFUSED, reason);
        return 0;
}

/* Google's certificates say of which instance a key is. */
static int check_instance(const struct session_ca *ca, struct answer *answer)
{
        for (uint32_t i = 0; i < answer->profile->certificate_count; i++) {
                if (answer->profile->certificates[i].extension == PROFILE_EXTENSION_GCE_INSTANCE &&
                    !ca->policy->has_gce)
                        return refuse(answer, WIRE_STATUS_REFUSED,
                                      "the policy says nothing of a GCE instance");
        }
        return 0;
}

/* Everything from the checks on; fills in a refusal where it stops. */
static int decide(const struct session_ca *ca, const struct wire_request *request, bool fresh,
                  struct answer *answer)
{
        if (!fresh)
                return refuse(answer, WIRE_STATUS_REFUSED, "the challenge is not the last one");
        if (check_request(ca, request, answer) || check_keys(request, answer) ||
            check_instance(ca, answer))
                return -1;
        if (check_issuer(ca, answer))
                return -1;
        if (issue_all(ca, request, answer) || add_chain(ca, answer))
                return refuse(answer, WIRE_STATUS_FAILED, no_certificates);
        return 0;
}

void answer_make(const struct session_ca *ca, const struct wire_request *request, bool fresh,
                 struct answer *out)
{
        *out = (struct answer){ 0 };
        /* What went wrong is in the answer. */
        (void)!decide(ca, request, fresh, out);
}
