/* tools/tpm/device/observe.c - see observe.h. */
#include "tools/tpm/device/observe.h"

#include <stdlib.h>
#include <string.h>

#define RC_SUCCESS 0
#define RC_HANDLE  0x08b /* TPM_RC_HANDLE; bits 8 to 11 say which */
#define RC_FORMAT1 0x0bf

/*
 * TPM_RC_HANDLE is a code of format 1: bits 8 to 11 say which handle it is about, and are left
 * aside (TPM 2.0 Part 2, "TPM_RC").
 */
bool observed_nothing(uint32_t code)
{
        return code != DEVICE_BROKEN && (code & RC_FORMAT1) == RC_HANDLE;
}

void observe_nv(struct device *device, uint32_t index, struct observed_nv *out)
{
        out->code = device_nv_public(device, index, &out->public);
        out->read_code = out->code;
        if (out->code == RC_SUCCESS)
                out->read_code = device_nv_read(device, &out->public, out->content, &out->size);
        if (out->read_code != RC_SUCCESS)
                out->size = 0;
}

/* The NV record that holds the template of key number @key, or NULL. */
static const struct observed_nv *template_index(const struct observed *observed, uint32_t key)
{
        const struct profile *profile = observed->profile;

        for (uint32_t i = 0; i < profile->nv_count; i++)
                if (profile->nv[i].content == PROFILE_CONTENT_TEMPLATE &&
                    profile->nv[i].subject == key)
                        return &observed->nv[i];
        return NULL;
}

/* Random bytes were drawn when the TPM was made: only its template index knows them. */
static size_t stored_template(const struct observed *observed, uint32_t key, size_t size,
                              uint8_t out[TEMPLATE_MAX])
{
        const struct observed_nv *nv = template_index(observed, key);

        if (!nv || nv->size < size || size > TEMPLATE_MAX)
                return 0;
        memcpy(out, nv->content, size);
        return size;
}

/*
 * A nonce takes the place of the first bytes of a template's unique field (TCG EK Credential
 * Profile, version 2.5, section 2.2.2.4).
 */
static size_t find_template(const struct observed *observed, uint32_t number,
                            uint8_t out[TEMPLATE_MAX])
{
        const struct profile_key *key = &observed->profile->keys[number];
        uint8_t x[PROFILE_UNIQUE_MAX];
        size_t size;

        if (key->x.size)
                memcpy(x, key->x.data, key->x.size);
        if (key->unique_rule == PROFILE_UNIQUE_NV_NONCE) {
                struct profile_bytes nonce = observed->profile->nv[key->nonce].literal;

                memcpy(x, nonce.data, nonce.size < key->x.size ? nonce.size : key->x.size);
        }
        size = profile_template(key, x, key->y.data, out, TEMPLATE_MAX);
        if (key->unique_rule == PROFILE_UNIQUE_RANDOM_ONCE)
                return stored_template(observed, number, size, out);
        return size;
}

/*
 * A persistent key is looked at; any other is made again from its template, which gives the same
 * key as long as the hierarchy's seed is the same (TPM 2.0 Part 3, TPM2_CreatePrimary).
 */
static void observe_key(struct device *device, struct observed *observed, uint32_t number)
{
        const struct profile_key *key = &observed->profile->keys[number];
        struct observed_key *out = &observed->keys[number];

        out->template_size = find_template(observed, number, out->template);
        if (key->disposition == PROFILE_KEY_PERSISTENT)
                out->code = device_read_public(device, key->handle, &out->public);
        else if (out->template_size)
                out->code = device_create_primary(device, key->hierarchy, out->template,
                                                  out->template_size, &out->public);
        else
                out->code = DEVICE_BROKEN;
        if (out->code != RC_SUCCESS)
                out->public.size = 0;
}

struct observed *observe(struct device *device, const struct profile *profile)
{
        struct observed *out = calloc(1, sizeof(*out));

        if (!out)
                return NULL;
        out->profile = profile;
        for (uint32_t i = 0; i < profile->nv_count; i++)
                observe_nv(device, profile->nv[i].index, &out->nv[i]);
        for (uint32_t i = 0; i < profile->key_count; i++)
                observe_key(device, out, i);
        return out;
}
