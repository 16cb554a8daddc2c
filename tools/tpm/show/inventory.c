/* tools/tpm/show/inventory.c - see inventory.h. */
#include "tools/tpm/show/inventory.h"

#include "tools/common/command.h"

#include <stdlib.h>

/* The first handle of each kind (TPM 2.0 part 2, "TPM_HT"). */
#define NV_INDEX_FIRST   UINT32_C(0x01000000)
#define PERSISTENT_FIRST UINT32_C(0x81000000)

static uint32_t take_keys(struct device *device, struct inventory *out)
{
        struct device_capability handles[INVENTORY_KEYS_MAX];
        uint32_t code = device_list(device, DEVICE_HANDLES, PERSISTENT_FIRST, handles,
                                    INVENTORY_KEYS_MAX, &out->key_count);

        for (size_t i = 0; code == 0 && i < out->key_count; i++) {
                struct inventory_key *key = &out->keys[i];

                key->handle = handles[i].key;
                if (device_read_public(device, key->handle, &key->public))
                        key->public.size = 0;
        }
        return code;
}

static uint32_t take_nv(struct device *device, struct inventory *out)
{
        struct device_capability handles[INVENTORY_NV_MAX];
        uint32_t code = device_list(device, DEVICE_HANDLES, NV_INDEX_FIRST, handles,
                                    INVENTORY_NV_MAX, &out->nv_count);

        for (size_t i = 0; code == 0 && i < out->nv_count; i++) {
                out->indices[i] = handles[i].key;
                observe_nv(device, handles[i].key, &out->nv[i]);
        }
        return code;
}

struct inventory *inventory_take(struct device *device)
{
        struct inventory *out = calloc(1, sizeof(*out));
        uint32_t code;

        if (!out) {
                command_error("tpm", "no memory");
                return NULL;
        }
        code = take_keys(device, out);
        if (code == 0)
                code = take_nv(device, out);
        if (code == 0)
                return out;
        command_error("tpm", "the TPM does not say what it has: %s", device_problem(code));
        free(out);
        return NULL;
}
