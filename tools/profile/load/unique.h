/* tools/profile/load/unique.h - what is in a template's unique field, on which the key depends. */
#ifndef TOOLS_PROFILE_LOAD_UNIQUE_H
#define TOOLS_PROFILE_LOAD_UNIQUE_H

#include "tools/profile/load/compiler.h"

/* A key's unique field, which may be @x_full and @y_full bytes long; y is 0 for RSA. */
bool unique_read(struct compiler *compiler, yaml_node_t *node, size_t x_full, size_t y_full,
                 struct profile_key *key);

#endif
