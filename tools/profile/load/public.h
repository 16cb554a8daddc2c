/* tools/profile/load/public.h - a key's public area (TPMT_PUBLIC; TPM 2.0 Part 2, "TPMT_PUBLIC"), written field by field. */
#ifndef TOOLS_PROFILE_LOAD_PUBLIC_H
#define TOOLS_PROFILE_LOAD_PUBLIC_H

#include "tools/profile/load/compiler.h"

/* Where its fields were said; NULL what was not. */
struct public_nodes {
        yaml_node_t *type;
        yaml_node_t *name_algorithm;
        yaml_node_t *attributes;
        yaml_node_t *policy;
        yaml_node_t *symmetric;
        yaml_node_t *scheme;
        yaml_node_t *bits;
        yaml_node_t *exponent;
        yaml_node_t *curve;
        yaml_node_t *parameter_set;
};

/* The TPMT_PUBLIC up to its unique field, from the mapping `public`; *@nodes are its fields, for later complaints. */
bool public_read(struct compiler *compiler, yaml_node_t *node, struct public_nodes *nodes,
                 struct profile_bytes *head);

#endif
