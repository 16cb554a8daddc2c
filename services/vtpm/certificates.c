/* services/vtpm/certificates.c - see certificates.h. */
#include "services/vtpm/certificates.h"
#include "services/runtime/service.h"
#include "services/vtpm/authority.h"
#include "services/vtpm/certificate.h"
#include "services/vtpm/evidence.h"
#include "services/vtpm/facts.h"
#include "services/vtpm/mending.h"
#include "services/vtpm/nv.h"
#include "services/vtpm/commands/key.h"

#include <stdlib.h>
#include <string.h>

#define ISSUER_NAME_MAX 48

/* Too large for the stack of a small service. */
static struct authority authority;
static struct evidence evidence;

/* One certificate record, with its key. */
struct job {
        const struct profile_certificate *record;
        const struct profile_key *key;
        struct tpm_public public;
        char name[PROFILE_NAME_MAX + 1]; /* of the key */
};

static int stopped(const struct job *job, const char *what)
{
        return mending_problem("%s: %s", job->name, what);
}

static int begin(const struct profile *profile, const struct memory *memory, uint32_t number,
                 struct job *out)
{
        const struct tpm_area *area;

        out->record = &profile->certificates[number];
        out->key = &profile->keys[out->record->key];
        personality_text(out->key->name, out->name);
        area = &memory->keys[out->record->key].public;
        if (tpm_public_read(area->data, area->size, &out->public) ||
            !tpm_public_has_key(&out->public))
                return stopped(out, "is not a key that can have a certificate");
        return 0;
}

/* A copy that stays. */
static int keep(const struct job *job, struct wire_blob der, struct wire_blob *out)
{
        uint8_t *copy = malloc(der.size);

        if (!copy)
                return stopped(job, "there is no memory for its certificate");
        memcpy(copy, der.data, der.size);
        *out = (struct wire_blob){ copy, der.size };
        return 0;
}

/* What an earlier boot has put into NV, if it is a certificate of the key. */
static int find_kept(const struct profile *profile, struct memory *memory, uint32_t number,
                     struct certificates *out)
{
        uint8_t nv = profile->certificates[number].nv;
        const struct nv_index index = { &profile->nv[nv], &memory->nv[nv] };
        static uint8_t data[NV_SIZE_MAX];
        struct wire_blob der = { .data = data };
        char issuer[ISSUER_NAME_MAX];
        struct job job;
        size_t size;

        if (begin(profile, memory, number, &job) || nv_read(&index, data, &size))
                return -1;
        der.size = certificate_size(data, size);
        if (der.size == 0 || certificate_check(der, &job.public, (struct wire_blob){ 0 }, issuer,
                                               sizeof(issuer)) != CERTIFICATE_OK)
                return 0;
        return keep(&job, der, &out->der[number]);
}

static const char *kind_of(const struct tpm_public *public)
{
        switch (public->type == TPM_ALG_RSA ? public->rsa_bits : public->curve) {
        case TPM_ECC_NIST_P256:
                return "P-256";
        case TPM_ECC_NIST_P384:
                return "P-384";
        case TPM_ECC_NIST_P521:
                return "P-521";
        case 2048:
                return "RSA-2048";
        case 3072:
                return "RSA-3072";
        default:
                return "RSA";
        }
}

static void log_certificate(const struct job *job, uint32_t nv_index, size_t size,
                            const char *issuer)
{
        service_log("vtpm: %s: certificate of %s, %zu bytes at 0x%08x, by %s", job->name,
                    kind_of(&job->public), size, (unsigned int)nv_index, issuer);
}

static const struct wire_certificate *find(const struct wire_reply *reply, uint32_t nv_index)
{
        for (uint32_t i = 0; i < reply->certificate_count; i++) {
                if (reply->certificates[i].nv_index == nv_index)
                        return &reply->certificates[i];
        }
        return NULL;
}

static int take(const struct profile *profile, const struct memory *memory, uint32_t number,
                const struct wire_reply *reply, struct certificates *out)
{
        uint32_t nv_index = profile->nv[profile->certificates[number].nv].index;
        const struct wire_certificate *certificate = find(reply, nv_index);
        struct wire_blob issuer = reply->chain_count ? reply->chain[0] : (struct wire_blob){ 0 };
        enum certificate_verdict verdict;
        char name[ISSUER_NAME_MAX];
        struct job job;

        if (begin(profile, memory, number, &job))
                return -1;
        if (!certificate)
                return stopped(&job, "the CA sent no certificate for it");
        verdict = certificate_check(certificate->der, &job.public, issuer, name, sizeof(name));
        if (verdict != CERTIFICATE_OK) {
                return mending_problem("%s: the certificate %s", job.name,
                                       certificate_problem(verdict));
        }
        out->der[number] = certificate->der;
        log_certificate(&job, nv_index, certificate->der.size, name);
        return 0;
}

/* A reply is good as a whole or not at all. */
static int take_all(const struct profile *profile, const struct memory *memory,
                    const struct wire_reply *reply, struct certificates *out)
{
        if (reply->certificate_count != profile->certificate_count) {
                return mending_problem("%u certificates came for %u keys",
                                       (unsigned int)reply->certificate_count,
                                       (unsigned int)profile->certificate_count);
        }
        for (uint32_t i = 0; i < profile->certificate_count; i++) {
                if (take(profile, memory, i, reply, out))
                        return -1;
        }
        out->chain_count = reply->chain_count;
        memcpy(out->chain, reply->chain, sizeof(out->chain));
        return 0;
}

static void list_keys(const struct profile *profile, const struct memory *memory,
                      struct wire_request *request)
{
        request->key_count = profile->certificate_count;
        for (uint32_t i = 0; i < profile->certificate_count; i++) {
                const struct profile_certificate *record = &profile->certificates[i];
                const struct tpm_area *area = &memory->keys[record->key].public;

                request->keys[i] = (struct wire_key){
                        .purpose = record->purpose,
                        .nv_index = profile->nv[record->nv].index,
                        .public = { area->data, area->size },
                };
        }
}

/* Puts a report over what the request says behind it. Without one the CA decides. */
static int prove(struct wire_request *request)
{
        static uint8_t bound[ATTEST_PEER_DATA_MAX];
        struct bytes_writer out = bytes_writer(bound, sizeof(bound));

        wire_write_request_bound(&out, request);
        if (out.failed) {
                return mending_problem("the request for certificates is too long");
        }
        evidence_get(ATTEST_PEER_REPORT, (struct wire_blob){ bound, out.size }, true, &evidence);
        request->report = (struct wire_blob){ evidence.report, evidence.report_size };
        request->host_certificates =
                (struct wire_blob){ evidence.certificates, evidence.certificates_size };
        return 0;
}

/* Asks the CA for all of them; what it gives is in @reply. */
static int ask(const struct personality *personality, const struct memory *memory,
               struct wire_reply *reply)
{
        const struct profile *profile = &personality->profile;
        struct wire_request request = {
                .profile_name = { profile->name.data, profile->name.size },
                .profile_digest = { personality->digest, sizeof(personality->digest) },
        };
        uint8_t vendor[WIRE_VENDOR_MAX];

        if (facts_read(&request.tpm, vendor) || authority_find(&authority))
                return -1;
        list_keys(profile, memory, &request);
        authority_challenge(&authority, &request);
        return prove(&request) ? -1 : authority_certify(&authority, &request, reply);
}

/* How many are missing, and whether one of them is required. */
static uint32_t count_missing(const struct profile *profile, const struct certificates *found,
                              bool *required)
{
        uint32_t missing = 0;

        *required = false;
        for (uint32_t i = 0; i < profile->certificate_count; i++) {
                if (found->der[i].size)
                        continue;
                missing++;
                *required |= profile->certificates[i].required;
        }
        return missing;
}

/* A later boot asks for all or for nothing, so that what is in NV is of one CA. */
static int get_missing(const struct personality *personality, struct memory *memory,
                       bool ask_nobody, struct certificates *out)
{
        struct wire_reply reply;
        bool required;

        if (count_missing(&personality->profile, out, &required) == 0)
                return 0;
        if (!ask_nobody && ask(personality, memory, &reply) == 0)
                return take_all(&personality->profile, memory, &reply, out);
        if (required)
                return mending_problem("the profile requires certificates, and there are none");
        service_log("vtpm: goes on without %u certificates, which the manifest says",
                    (unsigned int)count_missing(&personality->profile, out, &required));
        return 0;
}

/* Those that are good are kept if the TPM has lived already: a bad reply changes nothing. */
static int without_the_reply(const struct certificates *kept, struct certificates *out)
{
        if (mending_mode() == MENDING_NEW)
                return -1;
        *out = *kept;
        return 0;
}

int certificates_get(const struct personality *personality, struct memory *memory, bool ask_nobody,
                     struct certificates *out)
{
        static struct certificates kept;

        memset(out, 0, sizeof(*out));
        for (uint32_t i = 0; i < personality->profile.certificate_count; i++) {
                if (find_kept(&personality->profile, memory, i, out) &&
                    mending_mode() == MENDING_NEW)
                        return -1;
        }
        kept = *out;
        ask_nobody |= mending_mode() == MENDING_NONE;
        return get_missing(personality, memory, ask_nobody, out) ? without_the_reply(&kept, out)
                                                                 : 0;
}
