/*
 * tools/tpm/device/observe.h - what a TPM has of the things that a profile names, asked once.
 */
#ifndef TOOLS_TPM_DEVICE_OBSERVE_H
#define TOOLS_TPM_DEVICE_OBSERVE_H

#include "lib/profile/compiled.h"
#include "tools/tpm/device/queries.h"

#define TEMPLATE_MAX (PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX)

struct observed_key {
        uint8_t template[TEMPLATE_MAX];
        size_t template_size;        /* 0: nobody can know it, its unique field was random */
        uint32_t code;               /* why there is no public area, or TPM_RC_SUCCESS */
        struct device_public public; /* of a persistent key as it lies there; else made again */
};

struct observed_nv {
        uint32_t code; /* why there is no public area */
        struct device_nv public;
        uint32_t read_code; /* why there is no content */
        uint8_t content[DEVICE_NV_MAX];
        size_t size; /* bytes of the content */
};

struct observed {
        const struct profile *profile;
        struct observed_key keys[PROFILE_KEYS_MAX];
        struct observed_nv nv[PROFILE_NV_MAX];
};

/* NULL if there is no memory; otherwise what could not be had has a code. Free it with free(). */
__attribute__((warn_unused_result)) struct observed *observe(struct device *device,
                                                             const struct profile *profile);

/* One NV index. */
void observe_nv(struct device *device, uint32_t index, struct observed_nv *out);

/* True if the TPM says that there is nothing at that handle or index. */
bool observed_nothing(uint32_t code);

#endif
