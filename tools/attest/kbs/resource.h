/* tools/attest/kbs/resource.h - the names of a KBS's resources: repository, type and tag. */
#ifndef TOOLS_ATTEST_KBS_RESOURCE_H
#define TOOLS_ATTEST_KBS_RESOURCE_H

#define RESOURCE_PATH_MAX 512 /* bytes with the NUL */

/*
 * Reads REPOSITORY/TYPE/TAG, with kbs:/// in front if one likes, into the path to ask for. Returns NULL, or what was expected.
 */
__attribute__((warn_unused_result)) const char *resource_path(const char *text,
                                                              char out[RESOURCE_PATH_MAX]);

#endif
