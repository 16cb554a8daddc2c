/* tools/tpm/show/inventory.h - everything that a TPM keeps: persistent keys and NV indices. */
#ifndef TOOLS_TPM_SHOW_INVENTORY_H
#define TOOLS_TPM_SHOW_INVENTORY_H

#include "tools/tpm/device/observe.h"

#define INVENTORY_KEYS_MAX 64
#define INVENTORY_NV_MAX   128

struct inventory_key {
        uint32_t handle;
        struct device_public public; /* size 0: it could not be read */
};

struct inventory {
        size_t key_count;
        struct inventory_key keys[INVENTORY_KEYS_MAX];
        size_t nv_count;
        struct observed_nv nv[INVENTORY_NV_MAX];
        uint32_t indices[INVENTORY_NV_MAX];
};

/* NULL after a line on stderr if the TPM does not say what it has. Free it with free(). */
__attribute__((warn_unused_result)) struct inventory *inventory_take(struct device *device);

#endif
