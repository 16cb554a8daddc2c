/* services/vtpm/manufacture.c - see manufacture.h. */
#include "services/vtpm/manufacture.h"
#include "services/runtime/service.h"
#include "services/vtpm/content.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/keys.h"
#include "services/vtpm/manifests.h"
#include "services/vtpm/nv.h"
#include "services/vtpm/requirements.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/commands/startup.h"

/* Too large for the stack of a small service. */
static struct memory memory;
static struct certificates certificates;

/* libtpms hides a failure of its random numbers in failure mode, which both of these end. */
static int start(void)
{
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

/* A TPM without a past. The allocation of PCR banks takes effect with a power cycle. */
static int begin(const struct profile *profile)
{
        bool changed;

        if (requirements_check(profile) || banks_allocate(profile, &changed))
                return -1;
        memory_begin(profile, &memory);
        return changed && (power_cycle() || start()) ? -1 : 0;
}

/* An index whose content cannot be had is left out, if the profile lets us. */
static int ensure_index(const struct content_sources *sources, uint32_t number, uint32_t *count)
{
        const struct profile_nv *nv = &sources->personality->profile.nv[number];
        const struct nv_index index = { nv, &memory.nv[number] };
        char name[PROFILE_NAME_MAX + 1];
        struct wire_blob content;
        bool found;

        if (content_make(sources, number, &content, &found))
                return -1;
        if (found) {
                (*count)++;
                return nv_ensure(&index, content);
        }
        service_log("vtpm: %s%s: there is no content for NV index 0x%08x",
                    nv->required ? "stopped: " : "", personality_text(nv->name, name),
                    (unsigned int)nv->index);
        return nv->required ? -1 : 0;
}

/* The indices that wait for certificates, or those that do not. */
static int ensure_indices(const struct content_sources *sources, uint32_t *count)
{
        const struct profile *profile = &sources->personality->profile;
        bool later = sources->certificates != NULL;

        for (uint32_t i = 0; i < profile->nv_count; i++) {
                if (content_needs_certificates(profile, i) == later &&
                    ensure_index(sources, i, count))
                        return -1;
        }
        return 0;
}

static int make_all(const struct vtpm_options *options, const struct personality *personality,
                    uint32_t *indices)
{
        struct content_sources sources = { .personality = personality, .memory = &memory };

        if (keys_ensure(&personality->profile, &memory) || ensure_indices(&sources, indices) ||
            certificates_get(personality, &memory, options->no_authority, &certificates))
                return -1;
        sources.certificates = &certificates;
        return ensure_indices(&sources, indices);
}

/* All is there: it is kept, and who asks is told. */
static int finish(const struct personality *personality)
{
        return manifests_register(personality, &memory, &certificates) ||
                               memory_store(&personality->profile, &memory) || power_cycle() ||
                               state_file_begin()
                       ? -1
                       : 0;
}

static uint32_t count_certificates(const struct profile *profile)
{
        uint32_t count = 0;

        for (uint32_t i = 0; i < profile->certificate_count; i++)
                count += certificates.der[i].size != 0;
        return count;
}

static void log_success(const struct personality *personality, bool again, uint32_t indices,
                        uint64_t milliseconds)
{
        unsigned int tenths = (unsigned int)(milliseconds + 50) / 100;

        service_log("vtpm: %s in %u.%u s, profile %s, %u keys, %u certificates, %u NV indices",
                    again ? "checked" : "manufactured", tenths / 10, tenths % 10, personality->name,
                    (unsigned int)personality->profile.key_count,
                    (unsigned int)count_certificates(&personality->profile), (unsigned int)indices);
}

int manufacture(const struct vtpm_options *options, const struct personality *personality)
{
        const struct state_place place = { options->state, options->state_file, options->mode };
        uint64_t begun = service_milliseconds();
        uint32_t indices = 0;
        bool again;

        if (state_file_open(&place, personality, &again) || vtpm_power_on() || start())
                return -1;
        if (again ? memory_load(&personality->profile, &memory) : begin(&personality->profile))
                return -1;
        if (make_all(options, personality, &indices) || finish(personality))
                return -1;
        log_success(personality, again, indices, service_milliseconds() - begun);
        return 0;
}
