/* tools/policy/references.h - reference values of images in a policy: files that others have written, and who must have signed them. */
#ifndef TOOLS_POLICY_REFERENCES_H
#define TOOLS_POLICY_REFERENCES_H

#include "tools/common/source.h"
#include "tools/policy/policy.h"
#include "tools/rats/reference_file.h"

/*
 * Adds the images of @size bytes, which are the file @path, and their launch digests to those that are expected. Returns NULL, or what
 * is wrong as the end of a sentence, in @reason.
 */
__attribute__((warn_unused_result)) const char *
policy_take_references(struct ca_policy *policy, const void *data, size_t size, const char *path,
                       struct reference_signers signers, char reason[REFERENCE_REASON_MAX]);

/* The key reference-values: a list of files, or of {file, key}. False after a complaint. */
__attribute__((warn_unused_result)) bool policy_references(struct source *source, yaml_node_t *list,
                                                           struct ca_policy *policy);

#endif
