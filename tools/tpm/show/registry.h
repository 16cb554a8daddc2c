/* tools/tpm/show/registry.h - what handles and NV indices are for. */
#ifndef TOOLS_TPM_SHOW_REGISTRY_H
#define TOOLS_TPM_SHOW_REGISTRY_H

#include <stdint.h>

/* What the NV index is by the TCG's registry or a cloud's documents; "" if nothing is known. */
const char *registry_nv(uint32_t index);

/* The same for a persistent handle. */
const char *registry_handle(uint32_t handle);

#endif
