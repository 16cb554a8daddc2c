/*
 * tools/profile/compile.h - from a YAML document to a profile: what the parts share.
 *
 * Policies name NV indices by what their public areas are, keys name policies, NV indices name keys:
 * so NV indices are read first without what they hold (nv_read), then the keys (key_read), then the
 * rest of the NV indices (nv_finish). A record that is complete is checked by lib/profile's own rules.
 */
#ifndef TOOLS_PROFILE_COMPILE_H
#define TOOLS_PROFILE_COMPILE_H

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

/* Sections, in this order. */
void nv_read(struct compiler *compiler, yaml_node_t *nv, yaml_node_t *certificates);
void keys_read(struct compiler *compiler, yaml_node_t *keys);
void nv_finish(struct compiler *compiler);
void requirements_read(struct compiler *compiler, yaml_node_t *requires);
void capacity_check(struct compiler *compiler, yaml_node_t *capacity, yaml_node_t *keys,
                    yaml_node_t *nv);

/* A key's TPMT_PUBLIC up to its unique field, from `public`. */
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
};
bool public_read(struct compiler *compiler, yaml_node_t *node, struct public_nodes *nodes,
                 struct profile_bytes *head);

/* A key's unique field, which may be @x_full and @y_full bytes long; y is 0 for RSA. */
bool unique_read(struct compiler *compiler, yaml_node_t *node, size_t x_full, size_t y_full,
                 struct profile_key *key);

/*
 * Content of an NV index. Before the keys are known content_read_early() takes what needs none, and
 * the size of what will be a policy.
 */
bool content_read_early(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv,
                        bool *done);
bool content_read(struct compiler *compiler, yaml_node_t *node, struct profile_nv *nv);

/* False if a literal looks like a template, or ought to, and no key of the profile has it. */
bool content_is_known_template(const struct compiler *compiler, const struct profile_nv *nv);

/* A policy's digest with @hash: empty for none. False if something was wrong. */
bool policy_read(struct compiler *compiler, yaml_node_t *node, uint16_t hash,
                 struct profile_bytes *out);

/* The digest of PolicySecret(endorsement) alone, PolicyA of the TCG. */
struct profile_bytes policy_a(struct compiler *compiler, uint16_t hash);

/* The bytes of a text, of hex digits, or of zeros: {text: }, {hex: } or {zeros: }, at most @most. */
bool bytes_of(struct compiler *compiler, yaml_node_t *node, const char *field, size_t most,
              struct profile_bytes *out);

#endif
