/*
 * tools/profile/load/compiler.h - from a YAML document to a profile: what the readers of its sections share.
 *
 * Policies name NV indices by what their public areas are, keys name policies, NV indices name keys: so NV indices are read first
 * without what they hold (nv.h, nv_read), then the keys (key.h), then the rest of the NV indices (nv_finish); yaml.c has the order.
 * A record that is complete is checked by lib/profile's own rules.
 *
 * Readers return false after a complaint with a place in the text, and go on where they can: one run shows all faults. What a
 * profile points at is the source's memory (source_memory()), and lives as long as that.
 */
#ifndef TOOLS_PROFILE_LOAD_COMPILER_H
#define TOOLS_PROFILE_LOAD_COMPILER_H

#include "tools/common/source.h"

/* Where an NV index's parts were said; NULL what was not. */
struct nv_nodes {
        yaml_node_t *record;
        yaml_node_t *name;
        yaml_node_t *index;
        yaml_node_t *name_algorithm;
        yaml_node_t *attributes;
        yaml_node_t *policy;
        yaml_node_t *auth;
        yaml_node_t *size;
        yaml_node_t *content;
        yaml_node_t *lock;
        yaml_node_t *next_boot;
        yaml_node_t *on_read;
        yaml_node_t *required;
        yaml_node_t *key; /* of a certificate, as the three after it */
        yaml_node_t *purpose;
        yaml_node_t *extension;
        bool readable;     /* nothing was wrong with it so far */
        bool content_read; /* early, as it names no key */
};

/* One for each document. @profile is complete only when no reader has complained. */
struct compiler {
        struct source source;
        struct profile profile;
        uint32_t nv_total; /* NV indices that were read; profile.nv_count: that are finished */
        uint32_t nv_plain; /* so many of them are no certificates, and come first */
        struct nv_nodes nv[PROFILE_NV_MAX];
        bool keys_readable;        /* nothing was wrong with any key */
        unsigned int policy_steps; /* to notice policies that never end */
};

/*
 * What lib/profile says is wrong, told at the first of @places whose part is in the sentence; else of
 * the whole record, which is a @what.
 */
struct place {
        const char *part;
        const char *field;
        yaml_node_t *node;
};
bool compile_refuse(struct compiler *compiler, const char *what, yaml_node_t *record,
                    const char *wrong, const struct place *places, size_t count);

/* The number of the key that @node names. */
bool compile_find_key(struct compiler *compiler, const yaml_node_t *node, const char *field,
                      uint8_t *out);

/* The bytes of a text, of hex digits, or of zeros: {text: }, {hex: } or {zeros: }, at most @most. */
bool bytes_of(struct compiler *compiler, yaml_node_t *node, const char *field, size_t most,
              struct profile_bytes *out);

#endif
