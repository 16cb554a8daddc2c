/* tools/attest/ear/token.c - see token.h. */
#include "tools/attest/ear/token.h"

#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "tools/rats/claims.h"
#include "tools/rats/cose.h"
#include "tools/rats/jws.h"

#define CLAIMS_MOST 65536 /* bytes; 64 steps have less than 20000 */

#define DEVELOPER "Cashew"

/* Claims of CWT and EAT (RFC 8392; RFC 9711). */
#define ISSUED_AT          CLAIM("iat", 6)
#define NONCE              CLAIM("eat_nonce", 10)
#define EAT_PROFILE        CLAIM("eat_profile", 265)
#define SUBMODULES         CLAIM("submods", 266)
#define VERIFIER_DEVELOPER CLAIM("developer", 0)
#define VERIFIER_BUILD     CLAIM("build", 1)
#define ATTESTED_KEY       CLAIM("akpub", 0)

/* Claims of EAR as editions of its draft have them. */
struct edition {
        const char *profile;
        struct claim status;
        struct claim vector;
        struct claim policy;
        bool several_policies; /* it is a list of them */
        struct claim verifier;
        struct claim evidence;
        struct claim steps;
        struct claim key;
};

static const struct edition editions[] = {
        [EAR_PROFILE_VERAISON] = {
                .profile = "tag:github.com,2023:veraison/ear",
                .status = { "ear.status", 1000, false },
                .vector = { "ear.trustworthiness-vector", 1001, false },
                .policy = { "ear.appraisal-policy-id", 1003, false },
                .verifier = { "ear.verifier-id", 1004, false },
                .evidence = { "ear.veraison.annotated-evidence", -70000, false },
                .steps = { "ear.veraison.policy-claims", -70001, false },
                .key = { "ear.veraison.key-attestation", -70002, false },
        },
        [EAR_PROFILE_IETF] = {
                .profile = "tag:ietf.org,2026:rats/ear#04",
                .status = { "ear_status", 1000, false },
                .vector = { "ear_trustworthiness_vector", 1001, false },
                .policy = { "ear_appraisal_policy_ids", 1003, false },
                .several_policies = true,
                .verifier = { "ear_verifier_id", 1004, false },
                .evidence = { "ear_attester_claims", 1005, false },
                .steps = { "ear_verifier_claims", 1006, false },
                .key = { "ear_veraison_key_attestation", -70002, false },
        },
};

static const struct edition *edition_of(const struct ear *ear)
{
        return &editions[ear->edition];
}

static const char *const claim_names[EAR_CLAIMS] = {
        [EAR_INSTANCE] = "instance-identity", [EAR_CONFIGURATION] = "configuration",
        [EAR_EXECUTABLES] = "executables",    [EAR_FILE_SYSTEM] = "file-system",
        [EAR_HARDWARE] = "hardware",          [EAR_RUNTIME] = "runtime-opaque",
        [EAR_STORAGE] = "storage-opaque",     [EAR_SOURCED] = "sourced-data",
};

static const char *tier_name(enum ear_tier tier)
{
        switch (tier) {
        case EAR_AFFIRMING:
                return "affirming";
        case EAR_WARNING:
                return "warning";
        case EAR_CONTRAINDICATED:
                return "contraindicated";
        default:
                return "none";
        }
}

/* A word in JSON, a number in CBOR. */
static void write_status(struct claims *out, struct claim claim, enum ear_tier status)
{
        if (out->json)
                claims_text(out, claim, tier_name(status));
        else
                claims_integer(out, claim, status);
}

/* All eight, with 0 for what was not looked at: nobody has to know what a missing one means. */
static void write_vector(struct claims *out, struct claim claim, const uint8_t vector[EAR_CLAIMS])
{
        claims_map(out, claim, EAR_CLAIMS);
        for (unsigned int i = 0; i < EAR_CLAIMS; i++)
                claims_integer(out, CLAIM(claim_names[i], i), vector[i]);
        claims_map_end(out);
}

/* In the order of deterministic CBOR: the shortest names first. */
static void write_report(struct claims *out, struct claim claim, const struct snp_report *report)
{
        claims_map(out, claim, 12);
        claims_integer(out, CLAIM_NAMED("vmpl"), report->vmpl);
        claims_hex_number(out, CLAIM_NAMED("policy"), report->policy);
        claims_hex(out, CLAIM_NAMED("chip_id"), report->chip_id, sizeof(report->chip_id));
        claims_integer(out, CLAIM_NAMED("version"), report->version);
        claims_hex(out, CLAIM_NAMED("image_id"), report->image_id, sizeof(report->image_id));
        claims_hex(out, CLAIM_NAMED("family_id"), report->family_id, sizeof(report->family_id));
        claims_integer(out, CLAIM_NAMED("guest_svn"), report->guest_svn);
        claims_hex(out, CLAIM_NAMED("host_data"), report->host_data, sizeof(report->host_data));
        claims_hex(out, CLAIM_NAMED("measurement"), report->measurement,
                   sizeof(report->measurement));
        claims_hex(out, CLAIM_NAMED("report_data"), report->report_data,
                   sizeof(report->report_data));
        claims_hex_number(out, CLAIM_NAMED("reported_tcb"), report->reported_tcb);
        claims_hex_number(out, CLAIM_NAMED("platform_info"), report->platform_info);
        claims_map_end(out);
}

static void write_tpm(struct claims *out, const struct ear *ear)
{
        claims_map(out, edition_of(ear)->evidence, 2);
        claims_text(out, CLAIM_NAMED("profile"), ear->profile);
        claims_hex(out, CLAIM_NAMED("profile_digest"), ear->profile_digest,
                   ear->profile_digest_size);
        claims_map_end(out);
}

/* As SubjectPublicKeyInfo, which Veraison's key attestation takes. */
static void write_key(struct claims *out, struct claim claim, EVP_PKEY *key)
{
        uint8_t *der = NULL;
        int size = i2d_PUBKEY(key, &der);

        if (size <= 0) {
                out->out->failed = true;
                return;
        }
        claims_map(out, claim, 1);
        claims_bytes(out, ATTESTED_KEY, der, (size_t)size);
        claims_map_end(out);
        OPENSSL_free(der);
}

static const char *verdict_name(enum step_verdict verdict)
{
        return verdict == STEP_PASSED ? "passed" : verdict == STEP_FAILED ? "failed" : "skipped";
}

/* The steps as --json has them: why the vector is what it is. */
static void write_steps(struct claims *out, struct claim claim, const struct steps *steps,
                        enum ear_attester attester)
{
        size_t count = 0;

        for (size_t i = 0; i < steps->count; i++)
                count += ear_step_is_of(steps->list[i].name, attester);
        claims_map(out, claim, 1);
        claims_array(out, CLAIM_NAMED("steps"), count);
        for (size_t i = 0; i < steps->count; i++) {
                const struct step *step = &steps->list[i];

                if (!ear_step_is_of(step->name, attester))
                        continue;
                claims_map(out, CLAIM_ELEMENT, 3);
                claims_text(out, CLAIM_NAMED("name"), step->name);
                claims_text(out, CLAIM_NAMED("detail"), step->detail);
                claims_text(out, CLAIM_NAMED("verdict"), verdict_name(step->verdict));
                claims_map_end(out);
        }
        claims_array_end(out);
        claims_map_end(out);
}

static void write_policy(struct claims *out, const struct ear *ear)
{
        const struct edition *edition = edition_of(ear);

        if (!edition->several_policies) {
                claims_text(out, edition->policy, ear->policy_id);
                return;
        }
        claims_array(out, edition->policy, 1);
        claims_text(out, CLAIM_ELEMENT, ear->policy_id);
        claims_array_end(out);
}

static void write_appraisal(struct claims *out, const struct ear *ear, enum ear_attester attester)
{
        const struct ear_appraisal *appraisal = &ear->appraisals[attester];
        const struct edition *edition = edition_of(ear);
        bool machine = attester == EAR_MACHINE;
        bool evidence = machine ? ear->report != NULL : ear->profile != NULL;
        bool key = !machine && ear->key;

        claims_map(out, CLAIM_NAMED(machine ? EAR_MACHINE_NAME : EAR_TPM_NAME),
                   3u + (ear->policy_id != NULL) + evidence + key);
        write_status(out, edition->status, appraisal->status);
        write_vector(out, edition->vector, appraisal->vector);
        if (ear->policy_id)
                write_policy(out, ear);
        if (evidence && machine)
                write_report(out, edition->evidence, ear->report);
        else if (evidence)
                write_tpm(out, ear);
        write_steps(out, edition->steps, ear->steps, attester);
        if (key)
                write_key(out, edition->key, ear->key);
        claims_map_end(out);
}

static void write_submodules(struct claims *out, const struct ear *ear)
{
        bool machine = ear->appraisals[EAR_MACHINE].present;
        bool tpm = ear->appraisals[EAR_TPM].present || !machine;

        claims_map(out, SUBMODULES, (size_t)machine + tpm);
        if (tpm)
                write_appraisal(out, ear, EAR_TPM);
        if (machine)
                write_appraisal(out, ear, EAR_MACHINE);
        claims_map_end(out);
}

bool ear_claims(const struct ear *ear, bool json, struct bytes_writer *writer)
{
        struct claims out = claims_begin(writer, json);

        claims_map(&out, CLAIM_ELEMENT, 4u + (ear->nonce_size != 0));
        claims_integer(&out, ISSUED_AT, ear->issued);
        if (ear->nonce_size)
                claims_bytes(&out, NONCE, ear->nonce, ear->nonce_size);
        claims_text(&out, EAT_PROFILE, edition_of(ear)->profile);
        write_submodules(&out, ear);
        claims_map(&out, edition_of(ear)->verifier, 2);
        claims_text(&out, VERIFIER_DEVELOPER, DEVELOPER);
        claims_text(&out, VERIFIER_BUILD, "cashew " CASHEW_VERSION);
        claims_map_end(&out);
        claims_map_end(&out);
        return !writer->failed;
}

static bool sign_jwt(const struct bytes_writer *claims, EVP_PKEY *key, struct bytes_writer *out)
{
        char *token = jws_sign(key, claims->data, claims->size);

        if (!token)
                return false;
        bytes_write(out, token, strlen(token));
        bytes_write(out, "\n", 1);
        free(token);
        return !out->failed;
}

bool ear_sign(const struct ear *ear, enum ear_format format, EVP_PKEY *key,
              struct bytes_writer *out)
{
        const struct cose_header header = { 0 };
        uint8_t *buffer = malloc(CLAIMS_MOST);
        struct bytes_writer claims = bytes_writer(buffer, CLAIMS_MOST);
        bool good = buffer && ear_claims(ear, format == EAR_JWT, &claims);

        if (good && format == EAR_JWT)
                good = sign_jwt(&claims, key, out);
        else if (good)
                good = cose_sign1(key, &header, claims.data, claims.size, out);
        free(buffer);
        return good;
}
