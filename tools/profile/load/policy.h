/* tools/profile/load/policy.h - policies, as digests. */
#ifndef TOOLS_PROFILE_LOAD_POLICY_H
#define TOOLS_PROFILE_LOAD_POLICY_H

#include "tools/profile/load/compiler.h"

/* A policy's digest with @hash: empty for none. False if something was wrong. */
bool policy_read(struct compiler *compiler, yaml_node_t *node, uint16_t hash,
                 struct profile_bytes *out);

/* The digest of PolicySecret(endorsement) alone, PolicyA of the TCG. */
struct profile_bytes policy_a(struct compiler *compiler, uint16_t hash);

#endif
