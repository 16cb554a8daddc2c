/* tools/profile/load/requirement.h - what a profile demands of a TPM before anything of it is made. */
#ifndef TOOLS_PROFILE_LOAD_REQUIREMENT_H
#define TOOLS_PROFILE_LOAD_REQUIREMENT_H

#include "tools/profile/load/compiler.h"

/* The section `requires`; NULL: nothing but what the profile's own keys and indices need. */
void requirements_read(struct compiler *compiler, yaml_node_t *requires);

/* The section `capacity` against what keys and NV indices need; @keys and @nv are where complaints of them have their place. */
void capacity_check(struct compiler *compiler, yaml_node_t *capacity, yaml_node_t *keys,
                    yaml_node_t *nv);

#endif
