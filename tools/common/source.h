/*
 * tools/common/source.h - a YAML document whose every complaint has a place.
 *
 * libyaml's document is used as it is, because its nodes know where they start; libcyaml's structures
 * do not. Functions that read a node print what was found and what was expected, count the fault and
 * return false; the caller goes on with what else there is, so that one run shows all faults.
 */
#ifndef TOOLS_COMMON_SOURCE_H
#define TOOLS_COMMON_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <yaml.h>

#include "lib/profile/compiled.h"
#include "tools/common/words.h"

struct source_block; /* memory that lives as long as its source */

struct source {
        const char *file; /* its name, for complaints */
        yaml_document_t document;
        FILE *errors;
        unsigned int faults;
        struct source_block *blocks;
};

/* One key of a mapping and where its value goes: NULL if it is not there. */
struct field {
        const char *name;
        yaml_node_t **value;
        bool required;
};

#define FIELDS(array) (array), sizeof(array) / sizeof((array)[0])

/* Parses @text. Returns false after saying why; then @out is closed already. */
__attribute__((warn_unused_result)) bool source_open(struct source *out, const char *file,
                                                     const void *text, size_t size, FILE *errors);
void source_close(struct source *source);

yaml_node_t *source_root(struct source *source);

/* Complains: FILE:LINE:COLUMN: text. Returns false, so that a reader can end with it. */
__attribute__((format(printf, 3, 4))) bool
source_fault(struct source *source, const yaml_node_t *node, const char *format, ...);

/* "FIELD: found X; expected ...", where X is what @node is. Returns false. */
__attribute__((format(printf, 4, 5))) bool source_unexpected(struct source *source,
                                                             const yaml_node_t *node,
                                                             const char *field, const char *format,
                                                             ...);

/* Zeroed memory that source_close() frees. NULL if there is none; source_memory() does not return then. */
void *source_try_memory(struct source *source, size_t size);
void *source_memory(struct source *source, size_t size);

/* A scalar as a C string, or NULL if @node is none or has a NUL in it. */
const char *source_text(const yaml_node_t *node);

/* True if @node is the scalar @text. */
bool source_is(const yaml_node_t *node, const char *text);

/* Spreads a mapping over @fields. Complains of unknown, repeated and missing keys; @what is it? */
__attribute__((warn_unused_result)) bool source_fields(struct source *source, yaml_node_t *node,
                                                       const char *what, const struct field *fields,
                                                       size_t count);

/* Number of elements of a sequence; complains and returns 0 if it is none, empty, or over @most. */
size_t source_list(struct source *source, yaml_node_t *node, const char *field, size_t most);
yaml_node_t *source_element(struct source *source, yaml_node_t *list, size_t number);

/* Scalars. @field names them in complaints. */
bool source_number(struct source *source, const yaml_node_t *node, const char *field,
                   uint32_t least, uint32_t most, uint32_t *out);
bool source_number64(struct source *source, const yaml_node_t *node, const char *field,
                     uint64_t most, uint64_t *out);
bool source_flag(struct source *source, const yaml_node_t *node, const char *field, bool *out);
bool source_word(struct source *source, const yaml_node_t *node, const char *field,
                 struct words words, uint32_t *out);

/* The words' values, ORed, of a sequence of them; or a number as it stands. */
bool source_flags(struct source *source, yaml_node_t *node, const char *field, struct words words,
                  uint32_t *out);

/* A quoted string of hex digits, spaces between them as one likes. */
bool source_hex(struct source *source, const yaml_node_t *node, const char *field,
                struct profile_bytes *out);

/* A string's own bytes: printable ASCII, 1 to @most. */
bool source_string(struct source *source, const yaml_node_t *node, const char *field, size_t most,
                   struct profile_bytes *out);

#endif
