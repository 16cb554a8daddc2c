/* tools/profile/load/nv.h - NV indices and certificates, each of which goes into one. */
#ifndef TOOLS_PROFILE_LOAD_NV_H
#define TOOLS_PROFILE_LOAD_NV_H

#include "tools/profile/load/compiler.h"

/*
 * The section `nv`, then `certificates`, without what refers to keys; either may be NULL. The records are in the compiler's list
 * then, readable or not.
 */
void nv_read(struct compiler *compiler, yaml_node_t *nv, yaml_node_t *certificates);

/* The rest of each record, once the keys have been read. Every record is counted then, so that faults do not bring others. */
void nv_finish(struct compiler *compiler);

#endif
