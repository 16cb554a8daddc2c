/* services/vtpm/manufacture.c - see manufacture.h. */
#include "services/vtpm/manufacture.h"
#include "services/runtime/service.h"
#include "services/vtpm/authority.h"
#include "services/vtpm/certificate.h"
#include "services/vtpm/commands.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/facts.h"
#include "services/vtpm/keys.h"
#include "services/vtpm/nv_certificate.h"
#include "services/vtpm/tpm.h"

#include <string.h>

#define ISSUER_NAME_MAX 48

/* A key that has been made. */
struct made_key {
        struct tpm_area area;
        struct tpm_public public; /* of the area */
};

/* Too large for the stack of a small service. */
static struct authority authority;
static struct made_key made[WIRE_KEYS_MAX];

static int stopped(const struct vtpm_key *key, const char *what)
{
        service_log("vtpm: stopped: %s: %s", key->name, what);
        return -1;
}

/* libtpms hides a failure of its random numbers in failure mode, which both of these end. */
static int power_on(void)
{
        if (vtpm_power_on())
                return -1;
        return tpm_startup() || tpm_self_test() ? -1 : 0;
}

/* A power cycle leaves the TPM as a firmware expects it: waiting for TPM2_Startup. */
static int power_cycle(void)
{
        if (tpm_shutdown())
                return -1;
        vtpm_power_off();
        return vtpm_power_on();
}

/* The key's public area must be the template but for the key itself. */
static int check_area(const struct vtpm_key *key, struct made_key *out)
{
        if (tpm_public_read(out->area.data, out->area.size, &out->public) ||
            !tpm_public_has_key(&out->public))
                return stopped(key, "the TPM made something that is not a key");
        if (memcmp(out->area.data, key->template, out->public.unique_offset) != 0)
                return stopped(key, "the TPM made another key than the template's");
        return 0;
}

/* Reads it back from where others will look for it. */
static int check_persistent(const struct vtpm_key *key, const struct made_key *expected)
{
        struct tpm_area found;

        if (tpm_read_public(key->handle, &found))
                return -1;
        if (found.size != expected->area.size ||
            memcmp(found.data, expected->area.data, found.size) != 0)
                return stopped(key, "another key is at the persistent handle");
        return 0;
}

static int make_key(const struct vtpm_key *key, struct made_key *out)
{
        uint32_t handle;

        if (tpm_create_primary(key->hierarchy, key->template, key->template_size, &handle,
                               &out->area))
                return stopped(key, "cannot be made");
        if (check_area(key, out) || tpm_evict_control(handle, key->handle) ||
            tpm_flush_context(handle))
                return stopped(key, "cannot be kept");
        return check_persistent(key, out);
}

static int make_keys(void)
{
        for (size_t i = 0; i < vtpm_key_count; i++) {
                if (make_key(&vtpm_keys[i], &made[i]))
                        return -1;
        }
        return 0;
}

/* There is no attestation report yet, and the profile is the table in keys.c. */
static int request_certificates(struct wire_reply *reply)
{
        static const uint8_t name[] = "built-in";
        struct wire_request request = { .profile_name = { name, sizeof(name) - 1 },
                                        .profile_digest = { name, sizeof(name) - 1 },
                                        .key_count = (uint32_t)vtpm_key_count };
        uint8_t vendor[WIRE_VENDOR_MAX];

        if (facts_read(&request.tpm, vendor))
                return -1;
        for (size_t i = 0; i < vtpm_key_count; i++) {
                request.keys[i] = (struct wire_key){
                        .purpose = vtpm_keys[i].purpose,
                        .nv_index = vtpm_keys[i].nv_index,
                        .public = { made[i].area.data, made[i].area.size },
                };
        }
        return authority_certify(&authority, &request, reply);
}

static const struct wire_certificate *find_certificate(const struct wire_reply *reply,
                                                       uint32_t nv_index)
{
        for (uint32_t i = 0; i < reply->certificate_count; i++) {
                if (reply->certificates[i].nv_index == nv_index)
                        return &reply->certificates[i];
        }
        return NULL;
}

static void log_key(const struct vtpm_key *key, const struct tpm_public *public, size_t size,
                    const char *issuer)
{
        service_log("vtpm: %s: key at 0x%08x, certificate of %s %u, %zu bytes at 0x%08x, by %s",
                    key->name, (unsigned int)key->handle,
                    public->type == TPM_ALG_RSA ? "RSA" : "ECC",
                    public->type == TPM_ALG_RSA ? public->rsa_bits
                                                : (unsigned int)tpm_curve_bytes(public->curve) * 8,
                    size, (unsigned int)key->nv_index, issuer);
}

static int store_certificate(const struct vtpm_key *key, const struct tpm_public *public,
                             const struct wire_reply *reply)
{
        const struct wire_certificate *certificate = find_certificate(reply, key->nv_index);
        struct wire_blob issuer = reply->chain_count ? reply->chain[0] : (struct wire_blob){ 0 };
        char name[ISSUER_NAME_MAX];
        enum certificate_verdict verdict;

        if (!certificate)
                return stopped(key, "the CA sent no certificate for it");
        verdict = certificate_check(certificate->der, public, issuer, name, sizeof(name));
        if (verdict != CERTIFICATE_OK) {
                service_log("vtpm: stopped: %s: the certificate %s", key->name,
                            certificate_problem(verdict));
                return -1;
        }
        if (nv_certificate_store(key->nv_index, key->nv_attributes, certificate->der))
                return stopped(key, "its certificate cannot be stored");
        log_key(key, public, certificate->der.size, name);
        return 0;
}

static int store_certificates(const struct wire_reply *reply)
{
        if (reply->certificate_count != vtpm_key_count) {
                service_log("vtpm: stopped: %u certificates came for %zu keys",
                            (unsigned int)reply->certificate_count, vtpm_key_count);
                return -1;
        }
        for (size_t i = 0; i < vtpm_key_count; i++) {
                if (store_certificate(&vtpm_keys[i], &made[i].public, reply))
                        return -1;
        }
        return 0;
}

int manufacture(void)
{
        uint64_t start = service_milliseconds();
        struct wire_reply reply;
        unsigned int tenths;

        if (authority_find(&authority) || power_on() || make_keys() ||
            request_certificates(&reply) || store_certificates(&reply) || power_cycle())
                return -1;
        tenths = (unsigned int)(service_milliseconds() - start + 50) / 100;
        service_log("vtpm: manufactured in %u.%u s, %zu keys, %u certificates", tenths / 10,
                    tenths % 10, vtpm_key_count, (unsigned int)reply.certificate_count);
        return 0;
}
