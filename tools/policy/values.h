/* tools/policy/values.h - values of a policy file that profiles do not have. */
#ifndef TOOLS_POLICY_VALUES_H
#define TOOLS_POLICY_VALUES_H

#include <limits.h>

#include "tools/policy/gce.h"
#include "tools/common/source.h"

/* All return false after a complaint. */

/* A file's name, made relative to where the policy file is. */
bool policy_path(struct source *source, const yaml_node_t *node, const char *field,
                 char out[PATH_MAX]);

/* A printable text that fits @size bytes with its NUL. */
bool policy_text(struct source *source, const yaml_node_t *node, const char *field, char *out,
                 size_t size);

/* The same, and it begins with http:// or https://. */
bool policy_url(struct source *source, const yaml_node_t *node, const char *field, char *out,
                size_t size);

/* The mapping `gce`, of which all fields have to be there (tools/policy/gce.h). */
bool policy_gce(struct source *source, yaml_node_t *node, struct gce_instance *out);

#endif
