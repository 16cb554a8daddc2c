/* tools/profile/load/yaml.h - the YAML form of a profile, compiled. */
#ifndef TOOLS_PROFILE_LOAD_YAML_H
#define TOOLS_PROFILE_LOAD_YAML_H

#include <stddef.h>
#include <stdio.h>

/*
 * Compiles @text to @out. Returns the size, or 0 after printing everything that is wrong to @errors,
 * where @file is its name.
 */
__attribute__((warn_unused_result)) size_t load_yaml(const char *file, const void *text,
                                                     size_t size, FILE *errors, void *out,
                                                     size_t capacity);

#endif
