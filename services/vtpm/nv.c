/*
 * services/vtpm/nv.c - see nv.h. Whatever is done to an index is looked at afterwards: what the
 * guest will read is what counts, not that a command succeeded.
 */
#include "services/vtpm/nv.h"
#include "services/vtpm/mending.h"
#include "services/vtpm/nv_access.h"
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/commands/nv.h"

#include <string.h>

/* No piece is larger, whatever the TPM says: it must fit into a command. */
#define PIECE_MAX 2048

/* Attributes that the TPM changes by itself. */
#define STATE_ATTRIBUTES (TPMA_NV_WRITTEN | TPMA_NV_WRITELOCKED | TPMA_NV_READLOCKED)

static int wrong(const struct nv_index *index, const char *what)
{
        return mending_problem("NV index 0x%08x %s", (unsigned int)index->nv->index, what);
}

/* What one TPM2_NV_Write or TPM2_NV_Read takes at most. */
static int piece_size(size_t *size)
{
        uint32_t most;

        if (tpm_property(TPM_PT_NV_BUFFER_MAX, &most))
                return -1;
        *size = most == 0 || most > PIECE_MAX ? PIECE_MAX : most;
        return 0;
}

static size_t smaller(size_t left, size_t right)
{
        return left < right ? left : right;
}

/* Each piece needs an authorization of its own: a policy session ends with its command. */
static int write_all(const struct nv_index *index, const uint8_t *data, size_t size)
{
        size_t piece;

        if (piece_size(&piece))
                return -1;
        for (size_t offset = 0; offset < size; offset += piece) {
                struct tpm_nv_access access;

                if (nv_access_write(index->nv, index->memory, &access) ||
                    tpm_nv_write(&access, data + offset, (uint16_t)smaller(piece, size - offset),
                                 (uint16_t)offset))
                        return -1;
        }
        return 0;
}

static int read_all(const struct nv_index *index, uint8_t *data, size_t size)
{
        size_t piece;

        if (piece_size(&piece))
                return -1;
        for (size_t offset = 0; offset < size; offset += piece) {
                struct tpm_nv_access access;

                if (nv_access_read(index->nv, index->memory, &access) ||
                    tpm_nv_read(&access, data + offset, (uint16_t)smaller(piece, size - offset),
                                (uint16_t)offset))
                        return -1;
        }
        return 0;
}

/* The public area to define for content of @size bytes. */
static struct tpm_nv_public public_of(const struct profile_nv *nv, size_t size)
{
        struct tpm_nv_public public = {
                .index = nv->index,
                .name_algorithm = nv->name_algorithm,
                .attributes = nv->attributes,
                .policy_size = nv->policy.size,
                .size = nv->size ? nv->size : (uint16_t)size,
        };

        memcpy(public.policy, nv->policy.data, nv->policy.size);
        return public;
}

/* Whether @found is what we would define, in whatever state of use; any size if @size is 0. */
static bool is_ours(const struct profile_nv *nv, const struct tpm_nv_public *found, size_t size)
{
        struct tpm_nv_public ours = public_of(nv, size);

        return found->name_algorithm == ours.name_algorithm &&
               (found->attributes & ~STATE_ATTRIBUTES) == ours.attributes &&
               found->policy_size == ours.policy_size &&
               memcmp(found->policy, ours.policy, ours.policy_size) == 0 &&
               (ours.size == 0 || found->size == ours.size);
}

/* An index that is not ours, or was never written, counts as empty. */
int nv_read(const struct nv_index *index, uint8_t *data, size_t *size)
{
        struct tpm_nv_public found;
        bool there;

        *size = 0;
        if (tpm_nv_read_public(index->nv->index, &found, &there))
                return -1;
        if (!there || !is_ours(index->nv, &found, 0) || !(found.attributes & TPMA_NV_WRITTEN) ||
            found.size > NV_SIZE_MAX)
                return 0;
        *size = found.size;
        return read_all(index, data, found.size);
}

/* What was written must be there, for whoever reads it, and as the profile says. */
static int verify(const struct nv_index *index, const uint8_t *data, size_t size)
{
        static uint8_t found_data[NV_SIZE_MAX];
        struct tpm_nv_public found;
        uint32_t expected = index->nv->attributes;
        bool there;

        if (index->nv->content != PROFILE_CONTENT_NONE)
                expected |= TPMA_NV_WRITTEN;
        if (index->nv->after_write == PROFILE_AFTER_LOCK)
                expected |= TPMA_NV_WRITELOCKED;
        if (tpm_nv_read_public(index->nv->index, &found, &there))
                return -1;
        if (!there || !is_ours(index->nv, &found, size) || found.attributes != expected)
                return wrong(index, "has other attributes than were asked for");
        if (index->nv->content == PROFILE_CONTENT_NONE)
                return 0;
        if (read_all(index, found_data, size))
                return -1;
        return memcmp(found_data, data, size) == 0
                       ? 0
                       : wrong(index, "holds something else than was written");
}

static int define(const struct nv_index *index, size_t size)
{
        struct tpm_nv_public public = public_of(index->nv, size);
        uint8_t *auth = index->memory->auth;

        if (index->nv->auth == PROFILE_AUTH_RANDOM_BOOT)
                memory_draw_auth(auth);
        return tpm_nv_define(nv_definer(index->nv), &public, auth,
                             index->nv->auth == PROFILE_AUTH_EMPTY ? 0 : MEMORY_AUTH_SIZE);
}

static int fill(const struct nv_index *index, const uint8_t *data, size_t size)
{
        struct tpm_nv_access access;

        if (index->nv->content != PROFILE_CONTENT_NONE && write_all(index, data, size))
                return -1;
        if (index->nv->after_write == PROFILE_AFTER_LOCK &&
            (nv_access_write(index->nv, index->memory, &access) || tpm_nv_write_lock(&access)))
                return -1;
        return verify(index, data, size);
}

static int make(const struct nv_index *index, const uint8_t *data, size_t size)
{
        uint32_t most;

        if (tpm_property(TPM_PT_NV_INDEX_MAX, &most))
                return -1;
        if (size == 0 || size > most || size > NV_SIZE_MAX)
                return wrong(index, "cannot hold that many bytes");
        return define(index, size) ? -1 : fill(index, data, size);
}

static int make_again(const struct nv_index *index, const uint8_t *data, size_t size)
{
        if (tpm_nv_undefine(nv_definer(index->nv), index->nv->index))
                return -1;
        return make(index, data, size);
}

/* Whether it holds what it should, so that nothing need be done. */
static int holds(const struct nv_index *index, const struct tpm_nv_public *found,
                 const uint8_t *data, size_t size, bool *same)
{
        static uint8_t found_data[NV_SIZE_MAX];

        *same = index->nv->content == PROFILE_CONTENT_NONE;
        if (*same || !(found->attributes & TPMA_NV_WRITTEN))
                return 0;
        if (read_all(index, found_data, size))
                return -1;
        *same = memcmp(found_data, data, size) == 0;
        return 0;
}

/*
 * It is as we defined it at an earlier boot. What holds what it should stays, with the authorization value that
 * nobody was told; whatever holds other bytes is redone.
 */
static int revisit(const struct nv_index *index, const struct tpm_nv_public *found,
                   const uint8_t *data, size_t size)
{
        const struct profile_nv *nv = index->nv;
        bool same = false;

        if (nv->next_boot == PROFILE_NEXT_REDEFINE && nv->content == PROFILE_CONTENT_NONE &&
            mending_mode() != MENDING_NONE)
                return make_again(index, data, size);
        if (holds(index, found, data, size, &same))
                return -1;
        if (same)
                return 0;
        if (mending_mode() == MENDING_NONE)
                return wrong(index, "holds something else");
        if (nv->next_boot == PROFILE_NEXT_REFRESH && !(found->attributes & TPMA_NV_WRITELOCKED))
                return fill(index, data, size);
        return make_again(index, data, size);
}

static int settle(const struct nv_index *index, const struct tpm_nv_public *found,
                  const uint8_t *data, size_t size)
{
        if (nv_definer(index->nv) == TPM_RH_OWNER)
                return 0;
        if (is_ours(index->nv, found, size))
                return revisit(index, found, data, size);
        if (mending_mode() == MENDING_NEW || mending_may_remove())
                return make_again(index, data, size);
        return wrong(index, "is defined in another way");
}

int nv_ensure(const struct nv_index *index, struct wire_blob content)
{
        static uint8_t data[NV_SIZE_MAX];
        size_t size = index->nv->size ? index->nv->size : content.size;
        struct tpm_nv_public found;
        bool there;

        if (content.size > size || size > sizeof(data))
                return wrong(index, "cannot hold that many bytes");
        memset(data, 0, sizeof(data));
        if (content.size)
                memcpy(data, content.data, content.size);
        if (tpm_nv_read_public(index->nv->index, &found, &there))
                return -1;
        if (there)
                return settle(index, &found, data, size);
        return mending_mode() == MENDING_NONE ? wrong(index, "is not defined")
                                              : make(index, data, size);
}
