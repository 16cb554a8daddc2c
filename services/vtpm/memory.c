/*
 * services/vtpm/memory.c - see memory.h. Values that were drawn once go into the state beside
 * libtpms' own blobs: the profile has their lengths, so the blob needs none.
 */
#include "services/vtpm/memory.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/entropy.h"
#include "services/vtpm/libtpms/state.h"
#include "lib/base/bytes.h"

#include <openssl/crypto.h>

#include <string.h>

#define BLOB_NAME    "cashew"
#define BLOB_VERSION 1

static uint8_t blob[PROFILE_KEYS_MAX * sizeof(struct memory_key) +
                    PROFILE_NV_MAX * sizeof(struct memory_nv)];

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

static void read_key(struct bytes_reader *in, const struct profile_key *key, struct memory_key *out)
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

int memory_load(const struct profile *profile, struct memory *out)
{
        size_t size;
        const uint8_t *data = state_load(BLOB_NAME, &size);
        struct bytes_reader in = bytes_reader(data, data ? size : 0);

        memset(out, 0, sizeof(*out));
        if (bytes_read_be32(&in) != BLOB_VERSION)
                in.failed = true;
        for (uint32_t i = 0; i < profile->key_count; i++)
                read_key(&in, &profile->keys[i], &out->keys[i]);
        for (uint32_t i = 0; i < profile->nv_count; i++)
                bytes_read(&in, out->nv[i].auth, sizeof(out->nv[i].auth));
        if (!in.failed && bytes_left(&in) == 0)
                return 0;
        service_log("vtpm: stopped: the state does not have what this profile's TPM remembers");
        return -1;
}

/* The copy has authorization values in it, and is wiped. */
int memory_store(const struct profile *profile, const struct memory *memory)
{
        struct bytes_writer out = bytes_writer(blob, sizeof(blob));
        int result;

        bytes_write_be32(&out, BLOB_VERSION);
        for (uint32_t i = 0; i < profile->key_count; i++) {
                const struct memory_key *key = &memory->keys[i];

                bytes_write(&out, key->x, profile->keys[i].x.size);
                bytes_write(&out, key->y, profile->keys[i].y.size);
                bytes_write(&out, key->auth, sizeof(key->auth));
                bytes_write_be16(&out, (uint16_t)key->public.size);
                bytes_write(&out, key->public.data, key->public.size);
        }
        for (uint32_t i = 0; i < profile->nv_count; i++)
                bytes_write(&out, memory->nv[i].auth, sizeof(memory->nv[i].auth));
        result = out.failed ? -1 : state_store(BLOB_NAME, blob, out.size);
        OPENSSL_cleanse(blob, out.size);
        if (result)
                service_log("vtpm: stopped: there is no room for what has to be remembered");
        return result;
}
