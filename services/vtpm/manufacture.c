/* services/vtpm/manufacture.c - see manufacture.h. */
#include "services/vtpm/manufacture.h"
#include "services/runtime/service.h"
#include "services/vtpm/content.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/profile.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/keys.h"
#include "services/vtpm/manifests.h"
#include "services/vtpm/mending.h"
#include "services/vtpm/nv.h"
#include "services/vtpm/requirements.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/swtpm_directory.h"
#include "services/vtpm/commands/run.h"
#include "services/vtpm/commands/startup.h"

#include <string.h>

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
        personality_text(nv->name, name);
        if (nv->required)
                return mending_problem("%s: there is no content for NV index 0x%08x", name,
                                       (unsigned int)nv->index);
        service_log("vtpm: %s: there is no content for NV index 0x%08x", name,
                    (unsigned int)nv->index);
        return 0;
}

/* An index of a TPM that has lived already says nothing about the next; what the TPM refuses is a difference too. */
static int look_after_index(const struct content_sources *sources, uint32_t number, uint32_t *count)
{
        uint32_t before = mending_differences();

        if (ensure_index(sources, number, count) == 0)
                return 0;
        if (mending_mode() == MENDING_NEW)
                return -1;
        if (mending_differences() == before)
                (void)mending_problem("NV index 0x%08x cannot be made what it is to be",
                                      (unsigned int)sources->personality->profile.nv[number].index);
        return 0;
}

/* The indices that wait for certificates, or those that do not. */
static int ensure_indices(const struct content_sources *sources, uint32_t *count)
{
        const struct profile *profile = &sources->personality->profile;
        bool later = sources->certificates != NULL;

        for (uint32_t i = 0; i < profile->nv_count; i++) {
                if (content_needs_certificates(profile, i) == later &&
                    look_after_index(sources, i, count))
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

static uint32_t count_certificates(const struct profile *profile)
{
        uint32_t count = 0;

        for (uint32_t i = 0; i < profile->certificate_count; i++)
                count += certificates.der[i].size != 0;
        return count;
}

/* What the TPM was made with decides which libtpms can read its state. */
static void log_libtpms(void)
{
        char name[LIBTPMS_PROFILE_NAME];

        libtpms_profile_active(name);
        service_log("vtpm: libtpms' own profile is %s", name);
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

/* All is there: it is kept, and who asks is told. */
static int make_new(const struct vtpm_options *options, const struct personality *personality)
{
        uint64_t begun = service_milliseconds();
        uint32_t indices = 0;

        mending_begin(MENDING_NEW);
        if (vtpm_prepare() || libtpms_profile_choose(&personality->profile) || vtpm_power_on() ||
            start() || begin(&personality->profile) || make_all(options, personality, &indices) ||
            manifests_register(personality, &memory, &certificates) ||
            memory_store(&personality->profile, &memory) || power_cycle() || state_file_begin())
                return -1;
        log_libtpms();
        log_success(personality, false, indices, service_milliseconds() - begun);
        return 0;
}

/* What a new TPM of the profile would have had at its start. */
static int renew(const struct profile *profile)
{
        bool changed;

        if (requirements_check(profile) || banks_allocate(profile, &changed))
                return -1;
        return changed && (power_cycle() || start()) ? -1 : 0;
}

static void look_at_libtpms(const struct profile *profile)
{
        for (uint32_t i = 0; i < profile->requirement_count; i++) {
                const struct profile_requirement *it = &profile->requirements[i];
                char wanted[LIBTPMS_PROFILE_NAME];
                char active[LIBTPMS_PROFILE_NAME];

                if (it->kind != PROFILE_REQUIRE_LIBTPMS)
                        continue;
                libtpms_profile_name(it->value, wanted);
                libtpms_profile_active(active);
                if (strcmp(wanted, active) != 0)
                        (void)mending_problem(
                                "libtpms' own profile is %s, not %s, as long as the TPM lives",
                                active, wanted);
        }
}

/*
 * The TPM as it would be after TPM2_Startup, and what differs. Nothing of this need stay: a start must
 * not count as two (TPM 2.0 Part 1, "resetCount"). *@left is true if TPM2_Shutdown(STATE) has left it: then
 * it goes on as it was, and is looked at another time.
 */
static int look(const struct vtpm_options *options, const struct personality *personality,
                bool *left)
{
        uint32_t indices = 0;

        if (vtpm_power_on() || tpm_resume(left))
                return -1;
        if (*left)
                return 0;
        /* Each algorithm is tested before it is used first: a full test, which a new TPM gets, would be most of the start. */
        if (tpm_startup())
                return -1;
        if (memory_load(&personality->profile, &memory))
                service_log("vtpm: its keys are taken for the profile's if they are");
        look_at_libtpms(&personality->profile);
        tpm_forget_changes();
        if ((mending_mode() == MENDING_ALL && renew(&personality->profile)) ||
            make_all(options, personality, &indices) ||
            manifests_register(personality, &memory, &certificates))
                return -1;
        return 0;
}

/* What was mended stays, and costs a reset more; without that the TPM is as nobody had looked. */
static int keep_or_leave(const struct personality *personality)
{
        bool mended = tpm_has_changed() && mending_mode() != MENDING_NONE;

        if (mended && tpm_shutdown())
                return -1;
        vtpm_power_cut();
        if (!mended)
                state_recall();
        state_forget();
        if (mending_mode() == MENDING_ALL)
                state_file_adopt();
        return mending_mode() != MENDING_NONE ? memory_store(&personality->profile, &memory) : 0;
}

static void log_look(const struct personality *personality, uint64_t milliseconds)
{
        if (!state_file_is_of_this_revision())
                service_log("vtpm: differs: another revision of profile %s made it than %u",
                            personality->name, (unsigned int)personality->profile.revision);
        if (mending_differences() || !state_file_is_of_this_revision())
                service_log(
                        "vtpm: it stays as it is: `cashew tpm repair` makes it what profile %s says",
                        personality->name);
        else
                log_success(personality, true, personality->profile.nv_count, milliseconds);
}

/* Its volatile state, or what TPM2_Shutdown(STATE) has left, is good for the next start only. */
static int go_on(const struct vtpm_options *options, const char *from)
{
        service_log("vtpm: %s %s",
                    options->repair ? "stopped: it has to be started first, from" : "goes on from",
                    from);
        return options->repair || vtpm_power_on() || state_file_begin() ? -1 : 0;
}

static int look_again(const struct vtpm_options *options, const struct personality *personality)
{
        uint64_t begun = service_milliseconds();
        bool left = false;

        if (options->repair)
                mending_begin(MENDING_ALL);
        else
                mending_begin(state_file_is_of_this_revision() ? MENDING_FREE : MENDING_NONE);
        if (vtpm_has_volatile())
                return go_on(options, "its stored volatile state");
        if (state_remember() || look(options, personality, &left))
                return -1;
        if (left) {
                vtpm_power_cut();
                state_recall();
                return go_on(options, "where TPM2_Shutdown(STATE) has left it");
        }
        if (keep_or_leave(personality) || vtpm_power_on() || state_file_begin())
                return -1;
        log_look(personality, service_milliseconds() - begun);
        return 0;
}

/*
 * A TPM of swtpm's: libtpms says whether it is one. Its keys are looked at when it starts the next time, as those of any TPM that
 * has lived.
 */
static int import(const struct vtpm_options *options)
{
        if (swtpm_directory_import(options->import) || vtpm_power_on())
                return -1;
        vtpm_power_cut();
        return state_file_begin();
}

/* What is done with a TPM that is served by nobody. */
static int move(const struct vtpm_options *options, bool there)
{
        if (options->import && there)
                service_log("vtpm: stopped: there is a TPM already");
        else if (!options->import && !there)
                service_log("vtpm: stopped: there is no TPM");
        else
                return options->import ? import(options)
                                       : swtpm_directory_export(options->export, options->clear);
        return -1;
}

int manufacture(const struct vtpm_options *options, const struct personality *personality)
{
        const struct state_place place = { options->state, options->state_file, options->mode };
        bool again;

        if ((options->repair && mending_read_consent(options->repair)) ||
            state_file_open(&place, personality, &again))
                return -1;
        if (options->import || options->export)
                return move(options, again);
        if (again)
                return look_again(options, personality);
        if (!options->repair)
                return make_new(options, personality);
        service_log("vtpm: stopped: there is no TPM to be repaired");
        return -1;
}
