/*
 * services/vtpm/memory.c - see memory.h. Values that were drawn once go into the state beside
 * libtpms' own blobs, by the names of what they are for: a later revision of the profile finds them.
 */
#include "services/vtpm/memory.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/entropy.h"
#include "services/vtpm/libtpms/state.h"
#include "lib/base/bytes.h"

#include <openssl/crypto.h>

#include <string.h>

#define BLOB_NAME    "cashew"
#define BLOB_VERSION 2
#define BLOB_MORE    (4 + 2 + PROFILE_NAME_MAX) /* of each: names and lengths */

static uint8_t blob[PROFILE_KEYS_MAX * (sizeof(struct memory_key) + BLOB_MORE) +
                    PROFILE_NV_MAX * (sizeof(struct memory_nv) + BLOB_MORE)];

void memory_draw_auth(uint8_t auth[MEMORY_AUTH_SIZE])
{
        entropy_fill(auth, MEMORY_AUTH_SIZE);
        while (auth[MEMORY_AUTH_SIZE - 1] == 0)
                entropy_fill(&auth[MEMORY_AUTH_SIZE - 1], 1);
}

/*
 * The unique field: as the profile says, drawn, or with the nonce of an NV index in its first
 * bytes.
 */
static void begin_key(const struct profile *profile, const struct profile_key *key,
                      struct memory_key *out)
{
        memcpy(out->x, key->x.data, key->x.size);
        memcpy(out->y, key->y.data, key->y.size);
        if (key->unique_rule == PROFILE_UNIQUE_RANDOM_ONCE) {
                entropy_fill(out->x, key->x.size);
                entropy_fill(out->y, key->y.size);
        }
        if (key->unique_rule == PROFILE_UNIQUE_NV_NONCE) {
                const struct profile_bytes *nonce = &profile->nv[key->nonce].literal;

                memcpy(out->x, nonce->data, nonce->size < key->x.size ? nonce->size : key->x.size);
        }
        if (key->auth == PROFILE_AUTH_RANDOM_ONCE)
                memory_draw_auth(out->auth);
}

void memory_begin(const struct profile *profile, struct memory *out)
{
        memset(out, 0, sizeof(*out));
        for (uint32_t i = 0; i < profile->key_count; i++)
                begin_key(profile, &profile->keys[i], &out->keys[i]);
        for (uint32_t i = 0; i < profile->nv_count; i++) {
                if (profile->nv[i].auth == PROFILE_AUTH_RANDOM_ONCE)
                        memory_draw_auth(out->nv[i].auth);
        }
}

/* What one key has behind its name. Lengths are the profile's if the blob is of version 1. */
static void read_values(struct bytes_reader *in, const struct profile_key *key,
                        struct memory_key *out)
{
        bytes_read(in, out->x, key->x.size);
        bytes_read(in, out->y, key->y.size);
        bytes_read(in, out->auth, sizeof(out->auth));
        out->public.size = bytes_read_be16(in);
        if (out->public.size > sizeof(out->public.data)) {
                out->public.size = 0;
                in->failed = true;
        }
        bytes_read(in, out->public.data, out->public.size);
}

/* In the profile's order and with its lengths: only the profile that wrote it can read it. */
static void read_version_1(struct bytes_reader *in, const struct profile *profile,
                           struct memory *out)
{
        for (uint32_t i = 0; i < profile->key_count; i++)
                read_values(in, &profile->keys[i], &out->keys[i]);
        for (uint32_t i = 0; i < profile->nv_count; i++)
                bytes_read(in, out->nv[i].auth, sizeof(out->nv[i].auth));
}

static bool is_named(const struct profile_key *key, const uint8_t *name, size_t size)
{
        return key->name.size == size && memcmp(key->name.data, name, size) == 0;
}

/* A key that the profile has no more, or with another template, is as good as a new one. */
static void read_key(struct bytes_reader *in, const struct profile *profile, struct memory *out)
{
        size_t name_size = bytes_read_be16(in);
        const uint8_t *name = bytes_take(in, name_size);
        size_t size = bytes_read_be16(in);
        const uint8_t *data = bytes_take(in, size);

        for (uint32_t i = 0; !in->failed && i < profile->key_count; i++) {
                struct bytes_reader values = bytes_reader(data, size);
                struct memory_key found;

                if (!is_named(&profile->keys[i], name, name_size))
                        continue;
                memset(&found, 0, sizeof(found));
                read_values(&values, &profile->keys[i], &found);
                if (!values.failed && bytes_left(&values) == 0)
                        out->keys[i] = found;
        }
}

static void read_nv(struct bytes_reader *in, const struct profile *profile, struct memory *out)
{
        uint32_t index = bytes_read_be32(in);
        const uint8_t *auth = bytes_take(in, MEMORY_AUTH_SIZE);

        for (uint32_t i = 0; auth && i < profile->nv_count; i++) {
                if (profile->nv[i].index == index)
                        memcpy(out->nv[i].auth, auth, MEMORY_AUTH_SIZE);
        }
}

/* What another revision of the profile has remembered is found by its names. */
static void read_version_2(struct bytes_reader *in, const struct profile *profile,
                           struct memory *out)
{
        uint32_t count = bytes_read_be16(in);

        memory_begin(profile, out);
        for (uint32_t i = 0; i < count && !in->failed; i++)
                read_key(in, profile, out);
        count = bytes_read_be16(in);
        for (uint32_t i = 0; i < count && !in->failed; i++)
                read_nv(in, profile, out);
}

int memory_load(const struct profile *profile, struct memory *out)
{
        size_t size;
        const uint8_t *data = state_load(BLOB_NAME, &size);
        struct bytes_reader in = bytes_reader(data, data ? size : 0);
        uint32_t version = bytes_read_be32(&in);

        memset(out, 0, sizeof(*out));
        if (version == 1)
                read_version_1(&in, profile, out);
        else if (version == BLOB_VERSION)
                read_version_2(&in, profile, out);
        else
                in.failed = true;
        if (!in.failed && bytes_left(&in) == 0)
                return 0;
        if (data)
                service_log("vtpm: what was remembered of this TPM's keys is of another profile");
        else
                service_log("vtpm: nothing is remembered of this TPM's keys");
        memory_begin(profile, out);
        return -1;
}

static void write_key(struct bytes_writer *out, const struct profile_key *key,
                      const struct memory_key *memory)
{
        bytes_write_be16(out, (uint16_t)key->name.size);
        bytes_write(out, key->name.data, key->name.size);
        bytes_write_be16(out, (uint16_t)(key->x.size + key->y.size + sizeof(memory->auth) + 2 +
                                         memory->public.size));
        bytes_write(out, memory->x, key->x.size);
        bytes_write(out, memory->y, key->y.size);
        bytes_write(out, memory->auth, sizeof(memory->auth));
        bytes_write_be16(out, (uint16_t)memory->public.size);
        bytes_write(out, memory->public.data, memory->public.size);
}

static void write_all(struct bytes_writer *out, const struct profile *profile,
                      const struct memory *memory)
{
        bytes_write_be32(out, BLOB_VERSION);
        bytes_write_be16(out, (uint16_t)profile->key_count);
        for (uint32_t i = 0; i < profile->key_count; i++)
                write_key(out, &profile->keys[i], &memory->keys[i]);
        bytes_write_be16(out, (uint16_t)profile->nv_count);
        for (uint32_t i = 0; i < profile->nv_count; i++) {
                bytes_write_be32(out, profile->nv[i].index);
                bytes_write(out, memory->nv[i].auth, sizeof(memory->nv[i].auth));
        }
}

/* The copy has authorization values in it, and is wiped. What is in the state already is not written again. */
int memory_store(const struct profile *profile, const struct memory *memory)
{
        struct bytes_writer out = bytes_writer(blob, sizeof(blob));
        const uint8_t *old;
        size_t old_size;
        int result = -1;

        write_all(&out, profile, memory);
        old = state_load(BLOB_NAME, &old_size);
        if (!out.failed && old && old_size == out.size && memcmp(old, blob, old_size) == 0)
                result = 0;
        else if (!out.failed)
                result = state_store(BLOB_NAME, blob, out.size);
        OPENSSL_cleanse(blob, out.size);
        if (result)
                service_log("vtpm: stopped: there is no room for what has to be remembered");
        return result;
}
