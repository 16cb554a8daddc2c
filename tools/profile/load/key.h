/* tools/profile/load/key.h - the keys of a profile. */
#ifndef TOOLS_PROFILE_LOAD_KEY_H
#define TOOLS_PROFILE_LOAD_KEY_H

#include "tools/profile/load/compiler.h"

/* The section `keys`: keys in their order. What they name of NV indices, nv_read() must have read. */
void keys_read(struct compiler *compiler, yaml_node_t *keys);

#endif
