/*
 * tools/profile/load/open.h - a profile from where a user says it is.
 *
 * What a user names is a file, YAML or compiled (whose first bytes tell), or the name of a profile
 * that comes with Cashew: NAME.yaml in $CASHEW_PROFILES, or else in the directory that came
 * with the program. Something with a slash or a dot in it is a file.
 */
#ifndef TOOLS_PROFILE_LOAD_OPEN_H
#define TOOLS_PROFILE_LOAD_OPEN_H

#include <stdio.h>

#include "lib/profile/compiled.h"

struct profile_file {
        uint8_t *bytes; /* compiled; malloc()ed */
        size_t size;
        struct profile profile; /* points into bytes */
        uint8_t digest[PROFILE_DIGEST_SIZE];
};

/*
 * Loads what @what names. Returns 0, or -1 after printing everything that is wrong to @errors, a line
 * each: FILE:LINE:COLUMN: what was found, what was expected. Then @out is empty.
 */
__attribute__((warn_unused_result)) int profile_load(const char *what, FILE *errors,
                                                     struct profile_file *out);

/* The same for the YAML text or the compiled bytes in @data; @name stands for the file in errors. */
__attribute__((warn_unused_result)) int profile_load_bytes(const char *name, const void *data,
                                                           size_t size, FILE *errors,
                                                           struct profile_file *out);

/* Frees and empties; an empty one may be freed. */
void profile_file_free(struct profile_file *file);

#endif
