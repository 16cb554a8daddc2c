/* services/vtpm/libtpms/state.c - see state.h. */
#include "services/vtpm/libtpms/state.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

struct blob {
        char name[STATE_NAME_MAX]; /* empty: this place is free */
        uint8_t *data;
        size_t size;
};

static struct blob blobs[STATE_BLOBS];
static bool dirty;

static struct {
        struct blob blobs[STATE_BLOBS];
        bool dirty;
} remembered;

/* The blob of that name, or with an empty name the first free place; NULL if there is none. */
static struct blob *find(const char *name)
{
        for (size_t i = 0; i < STATE_BLOBS; i++) {
                if (strcmp(blobs[i].name, name) == 0)
                        return &blobs[i];
        }
        return NULL;
}

/* State holds the TPM's seeds: nothing of it stays in freed memory. */
static void wipe(struct blob *blob)
{
        OPENSSL_cleanse(blob->data, blob->size);
        free(blob->data);
        *blob = (struct blob){ 0 };
}

const uint8_t *state_load(const char *name, size_t *size)
{
        const struct blob *blob = find(name);

        if (!blob || !*name)
                return NULL;
        *size = blob->size;
        return blob->data;
}

int state_store(const char *name, const uint8_t *data, size_t size)
{
        struct blob *blob = find(name);
        uint8_t *copy;

        if (!blob)
                blob = find("");
        if (!blob || !*name || strlen(name) >= STATE_NAME_MAX || size == 0)
                return -1;
        /* libtpms stores at each start, whether something has changed or not. */
        if (blob->size == size && memcmp(blob->data, data, size) == 0)
                return 0;
        copy = malloc(size);
        if (!copy)
                return -1;
        memcpy(copy, data, size);
        wipe(blob);
        blob->data = copy;
        blob->size = size;
        memcpy(blob->name, name, strlen(name)); /* the rest is zero */
        dirty = true;
        return 0;
}

int state_drop(const char *name)
{
        struct blob *blob = find(name);

        if (!blob || !*name)
                return -1;
        wipe(blob);
        dirty = true;
        return 0;
}

int state_remember(void)
{
        state_forget();
        for (size_t i = 0; i < STATE_BLOBS; i++) {
                struct blob *copy = &remembered.blobs[i];

                if (!*blobs[i].name)
                        continue;
                *copy = blobs[i];
                copy->data = malloc(copy->size);
                if (!copy->data) {
                        *copy = (struct blob){ 0 };
                        state_forget();
                        return -1;
                }
                memcpy(copy->data, blobs[i].data, copy->size);
        }
        remembered.dirty = dirty;
        return 0;
}

void state_recall(void)
{
        for (size_t i = 0; i < STATE_BLOBS; i++) {
                wipe(&blobs[i]);
                blobs[i] = remembered.blobs[i];
                remembered.blobs[i] = (struct blob){ 0 };
        }
        dirty = remembered.dirty;
}

void state_forget(void)
{
        for (size_t i = 0; i < STATE_BLOBS; i++)
                wipe(&remembered.blobs[i]);
}

bool state_blob(uint32_t number, struct state_blob *out)
{
        for (size_t i = 0; i < STATE_BLOBS; i++) {
                const struct blob *blob = &blobs[i];

                if (!*blob->name || number-- != 0)
                        continue;
                *out = (struct state_blob){ blob->name, blob->data, blob->size };
                return true;
        }
        return false;
}

bool state_is_dirty(void)
{
        return dirty;
}

void state_mark_clean(void)
{
        dirty = false;
}
