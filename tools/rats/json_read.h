/*
 * tools/rats/json_read.h - JSON of others, read as the YAML that it is a part of, by libyaml. A name that is there twice could be read
 * in two ways, and is not found.
 */
#ifndef TOOLS_RATS_JSON_READ_H
#define TOOLS_RATS_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

/* False if it is none, or there is more behind it; otherwise yaml_document_delete() is due. */
__attribute__((warn_unused_result)) bool json_open(const void *text, size_t size,
                                                   yaml_document_t *out);

/* The value of @name in a mapping; NULL if there is none, or @mapping is none. */
yaml_node_t *json_find(yaml_document_t *document, const yaml_node_t *mapping, const char *name);

/* The text of a scalar, or NULL: a NUL in it is refused. */
const char *json_text(const yaml_node_t *node);

/* json_text() of json_find(). */
const char *json_text_in(yaml_document_t *document, const yaml_node_t *mapping, const char *name);

/* Elements of a sequence; 0 if it is none. */
size_t json_count(const yaml_node_t *list);
yaml_node_t *json_element(yaml_document_t *document, const yaml_node_t *list, size_t number);

#endif
