/* tools/profile/load/content.h - what an NV index holds. */
#ifndef TOOLS_PROFILE_LOAD_CONTENT_H
#define TOOLS_PROFILE_LOAD_CONTENT_H

#include "tools/profile/load/compiler.h"

/*
 * Content of an NV index. Before the keys are known content_read_early() takes what needs none, and
 * the size of what will be a policy.
 */
bool content_read_early(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv,
                        bool *done);
bool content_read(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv);

/* False if a literal looks like a template, or ought to, and no key of the profile has it. */
bool content_is_known_template(const struct compiler *compiler, const struct profile_nv *nv);

#endif
