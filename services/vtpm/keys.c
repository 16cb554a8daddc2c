/*
 * services/vtpm/keys.c - see keys.h. A primary key needs no storage: the seed and the template give
 * it again at each boot (TPM 2.0 Part 1, "Primary Seeds"); what is remembered of it only shows
 * whether it is the same one.
 */
#include "services/vtpm/keys.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/key.h"
#include "services/vtpm/mending.h"
#include "lib/base/bytes.h"

#include <string.h>

/* One key of the profile and what is remembered of it. */
struct keys_job {
        const struct profile_key *key;
        struct memory_key *memory;
        char name[PROFILE_NAME_MAX + 1];
};

static int stopped(const struct keys_job *job, const char *what)
{
        return mending_problem("%s: %s", job->name, what);
}

static bool same_area(const struct tpm_area *left, const struct tpm_area *right)
{
        return left->size == right->size && memcmp(left->data, right->data, left->size) == 0;
}

/* A key in the way of ours is removed by the owner, or stays if the owner does not let us. */
static int evict(const struct keys_job *job, bool *allowed)
{
        if (tpm_evict_control(job->key->handle, job->key->handle, allowed))
                return stopped(job, "what is at its handle cannot be removed");
        return 0;
}

/* Makes the loaded key persistent, and reads it back from where others will look for it. */
static int keep(const struct keys_job *job, uint32_t handle, const struct tpm_area *made)
{
        struct tpm_area found;
        bool allowed;
        bool there;

        if (tpm_evict_control(handle, job->key->handle, &allowed))
                return stopped(job, "cannot be kept");
        if (!allowed) {
                (void)mending_problem("%s: not put back: the owner has an authorization value",
                                      job->name);
                return 0;
        }
        if (tpm_read_public(job->key->handle, &found, &there))
                return -1;
        if (!there || !same_area(&found, made))
                return stopped(job, "another key is at the persistent handle");
        service_log("vtpm: %s: key at 0x%08x", job->name, (unsigned int)job->key->handle);
        return 0;
}

/*
 * The TPM is not taken at its word: the key must have been made from the template that was asked
 * for.
 */
static int create(const struct keys_job *job, uint32_t *handle, struct tpm_area *made,
                  bool *allowed)
{
        uint8_t template[TPM_PUBLIC_MAX];
        struct tpm_primary primary = {
                .hierarchy = job->key->hierarchy,
                .template = template,
                .template_size = profile_template(job->key, job->memory->x, job->memory->y,
                                                  template, sizeof(template)),
                .auth = job->memory->auth,
                .auth_size = job->key->auth == PROFILE_AUTH_EMPTY ? 0 : MEMORY_AUTH_SIZE,
        };

        if (primary.template_size == 0)
                return stopped(job, "its template is too long");
        if (tpm_create_primary(&primary, handle, made, allowed))
                return stopped(job, "cannot be made");
        if (*allowed && !profile_key_matches(job->key, made->data, made->size))
                return stopped(job, "the TPM made another key than the template's");
        return 0;
}

/*
 * At the first boot every hierarchy lets us. Later the guest may have set an authorization value;
 * then what is remembered of the key must do.
 */
static int make(const struct keys_job *job)
{
        struct tpm_area made;
        uint32_t handle;
        bool allowed;

        if (create(job, &handle, &made, &allowed))
                return -1;
        if (!allowed && job->memory->public.size == 0)
                return stopped(job, "its hierarchy has an authorization value");
        if (!allowed && job->key->disposition == PROFILE_KEY_PERSISTENT)
                return mending_problem(
                        "%s: not made again: its hierarchy has an authorization value", job->name);
        if (!allowed) {
                service_log("vtpm: %s: not made again: its hierarchy has an authorization value",
                            job->name);
                return 0;
        }
        if (job->memory->public.size && !same_area(&made, &job->memory->public))
                service_log("vtpm: %s: another key than before: the TPM's seed was changed",
                            job->name);
        job->memory->public = made;
        if (job->key->disposition == PROFILE_KEY_PERSISTENT && keep(job, handle, &made))
                return -1;
        return tpm_flush_context(handle);
}

static int replace(const struct keys_job *job)
{
        bool allowed;

        if (evict(job, &allowed))
                return -1;
        if (allowed)
                return make(job);
        return mending_problem(
                "%s: another key is at 0x%08x, and the owner has an authorization value", job->name,
                (unsigned int)job->key->handle);
}

/* The fixed part of TPMT_PUBLIC: u16 type, u16 name algorithm, u32 attributes. */
static uint32_t attributes_of(const uint8_t *public, size_t size)
{
        struct bytes_reader in = bytes_reader(public, size);

        bytes_read_be32(&in);
        return bytes_read_be32(&in);
}

/* Whether a key that is not ours may stay at the handle, and takes our key's place. */
static bool is_as_good(const struct keys_job *job, const struct tpm_area *found)
{
        return job->key->occupied == PROFILE_OCCUPIED_KEEP ||
               (job->key->occupied == PROFILE_OCCUPIED_KEEP_IF_SAME &&
                attributes_of(found->data, found->size) ==
                        attributes_of(job->key->head.data, job->key->head.size));
}

/*
 * Something else than our key is at its handle: the owner put it there, and who knows whether he has
 * it elsewhere. It goes if the profile has always said so, or if he says so now.
 */
static int settle(const struct keys_job *job, const struct tpm_area *found)
{
        if (is_as_good(job, found)) {
                service_log("vtpm: %s: another key is at 0x%08x, and stays", job->name,
                            (unsigned int)job->key->handle);
                job->memory->public = *found;
                return 0;
        }
        if (mending_may_remove() ||
            (job->key->occupied == PROFILE_OCCUPIED_REPLACE && mending_mode() != MENDING_NONE))
                return replace(job);
        return mending_problem("%s: another key is at 0x%08x", job->name,
                               (unsigned int)job->key->handle);
}

/* A TPM that was made elsewhere: what the template gives is at the handle already. */
static int adopt(const struct keys_job *job, const struct tpm_area *found, bool *ours)
{
        struct tpm_area made;
        uint32_t handle;

        *ours = false;
        if (job->memory->public.size || !profile_key_matches(job->key, found->data, found->size))
                return 0;
        if (create(job, &handle, &made, ours) || !*ours)
                return 0;
        *ours = same_area(found, &made);
        if (*ours)
                job->memory->public = made;
        return tpm_flush_context(handle);
}

static int ensure_persistent(const struct keys_job *job)
{
        struct tpm_area found;
        bool there;
        bool ours;

        if (tpm_read_public(job->key->handle, &found, &there))
                return -1;
        if (!there && mending_mode() == MENDING_NONE)
                return mending_problem("%s: no key is at 0x%08x", job->name,
                                       (unsigned int)job->key->handle);
        if (!there)
                return make(job);
        if (same_area(&found, &job->memory->public))
                return 0;
        if (adopt(job, &found, &ours))
                return -1;
        return ours ? 0 : settle(job, &found);
}

static int ensure(const struct keys_job *job)
{
        if (job->key->disposition == PROFILE_KEY_PERSISTENT)
                return ensure_persistent(job);
        if (job->key->disposition == PROFILE_KEY_TRANSIENT && job->memory->public.size == 0)
                return make(job);
        return 0;
}

/* What is wrong with one key of a TPM that has lived already says nothing about the next. */
int keys_ensure(const struct profile *profile, struct memory *memory)
{
        for (uint32_t i = 0; i < profile->key_count; i++) {
                struct keys_job job = { .key = &profile->keys[i], .memory = &memory->keys[i] };
                uint32_t before = mending_differences();

                personality_text(job.key->name, job.name);
                if (ensure(&job) == 0)
                        continue;
                if (mending_mode() == MENDING_NEW)
                        return -1;
                if (mending_differences() == before)
                        (void)stopped(&job, "cannot be made what it is to be");
        }
        return 0;
}
