/*
 * tools/policy/files.h - files that a policy names.
 *
 * Implemented above: tools/policy/files.c for programs, which opens them; libverify/files.c for programs of others, which have them
 * in memory.
 */
#ifndef TOOLS_POLICY_FILES_H
#define TOOLS_POLICY_FILES_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/common/file.h"
#include "tools/profile/load/open.h"

/* @files is the policy's (policy.h). Returns NULL, or what is wrong as the end of a sentence. policy_file_free() is due. */
__attribute__((warn_unused_result)) const char *
policy_file_read(const void *files, const char *path, struct file *out);
void policy_file_free(struct file *file);

/* False after a line that says why to @errors. policy_profile_free() is due. */
__attribute__((warn_unused_result)) bool policy_profile_read(const char *what, FILE *errors,
                                                             struct profile_file *out);
void policy_profile_free(struct profile_file *file);

#endif
